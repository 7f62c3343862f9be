import { readLeaveVerb } from './leave-words.ts';
import type { Clause } from './utterance.ts';

/**
 * What speaks for staying though leaving is spoken of: it is denied from afar ("nie widzę powodu, żeby rezygnować"), it is
 * somebody else's or of something else ("z siłowni rezygnuję, z was nie"), or the text ends by asking us to go on.
 */
export function speaksForStaying(clauses: readonly Clause[]): boolean {
  const all = clauses.flatMap(({ words }) => words).join(' ');
  return denied.some((pattern) => pattern.test(all)) || asksToGoOn(clauses.at(-1)?.words ?? []);
}

const leaving =
  '(przesta|wypis|usu[nw]|skresl|wykresl|wylacz|znik|likwid|skonc|rezygn|zrezygn|kasow|wypad|zamyk|zabier)';
const denied: readonly RegExp[] = [
  // "Nie chcę, żebyście przestali", "nie widzę powodu, żeby rezygnować".
  `\\bnie (chce|chcialbym|chcialabym|zycze sobie|widze|mysle|wyobrazam|zartujcie|planuje|pozwalam|bede|zamierzam|sluchajcie|ma potrzeby|ma powodu|prosil[ae]m)\\b(?!.*\\b(dosta|otrzym|sms|wiad|powiad)).*\\b${leaving}`,
  `\\b(nigdy|ani mysle|absolutnie|w zyciu|zadne\\w*) (nie |sie )?(napisze|${leaving}|stop)`,
  // "Gdybym chciała się wypisać, tobym napisała".
  `\\bgdyby(m|smy)? .*\\b(${leaving}|stop).*\\w*(bym|bysmy)\\b`,
  // "Ja się wypisać nie chcę", "kto mnie wypisał, proszę to cofnąć".
  `\\b${leaving}\\w*c (sie |mnie |nas |juz )*nie (chc|zamierz|mam zamiaru|bede)`,
  '\\b(wypisal\\w*|wypisan\\w*|skresl(il|on)\\w*|usun(eli|iet|al)\\w*|wykresl(il|on)\\w*) .*\\b(cofn|przywro|odkrec)',
  // "Z siłowni rezygnuję, z was nie", "wypisałam się z siłowni, a nie z waszych SMS-ów".
  '\\b(z|od) (was|waszych|sms\\w*|waszych sms\\w*|tych sms\\w*) nie( rezygn\\w*| wypis\\w*)?$',
  '\\b(a nie|nie) (z|od|do) (was|waszych)( sms\\w*)?$',
  // "Mnie proszę nie", "mojego nie ruszać", "mój zostaje".
  '\\b(mnie|mi|moj|mojego|moj numer|mojego numeru) (prosze )?(nie|nie ruszac|nie ruszajcie|zostaje|ma zostac|prosze zostawic)$',
  '\\bja (nie|nie zamierzam|nie rezygnuje|ani mysle|sie nie zgadzam|sie nie zgadzam chce sms\\w*|zostaje|zostane|chce|chce zostac|chce dostawac|jestem (za|przeciw))$',
  // "Odwołuję moje STOP", "rezygnacja nieważna".
  '\\b(odwolu\\w*|cofa\\w*|cofn\\w*|anuluj\\w*|skasowac|zignor\\w*|uniewazn\\w*|odkrec\\w*) (\\w+ )?(moj\\w* |ten |swoj\\w* )?(\\w+ )?(stop\\w*|rezygnacj\\w*|wypisani\\w*)\\b',
  '\\b(rezygnacj\\w*|wypisani\\w*|stop) (jest )?(nieaktualn\\w*|niewazn\\w*|nie do was|to nie)',
].map((source) => new RegExp(source));

/** "Ale do mnie piszcie", "a mi wysyłajcie dalej". */
function asksToGoOn(words: readonly string[]): boolean {
  if (words.some((word) => /^(nie|ani|bez|zadn\w*)$/.test(word) || readLeaveVerb(word) !== null))
    return false;
  return /\b(piszcie|pisejcie|wysylajcie|przysylajcie|prosze (dalej |nadal |jednak |do mnie )*(pisac|wysylac|przysylac)|owszem|zostaje|zostajemy|(dalej|nadal) (chce|prosze|pisac|wysylac|dostawac)|(chce|prosze) (dalej|nadal)|wznow\w*)\b/.test(
    words.join(' '),
  );
}
