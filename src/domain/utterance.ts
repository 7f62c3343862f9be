import { isFirstName, withoutNames } from './first-names.ts';
import { foldWords } from './fold.ts';
import { toPolish } from './foreign-words.ts';
import { separateGlued } from './glued-words.ts';
import { courtesies, isNeutral, mendDamaged, readLeaveVerb } from './leave-words.ts';
import { countEdits } from './likeness.ts';

/** A text as clauses of tidied words: what is asked stands in one clause, reasons and greetings in others. */

export type Clause = { readonly words: readonly string[]; readonly ends: 'plainly' | 'asking' };

export type Utterance = {
  /** Folded, as typed. */
  readonly words: readonly string[];
  /** Tidied; empty ones left out. */
  readonly clauses: readonly Clause[];
};

/** Cuts a text at punctuation and at the conjunctions that begin a reason or a contrast. */
export function readUtterance(text: string): Utterance {
  const latin = withoutPostalCode(
    joinSpaced(
      toPolish(
        unescapeBytes(spellSigns(joinLines(withoutQuotes(text))))
          .replace(replyMark, '')
          .replace(dictated, (mark) => (/zapyt/i.test(mark) ? '?' : '. '))
          .replace(/(?<=\p{L})\s[-–—]+\s(?=\p{L})/gu, ', '),
      ),
    ),
  );
  const clauses: Clause[] = [];
  for (const [, body = '', end = ''] of markLostLetters(latin).matchAll(clausePattern)) {
    const ends = end.includes('?') ? 'asking' : 'plainly';
    let words: string[] = [];
    for (const word of tidy(foldWords(body))) {
      // "Wypisz tylko sport", "zrezygnować tylko z kultury": it narrows, it does not contrast.
      const isNarrowing =
        word === 'tylko' &&
        (words.some((said) => readLeaveVerb(said) !== null) || wanting.test(words.at(-1) ?? ''));
      const isKept = word === 'a' && /zostaw/i.test(body);
      if ((!conjunctions.has(word) && !isKept) || isNarrowing) {
        words.push(word);
        continue;
      }
      if (words.length > 0) clauses.push({ words, ends });
      words = [];
    }
    const before = clauses.at(-1);
    // "Nie chcę, żeby jeździli po trawniku" is one wish.
    if (before !== undefined && /^(zeby|aby)$/.test(words[0] ?? '') && /^chc/.test(before.words.at(-1) ?? ''))
      clauses[clauses.length - 1] = { words: [...before.words, ...words], ends };
    else if (words.length > 0) clauses.push({ words, ends });
  }
  const said = clauses.filter((clause, at) => at === 0 || !isSignature(clause));
  return { words: foldWords(latin), clauses: said };
}

/** "> Wyślij STOP, aby zrezygnować" above an answer is our own text. */
function withoutQuotes(text: string): string {
  if (!text.startsWith('>')) return text;
  const own = text.split('\n').filter((line) => !line.startsWith('>'));
  return own.some((line) => /\p{L}/u.test(line)) ? own.join('\n') : text;
}

/** A word or two a line, and no full stop: "proszę / nie / pisać" is one sentence. */
function joinLines(typed: string): string {
  // "Nie.wysylac.mi.smsow".
  const text = typed.replace(/\p{L}+(?:\.\p{L}{2,}){3,}/gu, (run) => run.replaceAll('.', ' '));
  const lines = text.trim().split(/\n+/);
  return lines.length > 2 && lines.slice(1).every((line) => /^[^\s.,!?]+( [^\s.,!?]+)?$/.test(line.trim()))
    ? lines.join(' ')
    : text;
}

/** "🛑", "❌ smsy": a sign alone, or nearly, is a word. */
function spellSigns(text: string): string {
  return text.length <= 20 && !/nie/i.test(text)
    ? text.replace(/[\u{1f6d1}\u{1f6ab}\u{26d4}\u{274c}]\ufe0f?/gu, ' stop ')
    : text;
}

