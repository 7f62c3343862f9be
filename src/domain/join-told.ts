import { takeCategories } from './category-words.ts';
import { isCommonStreetWord } from './common-streets.ts';
import { isHow, isSignUpElsewhere } from './join.ts';
import { mentionsLocality, readParts } from './join-parts.ts';
import { readLeaveVerb } from './leave-words.ts';
import { isForeign } from './office-matters.ts';
import type { Known, Understanding } from './understanding.ts';
import type { Clause, Utterance } from './utterance.ts';

/**
 * A sign-up by what it holds, where no verb of joining says it: a stranger who wants, agrees to or is to be sent our texts, or who
 * wants the same as a neighbour and names where they live ("ja też chcę, Skórzewo Lipowa 3"). Nothing asks or denies.
 */
export function readToldJoin({ clauses }: Utterance, known: Known): Understanding | null {
  if (known.sender !== 'stranger' || known.open !== null) return null;
  const words = clauses.flatMap((clause) => clause.words);
  const isPlaced = mentionsLocality(words, known);
  if (isPlaced && wantsToKnow(words, known)) return joined(clauses, known);
  const isNames = isPlaced && onlyNames(words, known);
  if (!isNames && words.some((word, at) => speaksAgainst(word, { at, words, known }))) return null;
  if (words.length > mostWords) return null;
  const isWished = words.some((word) => wish.test(word));
  const isAct =
    words.some((word) => act.test(word)) || /\b(niech|niechaj|zeby) .*\bprzychodz/.test(words.join(' '));
  const isOurs = words.some((word) => ours.test(word));
  const isTopic =
    takeCategories(words, known.categories).keys.length > 0 || words.some((word) => topic.test(word));
  const isNumbered = words.some((word) => /^\d{1,3}[a-z]?$/.test(word));
  const isMine = words.some((word) => /^(mnie|nas|mi)$/.test(word));
  const isAlike = words.some((word) => alike.test(word));
  // "Wójt zachęcał, to się skusiłem. Dopiewo, Młyńska 14, zebrania, alerty".
  const topics =
    takeCategories(words, known.categories).keys.length + words.filter((word) => topic.test(word)).length;
  // "Alerty i awarie, Palędzie", "podatki, Lisówki 8".
  const isListed = topics + (isNumbered ? 1 : 0) + (isOurs ? 1 : 0) > 1 && words.length <= mostListed;
  const isSaid = isPlaced
    ? isListed ||
      isNames ||
      ((isWished || isAct) && (isOurs || isTopic || isAlike || (isAct && (isWished || isMine))))
    : (isOurs && (isAct || (isWished && words.length <= 6))) ||
      agrees.test(words.join(' ')) ||
      wantsAlike(clauses);
  return isSaid ? joined(clauses, known) : null;
}

function joined(clauses: readonly Clause[], known: Known): Understanding {
  const all = clauses.map((clause) => clause.words);
  return { intent: 'join', parts: readParts({ after: all.flat(), clauses: all }, known) };
}

/** "Trzcielin 22, chcę wiedzieć, kiedy prąd wyłączają": whatever follows is what they want to hear of. */
function wantsToKnow(words: readonly string[], known: Known): boolean {
  const isTopic =
    takeCategories(words, known.categories).keys.length > 0 ||
    words.some((word) => topic.test(word) || names.test(word));
  return isTopic && wishToKnow.test(words.join(' '));
}

const wishToKnow =
  /\b(chc[ei]\w*|chcial\w*|wol[ei]\w*|prag\w*|chetnie) (\w+ ){0,2}(wiedziec|na biezaco)\b|\binteresuj[ae] mnie (?!nie)/;

/** "Sąsiad się zapisał, ja też chcę", "kiedyś się wypisałem, teraz chcę z powrotem". */
function wantsAlike(clauses: readonly Clause[]): boolean {
  const isTold = clauses.some(({ words }) => words.some((word) => told.test(word)));
  return (
    isTold && clauses.some(({ words }) => agrees.test(words.join(' ')) || backAgain.test(words.join(' ')))
  );
}

const told = /^(dosta(je|ja|l)|otrzymuje|zapisa[lnc]|dopisa[ln]|wypisa[ln]|przychodz)/;
const backAgain =
  /\b(chce|chcialbym|chcialabym|prosze) (z powrotem|wrocic)\b|^(a |ale )?(ja )?(bardzo )?(bym )?(chcialbym|chcialabym|bym chcial|bym chciala|chce)$/;

