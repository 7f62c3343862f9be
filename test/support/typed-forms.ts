import type { Street } from '#domain/places.ts';
import { createSeededRandom } from './seeded-random.ts';

/**
 * Forms in which people type the names of streets, made of the official names by composing what people do: they
 * decline, shorten, leave out, glue, mistype and dictate. Seeded: the same forms at each run.
 */

export type TypedForm = { readonly manner: Manner; readonly typed: string; readonly street: Street };
type Manner = keyof typeof manners;

type Dice = (sides: number) => number;
type Make = (street: Street, dice: Dice) => string | null;

/** One form of each street in each manner that the street has. */
export function makeTypedForms(streets: readonly Street[], seed: number): readonly TypedForm[] {
  const random = createSeededRandom(seed);
  const dice: Dice = (sides) => Math.floor(random() * sides);
  return listManners().flatMap((manner) =>
    streets.flatMap((street) => {
      const typed = manners[manner](street, dice);
      return typed === null ? [] : [{ manner, typed, street }];
    }),
  );
}

function listManners(): readonly Manner[] {
  return Object.keys(manners).filter((key): key is Manner => key in manners);
}

const manners = {
  'as written': (street) => said(street),
  'in small letters without diacritics': (street) => plain(said(street)),
  'the core alone': (street) => core(street).toLowerCase(),
  'the core without diacritics and a house': (street, dice) => `${plain(core(street))} ${house(dice)}`,
  'its kind in full': (street, dice) => {
    const full = pick(kindsInFull.get(street.cecha) ?? [], dice);
    return full === null || hasOwnKind(street) ? null : `${full} ${named(street)} ${house(dice)}`;
  },
  'its kind after a dot': (street, dice) =>
    hasOwnKind(street) || street.cecha === 'inne'
      ? null
      : `${street.cecha.replace('.', '')}.${plain(core(street))} ${house(dice)}`,
  'in the locative': (street) => {
    const placed = locative(street);
    return placed === null ? null : `na ${placed}`;
  },
  'in the locative, plain, with a house': (street, dice) => {
    const placed = locative(street);
    return placed === null ? null : `${plain(placed)} ${house(dice)}`;
  },
  'a surname in the nominative': (street, dice) => nominative(street, dice),
  'a person in the nominative': (street, dice) => {
    const surname = nominative(street, dice);
    const first = firstOf(street);
    return surname === null || first === null ? null : `${firstNominative(first)} ${surname}`;
  },
  'an initial before': (street, dice) => {
    const first = firstOf(street);
    return first === null ? null : `${first.charAt(0)}${pick(['.', '. ', ' '], dice)}${street.nazwa1}`;
  },
  'an initial after': (street) => {
    const first = firstOf(street);
    return first === null ? null : plain(`${street.nazwa1} ${first.charAt(0)}`);
  },
  'the first name after': (street, dice) => {
    const first = firstOf(street);
    return first === null ? null : plain(`${street.nazwa1} ${first} ${house(dice)}`);
  },
  'one slip in the core': (street, dice) => slipIn(plain(core(street)), dice),
  'one slip, with a kind and a house': (street, dice) => {
    const slip = slipIn(plain(core(street)), dice);
    return slip === null ? null : `${kindOf(street)}${slip} ${house(dice)}`;
  },
  'by ear': (street, dice) => {
    const heard = byEar(core(street).toLowerCase(), dice);
    return heard === core(street).toLowerCase() ? null : heard;
  },
  'a slip in the locative': (street, dice) => {
    const placed = locative(street);
    const slip = placed === null ? null : slipIn(plain(placed), dice);
    return slip === null ? null : `na ${slip}`;
  },
  'glued with the house': (street, dice) => `${plain(core(street)).replaceAll(' ', '')}${1 + dice(150)}`,
  'glued whole': (street) => plain(named(street)).replaceAll(' ', ''),
  'read in another encoding': (street, dice) => damage(`${named(street)} ${1 + dice(99)}`, dice),
  'dictated with the house in words': (street, dice) =>
    `${named(street).toLowerCase().replaceAll('.', '')} ${pick(spokenHouses, dice)}`,
  'numbers in words or Roman': (street, dice) => {
    const spoken = named(street).replace(/(?<!\d)\d{1,2}(?!\d)/g, (digits) => spell(Number(digits), dice));
    return spoken === named(street) ? null : `${spoken.toLowerCase()} ${house(dice)}`;
  },
  'in a sentence': (street, dice) =>
    `${pick(['mieszkam na', 'adres:', 'moj adres to', 'ulica', 'dzień dobry, ul.'], dice)} ${named(street)} ${house(dice)}`,
  'with the town': (street, dice) => {
    const text = `${kindOf(street)}${named(street)} ${house(dice)}`;
    return pick(
      [`${text}, Poznań`, `${text} 61-${100 + dice(800)} Poznań`, `Poznań ${text}`, `Poznań, ${text}`],
      dice,
    );
  },
  'a title in full or short': (street, dice) => {
    const other = named(street).replace(
      /(?<![\p{L}])(?:ks|gen|św|abpa|bpa|prof|dr|płk|mjr|kpt)(?:\.|(?= ))/gu,
      (title) => pick(titleForms.get(title.replace('.', '')) ?? [], dice) ?? title,
    );
    return other === named(street) ? null : `${other} ${house(dice)}`;
  },
  'cut short': (street) => {
    const words = plain(core(street)).split(' ');
    return words.length < 2
      ? null
      : words.map((word, at) => (at === 0 && word.length > 7 ? `${word.slice(0, 5)}.` : word)).join(' ');
  },
} satisfies Record<string, Make>;

