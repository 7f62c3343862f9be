import { readLeaveVerb } from './leave-words.ts';
import { isForeign } from './office-matters.ts';
import { has } from './request-words.ts';

/** What people ask about their data: where we have them from, who gets them, a copy; and that they be erased. */

/** Whether the data, or everything we have about them, are to be destroyed. Being struck off a list is leaving. */
export function asksToErase(words: readonly string[]): boolean {
  const text = words.join(' ');
  if (forgetting.test(text) && words.length <= 14) return true;
  const at = words.findIndex((word, index) => isDestroying(word, words.slice(0, index)));
  if (at === -1 || words.length > mostWords || asksWhether.test(text)) return false;
  const isDenied = words.slice(Math.max(0, at - 2), at).includes('nie');
  if (isDenied || has(words, /^(sms\w*|powiadomien\w*)$/) || words.some(isForeign)) return false;
  return namesPersonalData(words) || everything.test(text);
}

const forgetting =
  /\bzapomni\w+ (o )?(mo[ji]\w* )?dan|\bzapomnian(y|a|ym|ej)\b|\bpraw(o|a) do (zapomnienia|usuniecia)\b/;
const everything = /\bwszystk(o|ie|iego|ich)\b.*\bo (mnie|nas|mojej)\b|\bo mnie wszystk/;
// "Czy usunięto moje dane?" asks what was done.
const asksWhether = /\bczy\b.*\b(usunie(to|te)|skasowano|usuneliscie|znikna)\b/;
const mostWords = 25;

/** "Usuńcie", "zniszczenie", "mają zniknąć"; what was done only as a wish ("żeby usunięto"). */
function isDestroying(word: string, before: readonly string[]): boolean {
  if (!/^(usu[nw]|skas|kasow|kasuj|wykas|wymaz|wyczysc|zniszcz|znikn|zlikwid|wyrzuc|pozb(yc|adz))/.test(word))
    return false;
  const isTold = /([ae]l[aioey]?|[ae]lismy|[ae]liscie|[ae]l[ae]m|[ae]n[ey]|[ae]no|[ei]eto|[ei]ete)$/.test(
    word,
  );
  return !isTold || has(before, /^(z?e|a)by(scie|m)?$|^by$/);
}

/** Data that are somebody's; the data base of a list is not. */
function namesPersonalData(words: readonly string[]): boolean {
  const isData = words.some(
    (word, at) =>
      /^dan(e|ych|ymi|om)$/.test(word) &&
      !words[at - 1]?.startsWith('baz') &&
      !/^(z|do|w)$/.test(words[at + 1] ?? ''),
  );
  const named = words.filter((word) => /^(imie|imienia|nazwisk|adres|telefon|numer|pesel)/.test(word));
  return (
    (isData && has(words, owner)) || (new Set(named).size >= 2 && has(words, /^(imie|imienia|nazwisk|pesel)/))
  );
}

const owner =
  /^(moj|moi|nasz|swoj|mnie$|osobow|rodo$|syna$|cork|dzieck|matk|mam[ay]$|ojca$|wszystk|tat[ay]$|mez|zon)/;

/** Whether it asks about data: somebody's own, or how this service goes about them. */
export function asksAboutData(words: readonly string[], said: readonly string[]): boolean {
  const text = words.join(' ');
  if (said.length <= 6 && has(said, /^(rodo|iod)$/)) return true;
  if (/^(moje )?dane( osobowe)?$/.test(text)) return true;
  if (aboutLaw.test(text) && said.length <= 8) return true;
  if (/\badministrator\w*/.test(text) && (said.length <= 2 || /\bkto\b|\bdan(e|ych)\b/.test(text)))
    return true;
  if (plainQuestions.some((pattern) => pattern.test(text))) return true;
  // What follows is said along with leaving too ("komu dajecie mój numer, proszę go usunąć").
  if (words.length > mostWords || words.some((word) => readLeaveVerb(word) !== null)) return false;
  const isMine = has(words, mine);
  const isData = has(words, /^dan(e|ych|ymi|om)$/);
  if (!isData && !has(words, contact)) return false;
  if (copies.test(text)) return true;
  if (purpose.test(text) && (has(words, processing) || (isMine && has(words, /^(wam|was|macie|panstwu)$/))))
    return true;
  if (given.test(text) || access.test(text)) return isMine || isData;
  return (
    has(words, handling) && has(words, asking) && (isMine || isData || has(words, /^(numery|mieszkanc\w*)$/))
  );
}

