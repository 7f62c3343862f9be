import { readLeaveVerb } from './leave-words.ts';

/** The words that say of a topic or an address whether it goes or stays, and the words that stand for one named before. */

export type Words = readonly string[];

// What keeps wherever it stands, and what does where the rest is spoken of ("resztę wysyłajcie").
const keeping =
  /^(zs?ost?a?[nwjc]|zsot|pozosta(je|ja|nie|w)|dalej|dali|nadal|tak|ok|okej|lubi|chce$|chcem|moze$|moga$|niech|fajn|dobr(a|e|ze)$|super|przyda|wystarcz|spoko$|owszem|keep|piszcie|pis[ae]jcie|pisejta|potrzeb|chetn|starem|aktualn(y|a|e)$|przychodz|rusza|interesuj|zmian|czyta|najbardziej)/;
const sending = /^(pisac|wysylac|przysylac|wysylaj|przysylaj|slij|slac|dawaj|przypominaj)/;
const ending =
  /^(nie|bez|ani|dosc|dosyc|koniec|stop|precz|won|out|off|zbedn\w*|niepotrzebn\w*|zadn\w*|odpia[cl]|odepn\w*|odpinam|wywal\w*|zabierz\w*|zabrac|daruj\w*|darowac|odpusc\w*|odjac|odejm\w*|odznacz\w*|odhacz\w*|odkliknij\w*|wyrzuc\w*|wykreslen\w*|skreslen\w*|wezcie|remove|nie(slij|pisz|wysyl)\w*|przeszkadz\w*|drazni\w*|denerwuj\w*|usn\w*)$/;

export function isKeeping(word: string, at: number, words: Words): boolean {
  if (isOfPeace(words)) return false;
  if (sending.test(word))
    return !words.some((other) => /^(nie|ani|przesta|zaprzesta|skoncz|koniec|dos[cy])/.test(other));
  if (!keeping.test(word)) return false;
  return !words.slice(Math.max(0, at - 2), at).includes('nie') || /^(zmian|rusza)/.test(word);
}

export function isEnding(word: string, at: number, words: Words): boolean {
  // "Bez zmian", "nie ruszać" keep.
  if (/^(zmian|rusza)/.test(words[at + 1] ?? '')) return false;
  if (/^spok[oj]/.test(word)) return words.some((other) => /^(da[cj]|dejt|zostaw)/.test(other));
  // "To mi wystarczy".
  if (/^w?y?starcz/.test(word)) return false;
  return ending.test(word) || readLeaveVerb(word) !== null;
}

/** "Zostawcie mnie w spokoju" keeps nothing. */
function isOfPeace(words: Words): boolean {
  return words.some((word) => /^spok[oj]/.test(word)) || /\b(zostaw\w*) (mnie|nas)$/.test(words.join(' '));
}

export function isRest(word: string): boolean {
  return /^(resz[tc]|rest$|pozostal|inn(e|ych|ymi|a)$|drug(i|a|ie|iego|iej)$)/.test(word);
}

export function isNarrowing(word: string): boolean {
  return /^(tylko|jedynie|wylacznie|ino|only)$/.test(word);
}

/** Who writes, and all that is sent: an ending said of it is of everything. */
export function isOneself(word: string): boolean {
  return /^(mnie|nas|sie|numer\w*|list[aey]|baz[aey]|system\w*|wszystk\w*)$/.test(word);
}

/** "Same alerty", "z samego sportu": narrows what stands next to it; "sam siedzę" does not. */
export function isAlone(word: string): boolean {
  return /^(sam[aeo]?|same(go|j)|samych|samymi)$/.test(word);
}

export function placesOf(
  words: Words,
  holds: (word: string, at: number, words: Words) => boolean,
): readonly number[] {
  return words.flatMap((word, at) => (holds(word, at, words) ? [at] : []));
}

export function distance(places: readonly number[], at: number): number {
  return places.reduce((least, place) => Math.min(least, Math.abs(place - at)), 99);
}

/** "Resztę zostawić", "inne ok", "drugi adres zostaje". */
export function keepsRest(words: Words): boolean {
  const at = words.findIndex(isRest);
  if (at === -1) return false;
  // "Wyłączyć reszta ok", "resztę poproszę": what follows it at once is said of it.
  const next = words[at + 1] ?? '';
  if (isKeeping(next, at + 1, words) || (/^(po)?prosze$/.test(next) && at + 2 === words.length)) return true;
  const keeps = distance(placesOf(words, isKeeping), at);
  return keeps < 5 && keeps < distance(placesOf(words, isEnding), at);
}

