import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { listLocalities, listStreets, listStreetsOf } from '#db/places.ts';
import { displayKind } from '#domain/locality-kind.ts';
import {
  createPlaceIndex,
  displayStreet,
  type Locality,
  type PlaceAnswer,
  type PlaceIndex,
  type Street,
} from '#domain/places.ts';
import type { Deps, Office } from '#services/deps.ts';
import { type ApiContext, type ApiEnv, limitPublic } from './access.ts';
import { problemResponses } from './problems.ts';

const localitySchema = z
  .object({
    sym: z.string().openapi({ example: '0582870' }),
    name: z.string().openapi({ example: 'Skórzewo' }),
    kind: z
      .string()
      .openapi({ description: 'wieś, osada, miasto…: tells places of one name apart', example: 'wieś' }),
  })
  .openapi('Locality');

const streetSchema = z
  .object({
    sym: z.string().openapi({ example: '0582870' }),
    symUl: z.string().openapi({ example: '17394' }),
    name: z.string().openapi({ example: 'ul. Poznańska' }),
  })
  .openapi('Street');

const placesSchema = z
  .object({
    kind: z.enum(['match', 'choices', 'none']),
    localities: z.array(localitySchema),
    streets: z.array(streetSchema),
  })
  .openapi('Places');

type Places = z.infer<typeof placesSchema>;

const route = createRoute({
  method: 'get',
  path: '/places',
  tags: ['places'],
  summary: 'Find a locality, or a street in one',
  description:
    'Without `q` it searches localities; with `q` streets of `locality`. Best first; `none` comes with what looks alike. An empty `locality` or `q` lists all. Without a token: the places of the office; with scope `places`: every imported one.',
  request: {
    query: z.object({
      locality: z.string().max(200).optional().openapi({ description: 'SYM or name' }),
      q: z.string().max(200).optional().openapi({ description: 'Street, a house number may follow' }),
    }),
  },
  responses: {
    200: { description: 'What was found', content: { 'application/json': { schema: placesSchema } } },
    ...problemResponses(['invalid', 'unauthorized', 'too_many']),
  },
});

/** Most places in one answer: enough for every gmina's list, too little to copy a register with. */
const mostListed = 1_000;

export function mountPlaces(app: OpenAPIHono<ApiEnv>, api: ApiContext): void {
  const everywhere = rememberEverywhere(api.deps);
  app.use('/places', limitPublic(api, { limit: 'reading', scope: 'places' }));
  app.openapi(route, async (c) => {
    const { locality = '', q } = c.req.valid('query');
    const office = api.deps.office();
    const isWide = c.var.token?.scopes.includes('places') === true;
    const places = isWide ? await everywhere(office) : office.places;
    const tercs = isWide ? [] : office.settings.tercs;
    if (locality.trim() === '' && q === undefined) {
      const all = await listLocalities(api.deps.db, tercs);
      return c.json(localitiesAnswer({ kind: 'choices', places: all.slice(0, mostListed) }), 200);
    }
    const found = findLocality(places, locality);
    if (q === undefined || found.kind !== 'match') return c.json(localitiesAnswer(found), 200);
    const streets =
      q.trim() === ''
        ? {
            kind: 'choices' as const,
            places: (await listStreetsOf(api.deps.db, found.place.sym)).slice(0, mostListed),
          }
        : places.findStreets(found.place.sym, q);
    return c.json(streetsAnswer(found.place, streets), 200);
  });
}

/** A SYM is taken as one, anything else as a name. */
function findLocality(places: PlaceIndex, text: string): PlaceAnswer<Locality> {
  if (!/^\d{7}$/.test(text.trim())) return places.findLocalities(text);
  const place = places.findLocality(text.trim());
  return place === null ? { kind: 'none', nearest: [] } : { kind: 'match', place, confidence: 'exact' };
}

type Found<Place> =
  | { readonly kind: 'match'; readonly place: Place }
  | { readonly kind: 'choices'; readonly places: readonly Place[] }
  | { readonly kind: 'none'; readonly nearest: readonly Place[] };

function localitiesAnswer(found: Found<Locality>): Places {
  return { kind: found.kind, localities: listFound(found).map(describeLocality), streets: [] };
}

function streetsAnswer(locality: Locality, found: Found<Street>): Places {
  return {
    kind: found.kind,
    localities: [describeLocality(locality)],
    streets: listFound(found).map((street) => ({
      sym: street.sym,
      symUl: street.symUl,
      name: displayStreet(street),
    })),
  };
}

function listFound<Place>(found: Found<Place>): readonly Place[] {
  if (found.kind === 'match') return [found.place];
  return found.kind === 'choices' ? found.places : found.nearest;
}

function describeLocality({ sym, name, kind }: Locality): Places['localities'][number] {
  return { sym, name, kind: displayKind(kind) };
}

/** An index of every imported place, made when first asked for and again when the office was read anew. */
function rememberEverywhere(deps: Pick<Deps, 'db'>): (office: Office) => Promise<PlaceIndex> {
  const made = new WeakMap<Office, Promise<PlaceIndex>>();
  return (office) => {
    if (office.settings.tercs.length === 0) return Promise.resolve(office.places);
    const known = made.get(office);
    if (known !== undefined) return known;
    const index = Promise.all([listLocalities(deps.db, []), listStreets(deps.db, [])]).then(
      ([localities, streets]) => createPlaceIndex({ localities, streets }),
    );
    made.set(office, index);
    index.catch(() => made.delete(office));
    return index;
  };
}