/** "chc=C4=99", "chc%C4%99", "chc&#281;": letters that a gateway wrote out as their numbers. */
function unescapeBytes(text: string): string {
  return text
    .replace(/(?:[=%][0-9a-f]{2}){2,}/giu, (run) => {
      const bytes = run.match(/[0-9a-f]{2}/giu) ?? [];
      return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
    })
    .replace(/&#(\d{2,5});|\\u([0-9a-f]{4})/giu, (_, decimal: string | undefined, hex: string | undefined) =>
      String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)),
    );
}

// What is said aloud for a sign.
const dictated = /(?<!\p{L})(?:kropka|przecinek|wykrzyknik|znak zapytania|dwukropek)(?!\p{L})/giu;
// What a phone puts before an answer.
const replyMark = /(?<!\p{L})(?:(?:odp|re|fwd|fw|odpowied[zź])\s*:\s*)+/giu;

/**
 * The clauses cut once more, before "proszę", "nie chcę" and orders: two sentences typed as one ("po co mi to nie chcę
 * tego"). Null where there is nothing to cut. Only for what makes no sense as a whole.
 */
export function cutRunOn({ words, clauses }: Utterance): Utterance | null {
  const cut = clauses.flatMap((clause) => {
    const starts = clause.words.flatMap((_, at) => (at > 0 && startsSentence(clause.words, at) ? [at] : []));
    return [0, ...starts].map((from, index) => ({
      words: clause.words.slice(from, starts[index]),
      // The question mark belongs to the end.
      ends: starts[index] === undefined ? clause.ends : ('plainly' as const),
    }));
  });
  return cut.length === clauses.length ? null : { words, clauses: cut };
}

function startsSentence(words: readonly string[], at: number): boolean {
  const [before = '', word = '', next = ''] = words.slice(at - 1);
  if (word === 'nie') return /^(chc|zycz|wysyl|przysyl|przesyl|pisz|potrzebuj|interes)/.test(next);
  // "Skreślcie proszę", "napiszę wypiszcie".
  if (/^(nie|sie)$/.test(before) || readLeaveVerb(before) !== null || /^(na)?pis/.test(before)) return false;
  return /^(prosze|prosimy|rezygnuje|przestancie|wypiszcie|usuncie|wykreslcie|skreslcie)$/.test(word);
}

/** "Pozdrawiam, Jan Kowalski" says nothing, nor does what the phone adds ("Wysłano z iPhone"). */
function isSignature({ words }: Clause): boolean {
  if (/^(wyslan[oey] z|sent from) /.test(words.join(' ')))
    return words.every((word) => readLeaveVerb(word) === null);
  const rest = words.filter((word) => !courtesies.has(word));
  if (/^(pozdraw|powazan|szacun)/.test(words[0] ?? '') && rest.length <= 3)
    return rest.every((word) => readLeaveVerb(word) === null && word !== 'stop');
  const isNamed =
    rest.length <= 3 && isFirstName(rest[0] ?? '') && withoutNames(rest, isNeutral).length === 0;
  return isNamed && rest.every((word) => readLeaveVerb(word) === null);
}

// "Nie chcę tylko sportu", "nie wysyłajcie mi tylko sportu": nothing was said yet that could be contrasted.
const wanting = /^(chc|mi$|zycz|potrzeb|wysyl|przysyl|dosta|otrzym|interes)/;

// A question mark before a letter is a letter lost in transport, a comma between digits a list.
const clausePattern =
  /((?:[^.!;,?\n\r…]|(?<=[ÄĹĂÅÃ])…|\?(?=\p{L})|,(?=\d))+)((?:[.!;,?\n\r]|(?<![ÄĹĂÅÃ])…)*)/gu;

const conjunctions: ReadonlySet<string> = new Set(
  'bo poniewaz gdyz bowiem dlatego wiec ale lecz natomiast tylko albo inaczej'.split(' '),
);