const aboutLaw =
  /\b(polityk\w+ prywatnosci|ochron\w* danych|inspektor\w* (ochrony )?danych|klauzul\w*|przetwarzani\w* (moich |naszych )?danych|podstaw\w* prawn\w*)\b/;
/** Said so, it asks about one's data whatever stands beside it. */
const plainQuestions: readonly RegExp[] = [
  /\bskad (\w+ )?(\w+ )?(moj|numer|nr)\b|\bskad (\w+ )?mnie (\w+ )?macie\b|\bskad dane\b/,
  /\bskad (wy )?(wiecie|znacie)\b.*\b(mieszka\w*|adres|nazw\w*|imie)\b/,
  /\b(kto|jakie|skad|co|gdzie|po co|dlaczego|czyje)\b.*\b(moje|moich|moimi|nasze|o mnie)\b.*\bdan(e|ych|ymi)\b/,
  /\bjakie (dane|macie) (\w+ ){0,2}(dane|macie|posiadacie|zbieracie|trzymacie|przechowujecie)\b/,
  /\b(co|jakie informacje) (wy )?o mnie (wiecie|macie|przechowujecie|zbieracie)\b/,
  /\bdane (ktore|jakie) (o mnie )?(macie|posiadacie|przechowujecie)\b|^(czy )?macie moje dane\b/,
  /\bkto ma (moj|moje) (numer|dane|telefon)\b|\bjak\b.*\bprzetwarzacie\b/,
  /\b(dlaczego|czemu) (\w+ )?(macie|posiadacie|maja) (moj|moje) (numer|nr|telefon|dane)\b/,
  /\bpodstawie (macie|maja|posiadacie|dostal\w*)\b.*\b(moj|numer|dane)\b/,
];
const mine = /^(moj|moi|nasz|mnie$|mam[ay]$|matk|ojca$|syna$|cork|dzieck|mez|zon)/;
const contact = /^(numer|nr$|tel$|telefon|komork|adres|namiar|pesel|nazwisk)/;
const asking =
  /^(jak|kiedy|komu|kogo|czego|kto|czy|po|na|od|gdzie|jakim|jakiej|jakie|dlaczego|czemu|ile|skad)$/;
/** What is done with data and with little else. */
const handling =
  /^(prze?chow(uj|yw)|trzymacie|trzymaja|trafiaj|udostepni|przeka(zuj|zyw|zali)|sprzeda(je|li)|posiadani|uzywacie|wykorzystuj|przetwarza|gromadzi|zbieracie|dajecie|ujawnia|widzi$|chronicie|chronion)/;
const processing = /^(prze?twarza|trzymacie|przechowuje|potrzebn|uzywacie|wykorzystuje|macie|wam$)/;
const purpose = /\b(po co|na co|w jakim celu|na jakiej podstawie|jakim prawem|podstawa prawna)\b/;
const given =
  /\b(kto|od kogo|skad)\b.*\b(dal|dala|podal|wpisal|przekazal|udostepnil|sprzedal|dostaliscie|macie|wzieliscie)\b/;
const access =
  /\b(kto|ktos)\b.*\b(dostep|widzi|wglad)|\bdostep do (moich )?danych\b|\b(ktos|firm\w*)\b.*\b(dostaj\w+|trzecich)\b|\bida do\b|\b(dane|numer|nr)\b.*\bbezpieczn/;
const copies = /\b(kopi[aei]|zrodlo|wglad|wyciag)\b.*\b(danych|dane|numeru|telefonu)\b|\bart\w* 15\b/;
