import { type AddressReading, readAddress } from './address-reading.ts';
import { type CategoryName, takeCategories } from './category-words.ts';
import { isNeutral, readLeaveVerb } from './leave-words.ts';
import { countEdits } from './likeness.ts';
import type { PlaceIndex } from './places.ts';
import type { Clause } from './utterance.ts';

/**
 * Of what a text that leaves wants out: of everything (null), of categories and of an address that it names while the rest
 * stays, or of something we do not know ("podatki wyłączcie, reszta ok"), which must never leave everything.
 */
export type Part = {
  /** Empty when only a topic was named that the office does not have. */
  readonly keys: readonly string[];
  readonly address: AddressReading | null;
  /** Whether it says both what goes and what stays. */
  readonly isPlain: boolean;
};

type Input = { readonly categories: readonly CategoryName[]; readonly places: PlaceIndex };

export function readPart(clauses: readonly Clause[], input: Input): Part | null {
  const all = clauses.flatMap(({ words }) => words);
  const excepted = readException(all, input.categories);
  if (excepted.length > 0) return { keys: excepted, address: null, isPlain: true };
  if (
    all.some((word) => /^(wszystk|calkowi|calosc|nic$|niczego|niczym|zadnych)/.test(word)) &&
    !all.some(isRest)
  )
    return null;
  // "Wypisz adres Zakrzewo Długa 8".
  if (
    all.some((word) => /^adres(u|y|ow)?$/.test(word)) &&
    all.some((word) => readLeaveVerb(word) !== null || /^usunie/.test(word))
  ) {
    const address = readDroppedAddress(clauses, input.places);
    if (address !== null) return { keys: [], address, isPlain: true };
  }
  const named = clauses.flatMap(({ words }) => findTopics(words, input.categories));
  const kept = named.filter(({ isKept }) => isKept).map(({ key }) => key);
  // "Same alerty proszę, resztę wyłączyć".
  if (kept.length > 0 && clauses.some(endsRest)) {
    const others = input.categories.filter(({ key, isAlert }) => isAlert !== true && !kept.includes(key));
    return { keys: others.map(({ key }) => key), address: null, isPlain: true };
  }
  const isKept = kept.length > 0 || clauses.some(keepsRest);
  const isNarrow = all.some((word) => /^(tylko|jedynie|wylacznie|sam[aeo]?|ino)$/.test(word));
  const ended = named.filter((topic) => !topic.isKept && topic.key !== alerts);
  // "Szkoda prądu, wypisz" ends nothing of power; "rzygam sportem, reszta ok" does of sport.
  const dropped = isKept || isNarrow ? ended : ended.filter(({ isSaid }) => isSaid);
  if (dropped.length === 0) {
    if (!isKept) return null;
    const address = readDroppedAddress(clauses, input.places);
    return address === null && !clauses.some(keepsRest)
      ? null
      : {
          keys: [],
          address,
          isPlain:
            address !== null &&
            clauses.some(({ words }) => words.some((word) => readLeaveVerb(word) !== null)),
        };
  }
  // "Nie chcę smsów o śmieciach, wypiszcie mnie z listy" is about everything.
  const isOfSelf = all.some((word) => ourselves.test(word));
  const isLong = all.length > mostOfOne && dropped.some(({ key }) => key !== null);
  if (!isKept && !isNarrow && !dropped.some(({ isNamed }) => isNamed) && (isOfSelf || isLong)) return null;
  const keys = [...new Set(dropped.flatMap(({ key }) => key ?? []))];
  const isEnded = dropped.some((topic) => topic.isEnded);
  return { keys, address: null, isPlain: isKept && isEnded && keys.length > 0 };
}