/** "Proszę o wypisanie całej reszty", "i całej reszcie", "ani innych": the rest goes too; "w inne tematy nie ingeruję" says nothing of it. */
export function endsRestToo(words: Words): boolean {
  if (/\bi (cal(a|ej|ego)|wszystkich) (resz|pozostal|inn)\w*( prosze)?$/.test(words.join(' '))) return true;
  return (
    endsRest(words) &&
    words.some((word) => /^(resz|pozostal|inn)/.test(word)) &&
    words.some(
      (word, at) => (word !== 'nie' && isEnding(word, at, words)) || /^(tez|takze|rowniez)$/.test(word),
    )
  );
}

/** "Resztę wyłączyć". */
export function endsRest(words: Words): boolean {
  const at = words.findIndex(isRest);
  // "Kultura off reszta on": what stands before it ended something else.
  const isOfRest = (word: string, index: number) =>
    isEnding(word, index, words) && !(index === at - 1 && /^(off|out|precz|won|nie)$/.test(word));
  const ends = distance(placesOf(words, isOfRest), at);
  return at !== -1 && ends < 3 && ends < distance(placesOf(words, isKeeping), at);
}

/** Whether a clause says beyond doubt that what it names stays: "Polna zostaje", "śmieci bez zmian", "o prądzie dalej tak". */
export function keepsFirmly(words: Words): boolean {
  if (isOfPeace(words) || words.length > longestKeep) return false;
  const text = words.join(' ');
  if (/\b(bez zmian|nie rusza\w*|po staremu)\b/.test(text)) return true;
  if (words.some((word, at) => isEnding(word, at, words))) return false;
  if (/\b(jak najbardziej|niech (beda|bedzie|zostan\w*|przychodz\w*)|keep)\b/.test(text)) return true;
  // "Zostaję w Dopiewie" is of the person, "karta zostanie u wnuka" and "wszyscy zostają" of others.
  if (/\b(wszyscy|sasia\w+|zosta(je|nie) u)\b/.test(text)) return false;
  if (/\bzosta(je|jemy|ne) (w|na|u|tu|przy)\b/.test(text)) return false;
  if (words.some((word) => stays.test(word))) return true;
  // "A dalej wysyłacie" complains.
  if (words.some((word) => /^(dalej|dali|nadal)$/.test(word)))
    return /\b(dalej|nadal)$|\b(chce|chcemy|prosze|tak|piszcie|pis[ae]j\w*|wysylajcie|przysylajcie|slijcie|moga)\b/.test(
      text,
    );
  return words.length > 1 && /^(tak|chce|chcemy|owszem|piszcie)$/.test(words.at(-1) ?? '');
}

const longestKeep = 9;
const stays = /^(zs?ost?a(je|ja|w|wcie|wice|wic|c|nie|na)|zsot\w*|pozosta(je|ja|nie))$/;

/** What an ending that names nothing is said of: "ten adres", "to jedno", "z niej"; null where it is said of nothing before. */
export function pointsBack(words: Words): 'place' | 'topic' | null {
  const text = words.join(' ');
  if (/\b(numer\w*|telefon\w*|list[aey]|baz[aey])\b/.test(text)) return null;
  if (/\b(te[nj]?|ta|tamt\w+|tego|tym|jej|jego) (adres\w*|ulic\w*|lokalizacj\w*|dom\w*)\b/.test(text))
    return 'place';
  return pointing.some((pattern) => pattern.test(text)) ? 'topic' : null;
}

const pointing: readonly RegExp[] = [
  /\b(to jedno|t[ae] jedn[ae]|tego jednego|this one|tego nie trzeba|wezcie go)\b/,
  /\b(te[nj]?|ta|tego|tamt\w+|jedna) (kategori\w*|temat\w*|przypomnien)\b/,
  /\b(z|ze|o) (niej|niego|nim|nich)\b/,
  // "Tylko je wyłączcie", "to proszę odjąć".
  /^(i |wiec |prosze |mi )*(je|go|to|te|tego) (prosze |mi |mozecie |juz )*(\w+)$/,
];