/**
 * Where letters were lost, a question mark at a word's end is one too ("nie chc? wi?cej"): `q`, which no Polish word
 * has, stands for them until the words are mended. Quotes read wrongly go.
 */
function markLostLetters(text: string): string {
  const plain = text.replace(/â€./gu, ' ').replaceAll('\ufffd', '?');
  const isDamaged =
    /\p{L}\?+\p{Ll}|\p{Lu}\?+\p{Lu}|\b(chc|si|prosz|mog|ju|usu|rezygnuj|wypisa|zapisa|skasowa)\?/u.test(
      plain,
    ) || text.includes('\ufffd');
  if (!isDamaged) return plain;
  return plain.replace(/\?+/g, (run, at: number) => {
    const isInWord = /\p{L}/u.test(plain[at - 1] ?? '') || /\p{L}/u.test(plain[at + run.length] ?? '');
    return isInWord && run.length <= 2 ? 'q'.repeat(run.length) : run;
  });
}

/** "62-070 Dopiewo": part of an address, but never a house number. */
function withoutPostalCode(text: string): string {
  return text.replace(/(?<![\d/])\d{2}[-–]\d{3}(?![\d-])(?=\s*,?\s*\p{L})/gu, ' ');
}

/** "S T O P", "s.t.o.p": four single letters and more are one word; so is a keyword broken in two ("Sto p"). */
function joinSpaced(text: string): string {
  const pieces = text
    .trim()
    .toLowerCase()
    .split(/[\s.,!*_-]+/u)
    .filter((piece) => piece !== '');
  const whole = pieces.join('');
  if (pieces.length === 2 && broken.has(whole)) return whole;
  return joinBroken(text).replace(/(?<!\p{L})\p{L}(?:[\s.*_-]{1,2}\p{L}(?!\p{L})){3,}/gu, (run) =>
    run.replace(/[^\p{L}]/gu, ''),
  );
}

function joinBroken(text: string): string {
  return text.replace(
    /(?<!\p{L})(st[ .]op|s[ .]top|sto[ .]p|konie c|koni ec|wyp isz|wypi sz|w ypisz|zap isz|zapi sz|z apisz|za pisz)(?!\p{L})/giu,
    (run) => run.replace(/[ .]/, ''),
  );
}

const broken: ReadonlySet<string> = new Set(
  'stop wypisz wypisac zapisz zapisac rezygnuje rezygnacja koniec start pomoc status'.split(' '),
);

/** One spelling for what people write in several ways: "sms-ów", "niechcę", "stoooop", "wypiszmnie". */
function tidy(words: readonly string[]): readonly string[] {
  const tidied: string[] = [];
  for (const [at, word] of words.entries()) {
    // "Z góry dziękuję" thanks, and leaves from nothing.
    if (word === 'gory' && words[at - 1] === 'z' && /^dz/.test(words[at + 1] ?? '')) {
      tidied.pop();
      continue;
    }
    // "Usuń mnoe": after a verb of leaving it can be little else.
    const isMe =
      /^mn|^m.?ie$/.test(word) &&
      word.length <= 5 &&
      readLeaveVerb(tidied.at(-1) ?? '') !== null &&
      countEdits(word, 'mnie', 1) === 1;
    // "Nie cgce", "nie chcw".
    const isWish = tidied.at(-1) === 'nie' && word.length === 4 && countEdits(word, 'chce', 1) === 1;
    if (isMe) tidied.push('mnie');
    else if (isWish) tidied.push('chce');
    else if (tidied.at(-1) === 'sms' && smsEndings.has(word)) tidied[tidied.length - 1] = 'smsy';
    // "Nie wysyłaj cie", "wypisz cie".
    else if (word === 'cie' && /^.{2,}(aj|sz|un|uj|lij|ij)$/.test(tidied.at(-1) ?? ''))
      tidied[tidied.length - 1] = `${tidied.at(-1)}cie`;
    else
      tidied.push(
        ...word
          .split(/(?<=[a-z])\/(?=[a-z])/)
          .flatMap((part) =>
            separate(respell(mendDamaged(part.replaceAll('q', '?').replace(/([a-z])\1{2,}/g, '$1')))),
          ),
      );
  }
  return tidied;
}