/** "Chcę dostawać wszystko oprócz kultury". */
function readException(words: readonly string[], categories: readonly CategoryName[]): readonly string[] {
  const at = words.findIndex((word) => /^(oprocz|procz|poza)$/.test(word));
  const isOfAll = words.slice(0, at).some((word) => /^wszystk/.test(word));
  if (at === -1 || !isOfAll || words.some((word) => readLeaveVerb(word) !== null)) return [];
  return takeCategories(words.slice(at + 1, at + 5), categories).keys;
}

const mostOfOne = 8;
const ourselves = /^(mnie|nas|sie|numer\w*|list[aey]|baz[aey]|system\w*|wszystk\w*)$/;
const alerts = 'the alerts';

type Topic = {
  readonly key: string | null;
  readonly isKept: boolean;
  readonly isNamed: boolean;
  readonly isSaid: boolean;
  readonly isEnded: boolean;
};

/** The topics a clause names, and whether what stands nearest to each keeps it or ends it. */
function findTopics(words: readonly string[], categories: readonly CategoryName[]): readonly Topic[] {
  // What keeps the rest says nothing of a topic beside it.
  const rest = words.findIndex(isRest);
  const all = placesOf(words, isKeeping);
  const ofRest = rest === -1 ? -1 : all.find((at) => Math.abs(at - rest) === distance(all, rest));
  const [keeps, ends] = [all.filter((at) => at !== ofRest), placesOf(words, isEnding)];
  const isSaid = keeps.length + ends.length > 0;
  return words.flatMap((word, at) => {
    const key = keyOf(word, categories);
    const before = words[at - 1] ?? '';
    if (key === null && !elsewhere.test(word)) return [];
    // "Nie płacę podatków", "na zebraniu dałam": no topic of texts.
    const isTopic =
      /^(o|z|ze|od|bez|dosc|kategori\w*|tylko|sam[aey]?)$/.test(before) ||
      words.length === 1 ||
      (distance(ends, at) <= 1 && !/^(na|w)$/.test(before));
    return [
      {
        key,
        isKept: distance(keeps, at) < distance(ends, at),
        isNamed: before.startsWith('kategori'),
        isSaid: key === null ? isTopic : isSaid,
        isEnded: isRefused(words, at),
      },
    ];
  });
}

/** Whether the clause ends what it names, or denies just that ("sport nie"): "nie ma prądu" does neither. */
function isRefused(words: readonly string[], at: number): boolean {
  if (
    words.some(
      (word) =>
        readLeaveVerb(word) !== null ||
        /^(bez|dosc|dosyc|stop|precz|won|out|off|zbedn\w*|niepotrzebn\w*)$/.test(word),
    )
  )
    return true;
  const no = words.indexOf('nie');
  return (
    no !== -1 &&
    (no === words.length - 1 ||
      (no === at + 1 && words.length <= 4) ||
      /^(chc|trzeba|interes|potrzeb|pisz|wysyl|przysyl|zycz)/.test(words[no + 1] ?? ''))
  );
}

function placesOf(
  words: readonly string[],
  holds: (word: string, at: number, words: readonly string[]) => boolean,
): readonly number[] {
  return words.flatMap((word, at) => (holds(word, at, words) ? [at] : []));
}

function distance(places: readonly number[], at: number): number {
  return places.reduce((least, place) => Math.min(least, Math.abs(place - at)), 99);
}

/** The category a word names, by its name or by what belongs to it ("mecze" are sport). */
function keyOf(word: string, categories: readonly CategoryName[]): string | null {
  const [key] = takeCategories([word], categories).keys;
  const chosen = categories.find((one) => one.key === key);
  // Joining means alerts: who leaves them leaves everything.
  if (chosen !== undefined) return chosen.isAlert === true ? alerts : chosen.key;
  const topic = belongings.find(([pattern]) => pattern.test(word));
  const stem = topic?.[1] ?? mistypedTopic(word);
  return stem === null ? null : (categories.find((one) => stem.test(one.key))?.key ?? null);
}

