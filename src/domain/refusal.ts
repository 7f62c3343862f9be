import { type CategoryName, takeCategories } from './category-words.ts';
import { courtesies, isNeutral, isTarget, readLeaveVerb } from './leave-words.ts';
import { asksAbout, isForeign } from './office-matters.ts';

/** Ways to be rid of our texts without a word of leaving: "nie chcę smsów", "nie wysyłajcie", "dajcie spokój". */

type Fit = 'exact' | 'near';

export type OptOut =
  | { readonly intent: 'leave_now' | 'erase' | 'stay' | 'wrong_number'; readonly fit: Fit }
  /** `place`: the words of the place it was said of. */
  | { readonly intent: 'leave_code'; readonly fit: Fit; readonly place?: readonly string[] }
  | { readonly intent: 'leave_one'; readonly fit: Fit; readonly keys: readonly string[] }
  /** It may be about leaving: asked, never done. */
  | { readonly intent: 'suspected'; readonly fit: 'near' };

/** What a clause refuses; null when it refuses nothing of ours. */
export function readRefusal(words: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  return (
    readForbidding(words, categories) ??
    readUnwanted(words, categories) ??
    readWithout(words, categories) ??
    readEnough(words) ??
    readWrongNumber(words)
  );
}

const near = 'near' as const;

/** "Nie wysyłajcie mi tego", "proszę nie pisać"; "nie wysyłajcie ekipy" is asked about. */
function readForbidding(words: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  const at = words.findIndex(
    (word, index) => forbidden.test(word) && words.slice(Math.max(0, index - 2), index).includes('nie'),
  );
  if (at === -1 || asksAbout(words) || isBlunt(words)) return null;
  const { keys, rest } = unknownIn(words, categories);
  // "Nie wysyłajcie mi faktury" is about the bill.
  if (rest.some(isForeign) && !words.some((word) => ourTexts.test(word))) return null;
  if (namesSome(keys, categories) && rest.length <= 1) return { intent: 'leave_one', fit: near, keys };
  const isToMe = words.some((word) =>
    /^(mi|mnie|nam|nas|sms.*|wiadomosc.*|powiad.*|numer|nic|niczego|zadn.*)$/.test(word),
  );
  if (rest.length === 0 || (isToMe && rest.length <= 5)) return { intent: 'leave_code', fit: near };
  return rest.length <= 2 ? { intent: 'suspected', fit: near } : null;
}

const sending =
  /^(wysyl|wyslij|przysyl|przyslij|przesyl|slij|slac|spam|nekaj|nekac|meczcie|mecz$|zawraca|informuj|powiadamiaj|pisz$|piszcie|pisac|pisal|pisan|informow|zasmiec|zamecz|kontaktuj|kontaktow|niepoko)/;

/** A question that is no polite request. */
function isBlunt(words: readonly string[]): boolean {
  return words.includes('czy') && !words.some((word) => /^mo[gz]/.test(word));
}

// Told to us; "nie wysyłacie" only says what happens.
const forbidden =
  /^((wysyl|przysyl|przesyl)(aj|ac$|ani)|wyslij|przyslij|slij|slac|spam|nekaj|nekac|meczcie|mecz$|zawraca|informuj|informow|powiadamiaj|powiadamiac|pisz$|piszcie|pisac|zasmiec|zamecz|kontaktuj|kontaktow|niepoko)/;

function unknownIn(
  words: readonly string[],
  categories: readonly CategoryName[],
): { readonly keys: readonly string[]; readonly rest: readonly string[] } {
  const taken = takeCategories(words, categories);
  const rest = taken.rest.filter(
    (word) =>
      !isNeutral(word) &&
      !sending.test(word) &&
      !wanting.test(word) &&
      !getting.test(word) &&
      !/^(nie|nic|niczego|co|pisze|piszecie|piszesz|wysylacie|przysylacie)$/.test(word),
  );
  return { keys: taken.keys, rest };
}

