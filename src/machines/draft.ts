import type { AddressReading } from '#domain/address-reading.ts';
import { displayKind } from '#domain/locality-kind.ts';
import type { Locality, PlaceIndex, Street, StreetAnswer } from '#domain/places.ts';
import { shortStreet } from '#domain/street-display.ts';
import type { Draft, Option, StoredContext } from './context.ts';
import type { Address, Facts } from './effects.ts';

/** Filling a draft from what was said: each step already answered is skipped, anything ambiguous stays open. */

export type Filled = Pick<StoredContext, 'draft' | 'options' | 'optionsAre'>;

/** What has to be asked next to complete a draft. */
export type Missing =
  | 'homeChoice'
  | 'locality'
  | 'localityChoice'
  | 'street'
  | 'streetChoice'
  | 'categories'
  | 'nothing';

export function startDraft(goal: Draft['goal']): Draft {
  return {
    goal,
    replaces: null,
    locality: null,
    street: { kind: 'open' },
    streetText: null,
    houseNumber: null,
    categories: goal === 'join' ? null : [],
  };
}

/** Takes in an address as read, and categories if any were named. */
export function fillDraft(
  draft: Draft,
  said: {
    readonly reading: AddressReading | null;
    readonly categories: readonly string[];
    readonly facts: Facts;
  },
): Filled {
  const { reading, categories, facts } = said;
  const named = categories.length > 0 ? { ...draft, categories: [...categories] } : draft;
  if (reading === null) return settled(named);
  const { locality, streetText, houseNumber } = reading;
  if (locality.kind === 'none')
    return offerNearest(
      named,
      locality.nearest.map((place) => localityOption(place, facts.places)),
    );
  const withRest = {
    ...named,
    streetText: streetText?.slice(0, 300) ?? null,
    houseNumber: houseNumber?.slice(0, 20) ?? named.houseNumber,
  };
  if (locality.kind === 'choices') {
    const options = locality.places.map((place) => localityOption(place, facts.places));
    return { draft: withRest, options, optionsAre: 'alike' };
  }
  return fillLocality(withRest, locality.place, { street: reading.street, places: facts.places });
}

/** Takes the option the person chose; the list is done with. */
export function chooseOption(draft: Draft, option: Option, places: PlaceIndex): Filled {
  if (option.symUl !== null) {
    return settled({
      ...draft,
      locality: ownerOf(option.sym, places) ?? draft.locality,
      streetText: null,
      street: { kind: 'street', symUl: option.symUl, label: option.label },
    });
  }
  const place = places.findLocality(option.sym);
  // The register changed since the list was shown: ask again rather than store a place that is gone.
  if (place === null) return settled({ ...draft, locality: null });
  return fillLocality(draft, place, { street: null, places });
}

/** The street question answered by "none": the whole locality. */
export function withoutStreet(draft: Draft): Filled {
  return settled({ ...draft, street: { kind: 'whole' }, streetText: null });
}

export function findMissing(
  { draft, options }: Pick<StoredContext, 'draft' | 'options'>,
  facts: Facts,
): Missing {
  if (draft?.goal === 'move' && draft.replaces === null && facts.homes.length > 1) return 'homeChoice';
  if (draft === null || draft.locality === null) return options.length > 0 ? 'localityChoice' : 'locality';
  if (draft.street.kind === 'open') return options.length > 0 ? 'streetChoice' : 'street';
  const hasMore = facts.categories.some((category) => !category.isAlert);
  return draft.categories === null && hasMore ? 'categories' : 'nothing';
}

/** The address of a finished draft. */
export function addressOf(draft: Draft): Address | null {
  if (draft.locality === null) return null;
  const symUl = draft.street.kind === 'street' ? draft.street.symUl : null;
  return { sym: draft.locality.sym, symUl, houseNumber: draft.houseNumber };
}

/** "Skórzewo, ul. Działkowa 32", as the person will read it. */
export function describeAddress(draft: Draft): string {
  const street = draft.street.kind === 'street' ? draft.street.label : '';
  const end = [street, draft.houseNumber ?? ''].filter((part) => part !== '').join(' ');
  return [draft.locality?.label ?? '', end].filter((part) => part !== '').join(', ');
}

/** A locality as on a list: with its kind where the office has another of that name. */
function localityOption(place: Locality, places: PlaceIndex): Option {
  const found = places.findLocalities(place.name);
  const isTwin =
    found.kind === 'choices' && found.places.filter(({ name }) => name === place.name).length > 1;
  return {
    sym: place.sym,
    symUl: null,
    label: isTwin ? `${place.name} ${displayKind(place.kind)}` : place.name,
  };
}

/** The locality the register hangs a street on: of a part or a district it may be the whole. */
function ownerOf(sym: string, places: PlaceIndex): Draft['locality'] {
  const place = places.findLocality(sym);
  return place === null ? null : { sym, label: localityOption(place, places).label };
}

function streetOption(street: Street): Option {
  return { sym: street.sym, symUl: street.symUl, label: shortStreet(street) };
}

function fillLocality(
  draft: Draft,
  place: Locality,
  said: { readonly street: StreetAnswer | null; readonly places: PlaceIndex },
): Filled {
  const { places } = said;
  const located: Draft = {
    ...draft,
    locality: { sym: place.sym, label: localityOption(place, places).label },
  };
  if (!places.hasStreets(place.sym)) {
    return settled({ ...located, street: { kind: 'whole' }, streetText: null });
  }
  const street =
    said.street ?? (draft.streetText === null ? null : places.findStreets(place.sym, draft.streetText));
  if (street === null) return settled(located);
  const houseNumber = street.houseNumber?.slice(0, 20) ?? located.houseNumber;
  if (street.kind === 'none')
    return offerNearest({ ...located, streetText: null }, street.nearest.map(streetOption));
  if (street.kind === 'choices') {
    return {
      draft: { ...located, houseNumber, streetText: null },
      options: street.places.map(streetOption),
      optionsAre: 'alike',
    };
  }
  const { symUl, label } = streetOption(street.place);
  return settled({
    ...located,
    locality: ownerOf(street.place.sym, places) ?? located.locality,
    houseNumber,
    streetText: null,
    street: symUl === null ? { kind: 'whole' } : { kind: 'street', symUl, label },
  });
}

function offerNearest(draft: Draft, options: readonly Option[]): Filled {
  return { draft, options: [...options], optionsAre: 'nearest' };
}

function settled(draft: Draft): Filled {
  return { draft, options: [], optionsAre: 'alike' };
}

/** Whether two addresses are the same place and house. */
export function isSameAddress(a: Address, b: Address): boolean {
  return a.sym === b.sym && a.symUl === b.symUl && a.houseNumber === b.houseNumber;
}