const kindsInFull = new Map([
  ['ul.', ['ulica', 'ulicy', 'Ulica', 'UL']],
  ['os.', ['osiedle', 'Osiedle', 'osiedlu', 'OS']],
  ['pl.', ['plac', 'placu', 'Plac']],
  ['al.', ['aleja', 'alei', 'aleje']],
]);
const titleForms = new Map([
  ['ks', ['ksiedza', 'księdza', 'ks', 'Ks.']],
  ['gen', ['generała', 'generala', 'gen', 'Gen.']],
  ['św', ['świętego', 'sw', 'sw.', 'swietego']],
  ['abpa', ['arcybiskupa', 'abp', 'abp.']],
  ['bpa', ['biskupa', 'bp', 'bp.']],
  ['prof', ['profesora', 'prof']],
  ['dr', ['doktora', 'dr.']],
  ['płk', ['pułkownika', 'plk', 'plk.']],
  ['mjr', ['majora', 'mjr.']],
  ['kpt', ['kapitana', 'kpt']],
]);
const spokenHouses = [
  'pięć',
  'dwanaście',
  'dwadzieścia trzy',
  'sto cztery',
  'siedem mieszkanie dwa',
  'jedenaście a',
];
const ordinals = [
  '',
  'pierwszego',
  'drugiego',
  'trzeciego',
  'czwartego',
  'piątego',
  'szóstego',
  'siódmego',
  'ósmego',
  'dziewiątego',
  'dziesiątego',
  'jedenastego',
];
const romans = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];

function spell(value: number, dice: Dice): string {
  const roman = romans[value];
  const word = value > 20 && value < 30 ? `dwudziestego ${ordinals[value - 20]}`.trim() : ordinals[value];
  return (
    pick(
      [roman, word].filter((form) => form !== undefined && form !== ''),
      dice,
    ) ?? String(value)
  );
}

function named({ nazwa1, nazwa2 }: Street): string {
  return `${nazwa2} ${nazwa1}`.trim();
}

function said(street: Street): string {
  return hasOwnKind(street) || street.cecha === 'inne' ? named(street) : `${street.cecha} ${named(street)}`;
}