/** "Nie chcę smsów" leaves, "nie chcę się wypisać" stays, "nie chcę nowej drogi" is an opinion. */
function readUnwanted(words: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  const at = words.findIndex(
    (word, index) =>
      wanting.test(word) &&
      words.slice(Math.max(0, index - (/^(zainteres|potrzebn)/.test(word) ? 4 : 2)), index).includes('nie'),
  );
  if (at === -1 || asksAbout(words)) return null;
  const verb = words.find((word) => readLeaveVerb(word) !== null);
  // "Nie chcę wiadomości rezygnuję" are two sentences, "nie chcę rezygnować" is one.
  if (verb !== undefined)
    return /(sz|cie|uj|uje|ujemy)$/.test(verb)
      ? { intent: 'leave_code', fit: near }
      : { intent: 'stay', fit: near };
  // "Nie chcę stracić powiadomień" wants them.
  if (words.some((word) => /^(s?trac|przegap|pomin|przeocz|omin|zgub|czeka|placi|przepu)/.test(word)))
    return null;
  const isToMe = words.some((word) => /^(mi|nam|mnie)$/.test(word));
  const { keys, rest } = unknownIn(
    isToMe ? words.filter((word) => !/^(jest|sa)$/.test(word)) : words,
    categories,
  );
  if (namesSome(keys, categories) && rest.length <= 1 && !rest.some(isForeign))
    return { intent: 'leave_one', fit: near, keys };
  const after = words.slice(at + 1);
  // Consent alone may be to anything ("nie wyrażam zgody na maszt").
  const isOurs = words.some(
    (word) =>
      (isTarget(word) && !/^(zgod|wasz)/.test(word)) ||
      (word.startsWith('kategori') && words.some((other) => other.startsWith('zadn'))) ||
      getting.test(word) ||
      word === 'telefon',
  );
  if (isOurs && rest.length <= 4) return { intent: 'leave_code', fit: near };
  if (rest.length > 0) return null;
  // "Nie chce mi się" is about something else.
  const isReluctance = words[at] === 'chce' && after.includes('mi') && after.includes('sie');
  const isAimed =
    words.some((word) => /^(interes|zainteres|chce$|chcem|chcial?bym|chcial?abym|zycz)/.test(word)) ||
    after.some((word) => /^(juz|wiecej)$/.test(word)) ||
    words.some((word) => /^potrzebn/.test(word)) ||
    after.some((word) => !courtesies.has(word)) ||
    words.includes('tego');
  return isAimed && !isReluctance ? { intent: 'leave_code', fit: near } : { intent: 'suspected', fit: near };
}

const wanting =
  /^(chc|chce|chcem|chcial|zycz|potrzeb|interes|zgadzam|wyrazam|zamierzam|pragn|zalezy|ochot|zamiar|trzeba$|zainteresowan|wyrazamy|zgody)/;
const getting =
  /^(dostaw|otrzym|odbier|czyta|dostac|przychodz|informowan|powiadamian|zapisan|niepokojon|nekan)/;

/** "Bez sportu", "żadnych SMS-ów", "sportu dość": what is not wanted is named without a verb. */
function readWithout(words: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  const at = words.findIndex((word) => /^(bez|zadn(ych|e|ego|ej)|zero|dosc|dosyc)$/.test(word));
  if (words.at(-1) === 'nie') return readNamedNot(words, categories);
  if (at === -1 || words.length > 6 || asksAbout(words)) return null;
  const { keys, rest } = unknownIn(words, categories);
  const others = rest.filter(
    (word) => !/^(bez|zadn\w*|zero|dosc|dosyc|tylko|ale|info|informacj\w*)$/.test(word),
  );
  if (others.length > 0) return null;
  const isEnough = /^dos/.test(words[at] ?? '');
  // "Dość śmieci", "bez prądu" are about the things themselves.
  const isThing = keys.some((key) => /^(prad|odpad|smiec|wod|gaz|drog)/.test(key));
  if (namesSome(keys, categories) && !isThing) return { intent: 'leave_one', fit: near, keys };
  if (namesSome(keys, categories) && words.some((word) => /^(info|sms|powiad|wiadom)/.test(word)))
    return { intent: 'leave_one', fit: near, keys };
  const isOurs = words.some((word) => /^(sms|esemes|wiadomosc|powiadom|alert|komunikat)/.test(word));
  return keys.length === 0 && isOurs && !isEnough ? { intent: 'leave_code', fit: near } : null;
}

/** "Sportu i kultury nie". */
function readNamedNot(words: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  const { keys, rest } = unknownIn(words, categories);
  return rest.length === 0 && namesSome(keys, categories) ? { intent: 'leave_one', fit: near, keys } : null;
}

