import { countEdits } from './likeness.ts';
import { remember } from './remembered.ts';

/** Reading requests by classes of words: whether a class is there, and key words mended before that is asked. */

/** Whether one of the words is of the class. */
export function has(words: readonly string[], wordClass: RegExp): boolean {
  return words.some((word) => wordClass.test(word));
}

/** The words with key words of requests mended: one typo ("zapsany"), letters lost ("sk?d"), no space ("skadmacie"). */
export function mendKeyWords(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => mended(word));
}

const mended: (word: string) => readonly string[] = remember((typed) => {
  const word = respell(typed);
  return keys.has(word) ? [word] : (separate(word) ?? [mendOne(word)]);
});

/** "Skont", "prondu": the nasal vowel written as it is heard. */
function respell(word: string): string {
  return word.replace(/^sk(a|o|on|um)[dt]$/, 'skad').replace(/^pr(o|u|on|un|om)d(?=(u|em|zie)?$)/, 'prad');
}

function mendOne(word: string): string {
  if (word.includes('?'))
    return keyList.find((key) => key.length === word.length && countEdits(word, key, 0) === 0) ?? word;
  // "Pradd", "danne": a letter typed twice is no other word, however short.
  const single = word.replace(/(.)\1/g, '$1');
  if (single !== word && (keys.has(single) || small.has(single))) return single;
  if (word.length < 4 || startsWithKey.test(word) || alike.test(word)) return word;
  return keyList.find((key) => key[0] === word[0] && isTypo(word, key)) ?? word;
}

/** A letter more, less or other in a word of five and more; in "dnae" only neighbours that changed places. */
function isTypo(word: string, key: string): boolean {
  if (key.length < 4 || countEdits(word, key, 1) > 1) return false;
  return (
    key.length >= 5 || (word.length === key.length && [...word].sort().join() === [...key].sort().join())
  );
}

/** "Skadmacie", "niemapradukiedybedzie": nothing but key words, one of them long. */
function separate(word: string): readonly string[] | null {
  if (word.length < 7) return null;
  const parts = split(word);
  return parts?.some((part) => part.length >= 4) === true ? parts : null;
}

function split(run: string): readonly string[] | null {
  if (run === '') return [];
  for (let end = Math.min(run.length, longest); end >= 2; end -= 1) {
    const part = run.slice(0, end);
    if (!keys.has(part) && !small.has(part)) continue;
    const rest = split(run.slice(end));
    if (rest !== null) return [part, ...rest];
  }
  return null;
}

const keyList: readonly string[] = (
  'dane danych moje mojego osobowe osobowych skad komu numer numeru telefon telefonu adres macie trzymacie przetwarzacie udostepniacie przekazujecie ' +
  'zapisany zapisana zapisane zapisalem zapisalam zarejestrowany wlaczone wybrane ustawione kategorie powiadomienia ustawienia jestem jakie czego ' +
  'kiedy smieci odpady gabaryty zmieszane zielone plastik szklo papier popiol choinki smieciarka odbior wywoz zabieraja odbieraja harmonogram ' +
  'prad pradu pradem swiatlo swiatla bedzie jest wylacza wylaczenie awaria wroci usunac usuncie usuniecie skasowac skasujcie wykasujcie wymazac zniszczyc zapomnienia'
).split(' ');
const keys: ReadonlySet<string> = new Set(keyList);
const small: ReadonlySet<string> = new Set('na do co nie ma moj bio'.split(' '));
const longest = 14;
// Inflected as they may be, they are themselves.
const startsWithKey =
  /^(dan(e|ych|ymi|om)|numer|telefon|adres|kategori|powiadomien|ustawien|zapisa|zarejestrowan|wlacz|wybra|ustawi|smiec|odpad|gabaryt|zmiesz|zielon|plasti[ck]|szkl|papier|popi|choin|odb|wyw|harmon|prad|swiat|wylacz|awari|usu[nw]|skas|wykas|wymaz|zniszcz)/;
// Words of their own that are one letter away.
const alike =
  /^(kiedys|kredy|kreda|kredyt|papiez\w*|macic\w*|mapie|magie|jestes\w*|wracaj?|wrocil\w*|grad|rad|bede|bedac|skala|skarb|jak\w*|smierc\w*|swiec\w*|jest\w*|numerek|komin\w*)$/;