function hasOwnKind({ nazwa1 }: Street): boolean {
  return /(?:^| )(?:aleja|aleje|osiedle|rynek|plac|rondo|park|skwer)(?= |$)/iu.test(nazwa1);
}

/** What must be said: the surname or the whole of a name without persons. */
function core(street: Street): string {
  return /\d/.test(street.nazwa2) || isSaint(street) ? named(street) : street.nazwa1;
}

function isSaint({ nazwa2 }: Street): boolean {
  return /^św\.?$/u.test(nazwa2);
}

/** "ul." and the like are often left out; others tell names apart. */
function kindOf({ cecha }: Street): string {
  return cecha === 'inne' ? '' : `${cecha} `;
}

function firstOf({ nazwa2 }: Street): string | null {
  const first = nazwa2.split(' ').find((word) => /^\p{Lu}\p{Ll}{2,}$/u.test(word));
  return first === undefined || /^(?:Generała|Księdza|Marszałka|Profesora|Doktora)$/u.test(first)
    ? null
    : first;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/["„”]/g, '');
}

function pick<T>(list: readonly T[], dice: Dice): T | null {
  return list[dice(list.length)] ?? null;
}

function house(dice: Dice): string {
  const number = 1 + dice(180);
  const flat = 1 + dice(60);
  return (
    pick(
      [
        ...[`${number}`, `${number}`, `${number}a`, `${number} B`, `${number}/${flat}`, `${number}a/${flat}`],
        ...[`${number} m ${flat}`, `${number} m. ${flat}`, `${number}m${flat}`, `${number} lok. ${flat}`],
        ...[
          `nr ${number}`,
          `${number}, m.${flat}`,
          `${number} mieszkanie ${flat}`,
          `${number}-${number + 2}`,
        ],
        ...[`dom ${number}`, `blok ${number} m ${flat}`, `${number} kl. B m ${flat}`, `${number} klatka 2`],
        ...[
          `${number} paw. 4`,
          `${number} / ${flat}`,
          `${number}c lok ${flat}`,
          `numer ${number}`,
          `${number}.`,
        ],
      ],
      dice,
    ) ?? ''
  );
}

/** "Lipowej", "Polance", "Ogrodach": of a name that is no person's. */
function locative(street: Street): string | null {
  const { nazwa1, nazwa2, cecha } = street;
  if (nazwa2 !== '' || !/^(?:ul\.|al\.|pl\.)$/.test(cecha) || hasOwnKind(street)) return null;
  const words = nazwa1.split(' ');
  const placed = words.map(locativeOf);
  return placed.some((word) => word === null) ? null : placed.join(' ').toLowerCase();
}

const adjective = /(?:sk|ck|zk|ow|[^aeiouyąęó]n|[aeiy]n|ist|yst|at|it|cz|ż|sz|ł|ci|ni|bi|wi|pi)a$/u;

function locativeOf(word: string): string | null {
  if (adjective.test(word))
    return word
      .replace(/ia$/, 'iej')
      .replace(/(?<=[kg])a$/, 'iej')
      .replace(/a$/, 'ej');
  if (/(?:sk|ck|zk)i$/.test(word)) return `${word}m`;
  if (/[nw]y$/.test(word) && word.length > 4) return `${word.slice(0, -1)}ach`;
  if (/(?:ów|ego|iej|ej|ych|ich)$/u.test(word)) return null;
  if (/[yi]$/.test(word)) return word.replace(/i?[yi]$/, 'ach');
  if (/ka$/.test(word)) return word.replace(/ka$/, 'ce');
  if (/la$/.test(word)) return word.replace(/la$/, 'li');
  if (/[wnpbm]a$/.test(word)) return word.replace(/a$/, 'ie');
  if (/(?:ak|ek|ik|yk|ok)$/.test(word)) return word.replace(/ek$/, 'k').concat('u');
  if (/[wnpbm]o$/.test(word)) return word.replace(/o$/, 'ie');
  return null;
}

/** "Kościuszki" is of Kościuszko, "Drzymały" of Drzymała. */
function nominative(street: Street, dice: Dice): string | null {
  const { nazwa1 } = street;
  if (firstOf(street) === null || /[ -]/.test(nazwa1)) return null;
  if (/(?:sk|ck|zk)iego$/.test(nazwa1)) return nazwa1.slice(0, -3);
  if (/(?:sk|ck|zk)iej$/.test(nazwa1)) return nazwa1.replace(/iej$/, 'a');
  if (/ego$/.test(nazwa1)) return nazwa1.replace(/i?ego$/, 'y');
  if (/ej$/.test(nazwa1)) return nazwa1.replace(/i?ej$/, 'a');
  if (/[kg]i$/.test(nazwa1)) return nazwa1.replace(/i$/, dice(2) === 0 ? 'a' : 'o');
  if (/y$/.test(nazwa1)) return nazwa1.replace(/y$/, 'a');
  if (/[aeiouyąęó][^aeiouyąęó]a$/u.test(nazwa1) || /(?:cz|sz|rz|rt|lt|nt|ck|nk|rd|ld)a$/.test(nazwa1))
    return nazwa1.slice(0, -1);
  return null;
}

function firstNominative(first: string): string {
  if (/[aiy]$/.test(first) && /(?:[aeiouyąęó]|ii|[nrwl]y|[kg]i)$/u.test(first) && !/a$/.test(first))
    return first.replace(/ii$/, 'ia').replace(/[yi]$/, 'a');
  if (/ego$/.test(first)) return first.replace(/iego$/, 'i').replace(/ego$/, 'y');
  return first
    .replace(/ła$/u, 'eł')
    .replace(/(?<=[^aeiouy])ka$/, 'ek')
    .replace(/a$/, '');
}

const keys = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

function nextKey(letter: string, dice: Dice): string {
  const row = keys.find((one) => one.includes(letter)) ?? letter;
  const at = row.indexOf(letter);
  return (
    pick(
      [row[at - 1], row[at + 1]].filter((key) => key !== undefined),
      dice,
    ) ?? letter
  );
}

/** One slip in the longest word, the first letter aside; null where that is too short to be told. */
function slipIn(text: string, dice: Dice): string | null {
  const words = text.split(' ');
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  if (longest.length < 5 || !/^[a-z]+$/.test(longest)) return null;
  const at = 1 + dice(longest.length - 1);
  const [before, letter, after] = [longest.slice(0, at), longest.charAt(at), longest.slice(at + 1)];
  const slips = [before + nextKey(letter, dice) + after, before + after, before + letter + letter + after];
  const swapped = before + after.charAt(0) + letter + after.slice(1);
  const slip =
    pick([...slips, after === '' ? `${before}${nextKey(letter, dice)}` : swapped], dice) ?? longest;
  return slip === longest ? null : words.map((word) => (word === longest ? slip : word)).join(' ');
}

const heard: readonly (readonly [string, string])[] = [
  ['rz', 'ż'],
  ['ż', 'rz'],
  ['ó', 'u'],
  ['u', 'ó'],
  ['ch', 'h'],
  ['ą', 'on'],
  ['ę', 'en'],
  ['ś', 'si'],
];

function byEar(text: string, dice: Dice): string {
  const [right = '', wrong = ''] = heard[dice(heard.length)] ?? [];
  return text.slice(0, 1) + text.slice(1).replace(right, wrong);
}

function damage(text: string, dice: Dice): string | null {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === text.length) return null;
  const encoding = pick(['windows-1250', 'windows-1252', 'lost', 'lost'], dice) ?? 'lost';
  if (encoding !== 'lost') return new TextDecoder(encoding).decode(bytes);
  return text.replace(/[^\x20-\x7e]/g, '?');
}