/** "Imprezy i koncerty, Dopiewo", "burze, wichury Fiałkowo": what one wants to hear of, and where. */
function onlyNames(words: readonly string[], known: Known): boolean {
  const isNamed = (word: string) =>
    names.test(word) || topic.test(word) || takeCategories([word], known.categories).keys.length > 0;
  const isElectric =
    words.some((word) => /^(prad|swiatl|energi)/.test(word)) && words.filter(isNamed).length < 2;
  return (
    words.length <= mostListed &&
    words.some(isNamed) &&
    !isElectric &&
    words.every(
      (word, at) =>
        isNamed(word) ||
        /^(i|oraz|ul|prosze|poprosze|\d+\w?)$/.test(word) ||
        /^\d/.test(words[at + 1] ?? '') ||
        mentionsLocality([word], known),
    )
  );
}

const names =
  /^(burz|wichur|kryzys|gabaryt|kubl|bio$|szklo|plastik|gaz$|wodociag|kanalizac|imprez|koncert|mecz|zawod|wydarzen|wywoz|smiec|pogodow|soleck)/;
const mostWords = 30;
const mostListed = 12;
// "Ja też poproszę", "wyrażam zgodę na SMS".
const agrees =
  /^(i )?((ja|mnie|mi) (prosze )?(tez|rowniez|takze)( (moge |bym )?(chce|poprosze|prosze|chcial\w*))?( (dostawac|otrzymywac))?|(wyrazam |daje )?zgod[aey]( na \w+)?|(tez|rowniez|takze) (chce|poprosze|bym chcial\w*)|moge tez dostawac|(wyrazam zgode i )?(tez )?(chce|chcialbym|chcialabym) (dostawac|otrzymywac)|(ja )?(tez|takze) (chce|chcialbym|chcialabym) (dostawac|otrzymywac))$/;

function speaksAgainst(
  word: string,
  { at, words, known }: { readonly at: number; readonly words: readonly string[]; readonly known: Known },
): boolean {
  // "Sąsiadka dostaje, a ja nie".
  if (word === 'nie') return words[at - 1] !== 'ja';
  if (
    /^(kiedy|gdzie|dlaczego|czemu|ile|kto|skad|bez|dosc|koniec|stop|zamiast|nikt|brak|zglaszam|zglos\w*|nadal|dalej|przyszedl|przyszla|zapytac|spytac|zapytanie|pytanie)$/.test(
      word,
    )
  )
    return true;
  // "Jak sąsiadka dostaje, to ja też"; "czy mogę dostawać".
  if (word === 'jak' && isHow(words[at + 1])) return false;
  if (word === 'jak' || word === 'czy')
    return !words.some((other) => /^(tez|moge|mozna|ma$|maja|brat|sasiad)/.test(other));
  if (/^(wypisan|wypisal[ae]m|wrocic)/.test(word)) return false;
  if (readLeaveVerb(word) !== null) return true;
  return (
    !words.some((other) => /^(sms|esemes|powiad)/.test(other)) &&
    !topic.test(word) &&
    !/^(odpad|smiec|prad|sport|corka|syn|mama)/.test(word) &&
    !mentionsLocality([word], known) &&
    !isCommonStreetWord(word) &&
    !/^\d/.test(words[at + 1] ?? '') &&
    (isForeign(word) || isSignUpElsewhere(word))
  );
}

const wish =
  /^(chc[eia]|chcem|biore$|jestem$|bede$|niech(aj)?$|poprosze|prosze|prosimy|prosil|zgod[aey]$|zgadzam|potrzebn|potrzebuj|interes|zainteres|moge$|mozna$|daje$|wyrazam|kazal|zalezy|tak$|teraz)/;
const act =
  /^(wrzuc|podlacz|podepn|podpin|przylacz|wlacz|uruchom|wpis|wciag|dod+aj|dod+ac|z?a?pis|zaps|zapi|dopis|dolacz|wyslij|wysyl|przysyl|slij|piszcie|dostawac|otrzymywac|rozpoczn|wrocic|obejmij|objac|informuj|powiadamiaj)/;
const ours =
  /^(pakiet|biezaco|chetn|aktywac|system|sms|esemes|powiad[ao]m|alert|ostrzez|info$|informac|informow|wiadomosc|list[aey]$|komunikat)/;
const topic = /^(zebra(n|ni)|kategori|awari|wod(a|y|e|zie)$|podat(k|ek)|wylaczen|wszystk)/;
const alike = /^(teraz|tez|rowniez|takze|zgod[aey]|zgadzam)$/;