/** "Sporcei", "kultruze". */
function mistypedTopic(word: string): RegExp | null {
  if (word.length < 5 || !/^[skop]/.test(word)) return null;
  return spelled.find(([names]) => names.some((name) => countEdits(word, name, 1) <= 1))?.[1] ?? null;
}

const spelled: readonly (readonly [readonly string[], RegExp])[] = [
  ['sport sportu sporcie sportem'.split(' '), /^sport/],
  ['kultura kultury kulture kulturze'.split(' '), /^kultur/],
  ['smieci smieciach odpady odpadach odpadow'.split(' '), /^odpad/],
  ['pradu pradzie'.split(' '), /^prad/],
];

const belongings: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(mecz(e|y|ow|ami|ach|om)$|turniej|rajd|bieg(i|ow|ach)$|pilk(a|i|e)$|pilce$|zawod(y|ow|ach)$|sprot)/,
    /^sport/,
  ],
  [/^(koncert|festyn|imprez|wystaw(y|ach)?$|teatr|kin(o|a|ie)$|kultuyr|kultruy)/, /^kultur/],
  [/^(wywoz|bio$|smietnik)/, /^odpad/],
];
// What other offices send about.
const elsewhere = /^(podat(k|ek)|zebra(n|ni)|wod(a|y|e|zie)$|sesj|inwestycj|drogow)/;
const keeping =
  /^(zs?ost?a?[nwjc]|zsot|dalej|nadal|tak|ok|okej|lubi|chce|chcem|moze|moga|niech|fajn|dobr|przyda|wystarcz|spoko|piszcie|pisejcie|pisac|potrzeb|chetn|starem|aktualn|przychodz|rusza|interesuj|zmian|czyta)/;

function isKeeping(word: string, at: number, words: readonly string[]): boolean {
  return keeping.test(word) && words[at - 1] !== 'nie';
}

function isEnding(word: string, at: number, words: readonly string[]): boolean {
  // "Bez zmian", "nie ruszać" keep.
  if (/^(zmian|rusza)/.test(words[at + 1] ?? '')) return false;
  return (
    /^(nie|bez|ani|dosc|dosyc|koniec|stop|precz|won|out|off|zbedn\w*|niepotrzebn\w*|zadn\w*)$/.test(word) ||
    readLeaveVerb(word) !== null
  );
}

function isRest(word: string): boolean {
  return /^(resz[tc]|pozostal|inn(e|ych|ymi|a)$|drug(i|a|ie)$)/.test(word);
}

/** "Resztę zostawić", "inne ok", "drugi adres zostaje". */
function keepsRest({ words }: Clause): boolean {
  const at = words.findIndex(isRest);
  const keeps = distance(placesOf(words, isKeeping), at);
  return at !== -1 && keeps < 5 && keeps < distance(placesOf(words, isEnding), at);
}

/** "Resztę wyłączyć". */
function endsRest({ words }: Clause): boolean {
  const at = words.findIndex(isRest);
  const ends = distance(placesOf(words, isEnding), at);
  return at !== -1 && ends < 3 && ends < distance(placesOf(words, isKeeping), at);
}

/** The address that is left: in the clause that ends something, or, of one, before what stays. */
function readDroppedAddress(clauses: readonly Clause[], places: PlaceIndex): AddressReading | null {
  for (const { words } of clauses) {
    const keeps = words.findIndex((word) => /^(zs?ost?a?[nwjc]|zsot)/.test(word));
    if (keeps !== -1 && !words.some(isEnding)) continue;
    for (let length = 4; length > 0; length -= 1)
      for (let at = 0; at + length <= words.length; at += 1) {
        const run = words.slice(at, at + length);
        if (
          run.some((word) => isNeutral(word) && !/^\d/.test(word)) ||
          (length === 1 && /^\d/.test(run[0] ?? ''))
        )
          continue;
        const address = readAddress(places, run.join(' '));
        if (address.confidence === 'exact' || address.confidence === 'inflected') return address;
      }
  }
  return null;
}