/** "mie", "tesz": how it is said is how it is typed. */
function respell(word: string): string {
  // "Posyłejcie", "esymesy": as they say it in Silesia.
  // "Vypishit mene": Ukrainian as it sounds.
  if (/[vx]|sh/.test(word) && /^(v|w|ot|x|khoch|hoch|zap)/.test(word))
    word = word.replaceAll('sh', 'sz').replaceAll('v', 'w');
  return (
    spoken.get(word) ??
    word
      .replace(/(?<=syl|pis)ejcie$|(?<=syl)aicie$/, 'ajcie')
      .replace(/^s+t+o+p+$/, 'stop')
      .replace(/^esym/, 'esem')
  );
}

const spoken: ReadonlyMap<string, string> = new Map(
  Object.entries({
    piszcie: 'piszite pishite',
    mnie: 'mne mnei nmie mie mnje mniee mje mene menia menja menya',
    wypisac: 'wypysaty wypisaty wypisat wypysat vypisat vypysat',
    zapisz: 'zapiszta zapishite zapiszite zapyszit zapyshit zapishi',
    nie: 'nei ni ne nje niee niy nia niyt ine nei nir niw',
    prosze: 'prose proze prosem proszem prosza prosxe prodze porsze',
    sms: 'sm ssm smss smms sns smsm ssms',
    smsy: 'smy smsu ssmy',
    usun: 'usn usnu uusn ussun usuun usin',
    chce: 'chcem chxe hce chcee kce kcem chca chcom chcym chec',
    tez: 'tesz',
    wylacz: 'wyl',
    zostaje: 'zsotaje zostje zotsaje zostaej',
    zostawcie: 'zsotawcie zostawice zosatwcie',
    sportu: 'sportuu sprotu',
    sport: 'sprot',
    smieci: 'smeici simeci',
    juz: 'jusz',
    wiecej: 'bolsze bilsze bolshe bilshe wiencej wiyncyj wincyj wiyncy wiecyj',
    przestancie: 'przestoncie przestojcie',
    dajcie: 'dejcie dejta dajta',
    zadnych: 'zadnyh',
  }).flatMap(([word, forms]) => forms.split(' ').map((form) => [form, word] as const)),
);

const smsEndings: ReadonlySet<string> = new Set('y ow ami om em a ie ach'.split(' '));

const together: ReadonlyMap<string, readonly string[]> = new Map(
  'ode mnie,od mnie,do mnie,ze mna,za mna,a ja,ja nie,nie chce,mi nie,o sporcie,o kulturze,o pradzie,o smieciach,bez sportu,bez kultury'
    .split(',')
    .map((words) => [words.replaceAll(' ', ''), words.split(' ')] as const),
);

function separate(word: string): readonly string[] {
  const beside = together.get(word);
  if (beside !== undefined) return beside;
  const negated =
    /^nie(?=(?:chc(?!ac)|zycz|wysyl|przysyl|przesyl|potrzeb|wyraz|zgadz|zamawia|interes|mog|pisa[cl]|pisz|pisej|slij|dzwon|kontakt|rezygn|wypis|wypsi|konczc|przestaw|prosil|zapisyw|wylacz|wylocz|usuw|kasuj|dosta[wj]|otrzym|mam$|mamy$|dam$|zgod|chodz|umiem|wiem$|jestem|dziala|daje|bede|moge|mus[iz]|ma$|trza))/.test(
      word,
    );
  if (negated) return ['nie', ...separate(word.slice(3))];
  // "Zapiszskorzewo": what is joined may be any place; an inflection is short.
  const place = /^(zapisz)(?!cie$|my$|ta$|emy$|e$)([a-z]{4,})$/.exec(word);
  const parts = separateGlued(word);
  if (parts !== null) return parts;
  return place === null ? [word] : place.slice(1);
}
