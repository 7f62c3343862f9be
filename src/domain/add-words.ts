import { isCalledStreet } from './change-words.ts';
import { withContent } from './join.ts';
import { courtesies, readLeaveVerb } from './leave-words.ts';
import { isForeign } from './office-matters.ts';
import { isOfElsewhere, keyOf } from './part-topics.ts';
import type { Known, Understanding } from './understanding.ts';
import type { Utterance } from './utterance.ts';

/** More for somebody who has joined: a category or an address beside those they have ("oprócz śmieci chcę też o prądzie"). */

/** Null where nothing more is asked for, and where what is to be added or put up is a thing ("dołóżcie kosz na Polnej"). */
export function readAdd({ clauses }: Utterance, text: string, known: Known): Understanding | null {
  if (known.sender === 'stranger') return null;
  const words = clauses.flatMap((clause) => clause.words);
  const isAdded = words.some(
    (word, at) => adding.test(word) || (switching.test(word) && words[at - 1] !== 'nie'),
  );
  const isMore =
    words.some((word) => more.test(word)) || /^\s*\+/.test(text) || besides.test(words.join(' '));
  // "I sport też", "jeszcze Lipowa do tego co mam".
  const isWished =
    words.some((word) => wish.test(word)) ||
    /^\s*\+/.test(text) ||
    besides.test(words.join(' ')) ||
    words.length <= mostBare;
  if (
    words.length > longest ||
    !(isAdded || (isMore && isWished)) ||
    words.some((word, at) => speaksAgainst(word) && !(word === 'co' && words[at + 1] === 'mam'))
  )
    return null;
  const said = clauses.map((clause) => withoutPresent(clause.words, known));
  const asked = said.flat();
  const named = asked.flatMap((word) => keyOf(word, known.categories) ?? []);
  const keys = known.categories.flatMap(({ key }) => (named.includes(key) ? [key] : []));
  const isThing = words.some((word) => isOfOffice(word, known));
  // "Poproszę też termin odbioru śmieci", "dodajcie oświetlenie".
  if (isThing) return null;
  if (keys.length > 0 && !namesAddress(words)) return { intent: 'add', parts: { categories: keys } };
  const rest = asked.filter((word) => !courtesies.has(word) && !beside.test(word));
  const { address } = withContent('add', rest, known).parts;
  const isPlaced = address !== undefined && address.confidence !== null;
  if (isPlaced && (namesAddress(words) || words.some((word) => ours.test(word)) || rest.length <= 4))
    return { intent: 'add', parts: { categories: keys, address } };
  if (keys.length > 0) return { intent: 'add', parts: { categories: keys } };
  if (namesAddress(words) && (isAdded || isMore))
    return { intent: 'add', parts: { ...(address === undefined ? {} : { address }), categories: [] } };
  // What the office does not send is asked about by name: what it has is answered.
  return asked.some((word) => isOfElsewhere(word) || /^kategori/.test(word)) && asked.length <= 8
    ? { intent: 'add', parts: { categories: [] } }
    : null;
}

/** Without what they say they have: "oprócz śmieci", "mam tylko o śmieciach", "do prądu dołóżcie". */
function withoutPresent(words: readonly string[], known: Known): readonly string[] {
  const isHad =
    words.some((word) => /^(dotad|mam)$/.test(word)) &&
    !words.some((word) => wish.test(word) || adding.test(word) || more.test(word));
  return words.filter((word, at) => {
    if (keyOf(word, known.categories) === null) return true;
    return (
      !isHad &&
      !words.slice(Math.max(0, at - 2), at).some((before) => /^(oprocz|procz|poza|do)$/.test(before))
    );
  });
}

function namesAddress(words: readonly string[]): boolean {
  return words.some((word) => /^(adres|ulic[aey]$|dzialk|stamtad)/.test(word));
}

function speaksAgainst(word: string): boolean {
  return (
    /^(nie|ani|bez|kiedy|gdzie|dlaczego|czemu|kto|ile|skad|jak|co|brak|termin\w*|harmonogram\w*|przesta\w*|przywroc\w*|danych)$/.test(
      word,
    ) || readLeaveVerb(word) !== null
  );
}

/** What an office is asked to put up, to add or to send that is no text of ours. */
function isOfOffice(word: string, known: Known): boolean {
  if (keyOf(word, known.categories) !== null && !/^(bio|smietnik|kubl)/.test(word)) return false;
  if (isOfElsewhere(word) || more.test(word) || isCalledStreet(word) || /^mieszkani/.test(word)) return false;
  return isForeign(word) || things.test(word);
}

const longest = 26;
const mostBare = 3;
const adding =
  /^(dod+a?j(cie|cei|my)?|dodac|dodanie|doloz(cie|yc|enie)?|dorzuc(cie|ic)?|dopis(z|zcie|ac|anie)|dolacz(cie|yc)?|rozszerz(cie|yc)?|poszerz(cie|yc)?|podlacz(cie|yc)?)$/;
const switching = /^(wlacz(cie|yc)?|aktywuj(cie)?)$/;
const more = /^(tez|takze|jeszcze|dodatkowo|rowniez|oprocz|procz|poza)$/;
const besides = /\bdo tego co mam\b|\bdo (moich|tego)\b/;
const wish =
  /^(chce|chcem|chcemy|chcialbym|chcialabym|chciala|chcial|prosze|poprosze|prosimy|moge|mozna|piszcie|wysylajcie|przysylajcie|potrzebuje|da)$/;
const ours = /^(mi|nam|mojego|moich|mojej|drugi\w*|sms\w*|powiadom\w*|wiadomosci|dostawac|mieszka)$/;
const beside =
  /^(dod\w+|doloz\w*|dorzuc\w*|dopis\w*|dolacz\w*|wlacz\w*|rozszerz\w*|poszerz\w*|podlacz\w*|tez|takze|jeszcze|dodatkowo|rowniez|drug\w+|kolejn\w+|now[ya]|adres\w*|oprocz|poza|stamtad|powiadomie\w*|wiadomosci|dostawac|do|tego|co|mam|mama|tam|mieszka\w*)$/;
const things =
  /^(oswietl|smietnik|kosz|lawk|lamp|latar|znak|przejsc|prog|wiat|lustr|przystan|kurs|autobus|chodnik|parking|pojemnik|odbior|odbier|zabier|zabra|wywiez|wywoz|rozklad|dzieck|slup|barier|zlicz|licznik|przylacz|faktur|rachun)/;