function readEnough(words: readonly string[]): OptOut | null {
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
  const leave: OptOut = { intent: 'leave_code', fit: near };
  const isToMe = has(/^(mi|mnie|nam)$/);
  if ((has(/^(dajcie|zostawcie)$/) || (has(/^(daj|zostaw)$/) && isToMe)) && has(/^(spokoj|spokoju)$/)) {
    const rest = words.filter((word) => !isNeutral(word) && !/^(daj|zostaw|spok|swiet|wiecz)/.test(word));
    // "Dajcie spokój z tym rondem" is an opinion.
    if (rest.length === 0 || has(ourTexts)) return leave;
    return isToMe ? { intent: 'suspected', fit: near } : null;
  }
  if (
    has(/^(niepotrzebn|zbedn|niechcian)/) &&
    words.every((word) => isNeutral(word) || /^(niepotrzebn|zbedn|niechcian|do|niczego|mi)/.test(word))
  )
    return leave;
  if (has(/^zgod/) && has(/^(cofnie|wycofan|odwolan)/) && words.length <= 9 && !words.some(isForeign))
    return leave;
  if (has(/^(wyrazam|skladam|zglaszam|wnosze|moj)$/) && has(/^sprzeciw/) && isOwnObjection(words))
    return leave;
  if (
    has(/^(odmawiam|odmawiamy|zabraniam|zabraniamy|zakazuje)$/) &&
    (has(ourTexts) || has(/^(wysyl|przysyl|pisa)/))
  )
    return leave;
  if (has(/^(za)$/) && has(/^duzo$/) && has(ourTexts) && words.length <= 6)
    return { intent: 'suspected', fit: near };
  if (
    has(
      /^(odczep(cie|ta|ic)?$|odwal|spadaj|spierd|odpierd|wypierd|spieprz|odpieprz|pierdolcie|odpiernicz|odjeb|jebcie|wsadz|wypchaj)/,
    ) &&
    words.length <= 9
  )
    return leave;
  if (has(/^bez$/) && has(/^(sms|wiadomosc|powiadom)/) && words.length <= 4) return leave;
  if (has(/^brak$/) && has(/^zgody$/) && (words.length <= 3 || has(/^(sms|wiadom|powiad|wysyl)/)))
    return leave;
  const ends = !asksAbout(words) && has(/^(przesta(?!l)|zaprzesta|skoncz|zakoncz|wstrzym|dosc|dosyc)/);
  if (
    ends &&
    has(/^(wysyl|przysyl|przesyl|powiadam|inform|pisa|pisan|nek|nekan|spam|sms|wiadomosc|powiadom)/) &&
    !has(/^nie$/)
  )
    return leave;
  return null;
}

const ourTexts = /^(sms|esemes|wiadomosc|powiadom|alert|komunikat|spam|bzdur|glupot)/;

/** "Wyrażam sprzeciw wobec przetwarzania danych", not "wobec budowy". */
function isOwnObjection(words: readonly string[]): boolean {
  const rest = words.filter(
    (word) =>
      !isNeutral(word) &&
      !/^(sprzeciw|wobec|przeciw|przetwarzan|wysyl|przesyl|otrzymyw|marketing|wyraz|dan(e|ych|ymi)$)/.test(
        word,
      ),
  );
  return rest.length === 0;
}

/** Somebody who never asked. */
function readWrongNumber(words: readonly string[]): OptOut | null {
  const wrong: OptOut = { intent: 'wrong_number', fit: 'exact' };
  const denies = words.some(
    (word, at) => asked.test(word) && words.slice(Math.max(0, at - 2), at).includes('nie'),
  );
  if (denies) return wrong;
  const said = words.filter((word) => !courtesies.has(word));
  if (said.length <= 5 && said.some((word) => /^(pomyl|omylk)/.test(word) && !said.includes('przez')))
    return wrong;
  const text = words.join(' ');
  if (/\bkont[ao]\b/.test(text)) return null;
  return wrongPhrases.test(text) ? wrong : null;
}

const asked =
  /^(zamawia|zapisywa|prosi|rejestrowa|wyraza[lt]|wyrazi|zapisa[lt]|podawa|zglasza|subskrybowa|zamowi|chcial(em|am)$)/;
const wrongPhrases =
  /\b(zly|bledny|nie ten|zlego|niewlasciwy) (numer|adresat|odbiorca)\b|\bktos (wpisal|podal|zapisal)\w* (moj|mnie|nie swoj)|\bto nie (ja|moj numer)\b|\bnie (znam|wiem) (skad|kto|was)\b|\bpomylony numer\b/;

/** Some of the categories; the alerts alone are the whole of it, as joining means alerts. */
function namesSome(keys: readonly string[], categories: readonly CategoryName[]): boolean {
  if (keys.length === 0 || keys.length === categories.length) return false;
  return !keys.every((key) => categories.find((one) => one.key === key)?.isAlert === true);
}
