// Finding a street of a city of 5 000 by what people type, against comparing the text with every name.

import { fold } from '../src/domain/fold.ts';
import { countEdits } from '../src/domain/likeness.ts';
import { createPlaceIndex, type Street } from '../src/domain/places.ts';
import type { BenchRow } from './bench.ts';

const sym = '9999999';
const streetCount = 5_000;
const lookups = 3_000;
const letters = 'abcdefghijklmnoprstuwyz';
const roots =
  'lip dąb brzoz sosn kasztan jesion klon topol jawor buk wierzb akacj ogrod pol łąk leś gór dol rzecz jezior most młyn ' +
  'dworc kolej szkol kości zamk ryn targ poczt szpital sport park słonecz księżyc gwiazd wiosn jesien zim kwiat róż tulipan ' +
  'konwali fiołk malin jagod wiśni czereśni jabłoni grusz orzech winn zbóż żyt owsi pszen jęczm kłos chabr mak';
const endings = 'owa ana na ińska ecka owska iczna ista yńska anka ówka acka ewska icka ełkowa iana';
const firstNames = 'Jana Adama Henryka Stanisława Marii Józefa Tadeusza Wojciecha Zofii Karola';
const surnameEndings = 'owskiego ińskiego eckiego ickiego arza ewicza iaka czyka owicza ery';

export async function run(): Promise<readonly BenchRow[]> {
  const streets = makeStreets();
  const before = usedBytes();
  const index = createPlaceIndex({
    localities: [{ sym, name: 'Miasto', kind: '96', sympod: sym, terc: '9999011' }],
    streets,
  });
  index.findStreets(sym, 'rozgrzewka');
  const memory = usedBytes() - before;
  const typed = streets.slice(0, lookups).map(typeFor);
  for (const text of typed.slice(0, 500)) index.findStreets(sym, text);
  const ours = measure(typed, (text) => index.findStreets(sym, text));
  const names = streets.map((street) => fold(`${street.nazwa2} ${street.nazwa1}`));
  const naive = measure(typed.slice(0, 300), (text) => scan(names, fold(text)));
  return [
    row('street look-up, p95', ours.p95, naive.p95, 'ms', 'bounded Levenshtein against every name'),
    row('street look-up, median', ours.median, naive.median, 'ms', 'bounded Levenshtein against every name'),
    row('street index of 5 000', memory / 2 ** 20, 20, 'MiB', 'the most it may take'),
  ];
}

function row(name: string, value: number, baseline: number, unit: string, note: string): BenchRow {
  return { name, value, unit, baseline, ratio: baseline / value, note };
}

/** Half as written, half in speech, with a house, an initial or a slip. */
function typeFor(street: Street, at: number): string {
  const name = street.nazwa1.toLowerCase();
  switch (at % 6) {
    case 0:
      return `${street.nazwa2} ${street.nazwa1}`;
    case 1:
      return `ul. ${name} ${at % 150}`;
    case 2:
      return `na ${name.replace(/a$/, 'ej')} ${at % 99}/${at % 7}`;
    case 3:
      return `${street.nazwa2.slice(0, 1)}. ${name}`;
    case 4:
      return slip(name, at);
    default:
      return slip(`${name} ${at % 50}a`, at);
  }
}

function slip(name: string, at: number): string {
  const place = 1 + (at % Math.max(name.length - 2, 1));
  const letter = letters[at % letters.length] ?? 'a';
  return name.slice(0, place) + (at % 2 === 0 ? '' : letter) + name.slice(place + 1);
}

/** Two roots and an ending each: all different, many alike. */
function makeStreets(): readonly Street[] {
  const stems = roots.split(' ');
  const firsts = firstNames.split(' ');
  const all = stems.flatMap((stem, at) =>
    stems.map((second, other) => {
      const isPerson = (at + other) % 3 === 0;
      const list = (isPerson ? surnameEndings : endings).split(' ');
      const nazwa1 = `${stem[0]?.toUpperCase()}${stem.slice(1)}${second}${list[(at * 5 + other) % list.length]}`;
      return { nazwa1, nazwa2: isPerson ? (firsts[other % firsts.length] ?? '') : '' };
    }),
  );
  return Array.from({ length: streetCount }, (_, at) => {
    const { nazwa1 = '', nazwa2 = '' } = all[(at * 7) % all.length] ?? {};
    const isRepeated = at >= all.length;
    return {
      sym,
      symUl: String(at).padStart(5, '0'),
      cecha: 'ul.',
      nazwa1: isRepeated ? `${nazwa1.slice(0, 3)}${nazwa1}` : nazwa1,
      nazwa2,
    };
  });
}

function scan(names: readonly string[], typed: string): number {
  let best = 99;
  let found = -1;
  names.forEach((name, at) => {
    const edits = countEdits(typed, name, 6);
    if (edits < best) [best, found] = [edits, at];
  });
  return found;
}

function measure(
  texts: readonly string[],
  find: (text: string) => unknown,
): { readonly median: number; readonly p95: number } {
  const times = texts.map((text) => {
    const start = performance.now();
    find(text);
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  return {
    median: times[Math.floor(times.length / 2)] ?? 0,
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
  };
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
