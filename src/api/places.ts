import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { listCommuneNames } from '#db/place-search.ts';
import { listLocalities, listStreetsOf } from '#db/places.ts';
import { displayKind } from '#domain/locality-kind.ts';
import {
  displayStreet,
  type Locality,
  type PlaceAnswer,
  type PlaceIndex,
  type Street,
} from '#domain/places.ts';
import { type ApiContext, type ApiEnv, limitPublic } from './access.ts';
import { type Country, createCountry } from './country.ts';
import { problemResponses, problemsOf } from './problems.ts';

const localitySchema = z
  .object({
    sym: z.string().openapi({ example: '0582870' }),
    name: z.string().openapi({ example: 'Skórzewo' }),
    kind: z
      .string()
      .openapi({ description: 'wieś, osada, miasto…: tells places of one name apart', example: 'wieś' }),
    commune: z.string().optional().openapi({
      description: 'The gmina, with scope `places`: tells places of one name in the country apart',
      example: 'Dopiewo',
    }),
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
  operationId: 'findPlaces',
  security: [{}, { token: ['places'] }],
  tags: ['places'],
  summary: 'Find a locality, or a street in one',
  description:
    'Without `q` it searches localities; with `q` streets of `locality`. Best first; `none` comes with what looks alike. An empty `locality` or `q` lists all; the beginning of a name finds what goes on from it (type-ahead). Without a token: the places of the office; with scope `places`: every imported one.',
  request: {
    query: z.object({
      locality: z.string().max(200).optional().openapi({ description: 'SYM or name', example: 'Skorzewo' }),
      q: z
        .string()
        .max(200)
        .optional()
        .openapi({ description: 'Street, a house number may follow', example: 'Poznanska 12' }),
    }),
  },
  responses: {
    200: { description: 'What was found', content: { 'application/json': { schema: placesSchema } } },
    ...problemResponses(problemsOf.publicReading),
  },
});

/** Most places in one answer: enough for every gmina's list, too little to copy a register with. */
const mostListed = 1_000;

export function mountPlaces(app: OpenAPIHono<ApiEnv>, api: ApiContext): void {
  const everywhere = createCountry(api.deps);
  app.use('/places', limitPublic(api, { limit: 'reading', scope: 'places' }));
  app.openapi(route, async (c) => {
    const { locality = '', q } = c.req.valid('query');
    const office = api.deps.office();
    const country = c.var.token?.scopes.includes('places') === true ? everywhere(office) : null;
    const communesOf = async (found: Found<Locality>): Promise<Communes> =>
      country === null
        ? new Map()
        : listCommuneNames(
            api.deps.db,
            listFound(found).map(({ terc }) => terc),
          );
    if (locality.trim() === '' && q === undefined) {
      const all = await listLocalities(api.deps.db, country === null ? office.settings.tercs : []);
      const listed: Found<Locality> = { kind: 'choices', places: all.slice(0, mostListed) };
      return c.json(localitiesAnswer(listed, await communesOf(listed)), 200);
    }
    const found = await findLocality(country ?? office.places, locality.trim());
    const communes = await communesOf(found);
    if (q === undefined || found.kind !== 'match') return c.json(localitiesAnswer(found, communes), 200);
    const { place } = found;
    const described = describeLocality(place, communes);
    if (q.trim() === '') {
      const streets = await listStreetsOf(api.deps.db, place.sym);
      return c.json(streetsAnswer(described, { kind: 'choices', places: streets.slice(0, mostListed) }), 200);
    }
    const places = country === null ? office.places : await country.listAround(place.sym);
    const street = withCompletions(places.findStreets(place.sym, q), () =>
      places.completeStreet(place.sym, q),
    );
    return c.json(streetsAnswer(described, street), 200);
  });
}

/** A SYM is taken as one, anything else as a name or its beginning. */
async function findLocality(where: PlaceIndex | Country, text: string): Promise<Found<Locality>> {
  const isSym = /^\d{7}$/.test(text);
  const places =
    'findLocality' in where ? where : await (isSym ? where.listAround(text) : where.listNamed(text));
  if (!isSym) return withCompletions(places.findLocalities(text), () => places.completeLocality(text));
  const place = places.findLocality(text);
  return place === null ? { kind: 'none', nearest: [] } : { kind: 'match', place };
}

/** While somebody types, what the text begins to name comes before what it may be a mistyping of. */
function withCompletions<Place>(answer: PlaceAnswer<Place>, complete: () => readonly Place[]): Found<Place> {
  if (answer.kind !== 'none' && answer.confidence !== 'typo') return answer;
  const places = complete();
  return places.length === 0 ? answer : { kind: 'choices', places };
}

type Found<Place> =
  | { readonly kind: 'match'; readonly place: Place }
  | { readonly kind: 'choices'; readonly places: readonly Place[] }
  | { readonly kind: 'none'; readonly nearest: readonly Place[] };

/** Names of gminas by TERC. */
type Communes = ReadonlyMap<string, string>;

function localitiesAnswer(found: Found<Locality>, communes: Communes): Places {
  const localities = listFound(found).map((place) => describeLocality(place, communes));
  return { kind: found.kind, localities, streets: [] };
}

function streetsAnswer(locality: Places['localities'][number], found: Found<Street>): Places {
  return {
    kind: found.kind,
    localities: [locality],
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

function describeLocality(place: Locality, communes: Communes): Places['localities'][number] {
  const { sym, name, kind, terc } = place;
  const commune = communes.get(terc);
  return { sym, name, kind: displayKind(kind), ...(commune === undefined ? {} : { commune }) };
}
