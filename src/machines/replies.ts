import { codeLifeMinutes } from '#domain/codes.ts';
import type { ReplyKey } from '#domain/reply-texts.table.ts';
import { findReplyText, type ReplyTexts } from '#domain/reply-texts.ts';
import { countSegments, neutraliseMacros, toGsm7 } from '#domain/segments.ts';
import type { OfficeSettings } from '#domain/settings.ts';

/**
 * What the dialogue says: the sentences of `reply-texts.table.ts`, or the office's own wordings of them, with names put
 * in. One segment, two for lists and for the summary with the code. Names are cut to fit, sentences never. `{kod}` is
 * where the service puts the one-time code.
 */

type Office = Pick<OfficeSettings, 'officeShortName' | 'controllerName' | 'helpPhone'>;
type Named = { readonly office: Office };

const codeGap = '{kod}';

export type Replies = ReturnType<typeof makeReplies>;

const made = new WeakMap<ReplyTexts, Replies>();

/** The sentences in these wordings. Made once for each set of them: a set must not be changed afterwards. */
export function speak(texts: ReplyTexts): Replies {
  const known = made.get(texts);
  if (known !== undefined) return known;
  const fresh = makeReplies(texts);
  made.set(texts, fresh);
  return fresh;
}

function makeReplies(texts: ReplyTexts) {
  const say = createFiller(texts);
  const named = ({ office }: Named) => ({ urzad: office.officeShortName });
  const minutes = String(codeLifeMinutes);
  return {
    askLocality: ({ office, goal }: Named & { goal: 'join' | 'add' | 'move' }): string =>
      say(localityQuestions[goal], named({ office })),
    askLocalityInstead: ({ office, old }: Named & { old: string }): string =>
      say('askLocalityInstead', { ...named({ office }), stary: old }),
    chooseHome: (list: ListPart): string => say('chooseHome', { lista: list }),
    chooseLocality: (list: ListPart): string => say('chooseLocality', { lista: list }),
    nearestLocality: (list: ListPart): string => say('nearestLocality', { lista: list }),
    localityUnknown: ({ goal }: { goal: 'join' | 'add' | 'move' }): string =>
      say(goal === 'join' ? 'localityUnknown' : 'localityUnknownChange', {}),
    askStreet: ({ locality }: { locality: string }): string => say('askStreet', { miejscowosc: locality }),
    chooseStreet: (list: ListPart): string => say('chooseStreet', { lista: list }),
    nearestStreet: (list: ListPart): string => say('nearestStreet', { lista: list }),
    streetUnknown: ({ locality }: { locality: string }): string =>
      say('streetUnknown', { miejscowosc: locality }),
    askCategories: ({ categories, alerts }: { categories: readonly string[]; alerts: string }): string =>
      say('askCategories', { alerty: alerts, kategorie: numbered(categories, 183) }),
    categoriesUnclear: ({ categories }: { categories: readonly string[] }): string =>
      say('categoriesUnclear', { kategorie: numbered(categories, 210) }),
    listUnclear: (list: ListPart): string => say('listUnclear', { lista: list }),
    summary: ({ office, address, categories }: Named & Summary): string => {
      const tries = [70, 45, 22].map((room) =>
        say('summary', {
          ...named({ office }),
          adres: address,
          kategorie: joined(categories, room),
          administrator: office.controllerName,
          kod: { text: codeGap },
          minuty: minutes,
        }),
      );
      return tries.find((text) => countSegments(text).segments <= 2) ?? tries.at(-1) ?? '';
    },
    newJoinCode: ({ office }: Named): string =>
      say('newJoinCode', { ...named({ office }), kod: { text: codeGap }, minuty: minutes }),
    codeBudget: (): string => say('codeBudget', {}),
    leaveCodeBudget: (): string => say('leaveCodeBudget', {}),
    codeWrong: ({ triesLeft }: { triesLeft: number }): string =>
      say('codeWrong', { proby: String(triesLeft) }),
    codeExpired: (): string => say('codeExpired', {}),
    codeSpent: (): string => say('codeSpent', {}),
    codeUnclear: (): string => say('codeUnclear', {}),
    codeWithoutQuestion: (): string => say('codeWithoutQuestion', {}),
    formCode: ({ office, act }: Named & { act: keyof typeof formCodes }): string =>
      say(formCodes[act], { ...named({ office }), kod: { text: codeGap }, minuty: minutes }),
    joined: ({ office, address, categories }: Named & Summary): string =>
      say('joined', { ...named({ office }), adres: address, kategorie: joined(categories, 25) }),
    alreadyJoined: ({ office, address }: Named & { address: string }): string =>
      say('alreadyJoined', { ...named({ office }), adres: address }),
    confirmJoin: (of: Named): string => say('confirmJoin', named(of)),
    notJoined: (of: Named): string => say('notJoined', named(of)),
    leaveCode: ({ office }: Named): string =>
      say('leaveCode', { ...named({ office }), kod: { text: codeGap } }),
    leaveCodeWrong: (): string => say('leaveCodeWrong', {}),
    left: (of: Named): string => say('left', named(of)),
    leftWithUndo: (of: Named): string => say('leftWithUndo', named(of)),
    leftStranger: (of: Named): string => say('leftStranger', named(of)),
    stayed: ({ office, address }: Named & { address: string }): string =>
      address === ''
        ? say('stayed', named({ office }))
        : say('stayedAt', { ...named({ office }), adres: address }),
    kept: (of: Named): string => say('kept', named(of)),
    askPlaceOrLeave: (list: ListPart): string => say('askPlaceOrLeave', { lista: list }),
    askLeaving: (of: Named): string => say('askLeaving', named(of)),
    topicNotSetUp: ({ office, topic }: Named & { topic: 'waste' | 'power' }): string =>
      say(topic === 'waste' ? 'topicWaste' : 'topicPower', named({ office })),
    categoriesAdded: ({ office, names }: Named & { names: readonly string[] }): string =>
      say('categoriesAdded', { ...named({ office }), kategorie: joined(names, 70) }),
    categoriesRemoved: ({ office, names }: Named & { names: readonly string[] }): string =>
      say('categoriesRemoved', { ...named({ office }), kategorie: joined(names, 60) }),
    alertsStay: ({ alerts }: { alerts: string }): string => say('alertsStay', { alerty: alerts }),
    askWhatToAdd: ({ names }: { names: readonly string[] }): string =>
      say('askWhatToAdd', { kategorie: joined(names, 80) }),
    addressSaved: ({ office, address, goal }: Named & { address: string; goal: 'add' | 'move' }): string =>
      say(goal === 'add' ? 'addressAdded' : 'addressMoved', { ...named({ office }), adres: address }),
    addressReplaced: ({ office, address, old }: Named & { address: string; old: string }): string =>
      say('addressReplaced', { ...named({ office }), stary: old, adres: address }),
    status: ({ office, address, categories }: Named & Summary): string =>
      say('status', { ...named({ office }), adres: address, kategorie: joined(categories, 30) }),
    statusSuspended: (of: Named): string => say('statusSuspended', named(of)),
    help: ({ office }: Named): string =>
      office.helpPhone === ''
        ? say('help', named({ office }))
        : say('helpWithPhone', { ...named({ office }), telefon: office.helpPhone }),
    rodo: ({ office }: Named): string => say('rodo', { administrator: office.controllerName }),
    eraseCode: ({ office }: Named): string =>
      say('eraseCode', { ...named({ office }), kod: { text: codeGap }, minuty: minutes }),
    eraseCodeBudget: (of: Named): string => say('eraseCodeBudget', named(of)),
    eraseCodeWrong: (): string => say('eraseCodeWrong', {}),
    eraseCodeUnclear: (): string => say('eraseCodeUnclear', {}),
    erased: (of: Named): string => say('erased', named(of)),
    addressRemoved: ({ office, address, rest }: Named & { address: string; rest: string }): string =>
      say('addressRemoved', { ...named({ office }), adres: address, reszta: rest }),
    danger: (): string => say('danger', {}),
    passedOn: (of: Named): string => say('passedOn', named(of)),
    passedOnLeaving: (): string => say('passedOnLeaving', {}),
    wrongNumber: (of: Named): string => say('wrongNumber', named(of)),
    dialogueEnded: (of: Named): string => say('dialogueEnded', named(of)),
    reminder: ({ office, waitingFor }: Named & { waitingFor: WaitingFor }): string =>
      say('reminder', { ...named({ office }), czego: waitingWords[waitingFor] }),
    lapsed: (): string => say('lapsed', {}),
  } as const;
}

/** The sentences as they come with the release. */
export const replies = speak({});

const localityQuestions = {
  join: 'askLocalityJoin',
  add: 'askLocalityAdd',
  move: 'askLocalityMove',
} as const;

const formCodes = {
  join: 'formJoinCode',
  leave: 'formLeaveCode',
  self: 'formSelfCode',
  erase: 'formEraseCode',
} as const;

/** The reply with one line of context before it, unless that would cost another segment. */
export function withLapsedNote(text: string, note: string): string {
  const noted = `${note} ${text}`;
  return countSegments(noted).segments > countSegments(text).segments ? text : noted;
}

type Summary = { readonly address: string; readonly categories: readonly string[] };
type ListPart = { readonly text: string };
export type WaitingFor = 'locality' | 'street' | 'categories' | 'code';

const waitingWords: Readonly<Record<WaitingFor, string>> = {
  locality: 'nazwe miejscowosci',
  street: 'nazwe ulicy (albo BRAK)',
  categories: 'wybor kategorii (albo BRAK)',
  code: 'kod: odpisz NOWY, a go przyslemy',
};

// What a list may take of two segments (306) beside its sentence.
const listRoom = 185;

/** As many labels as fit, numbered from 1; with more to come, eight at most and "9 dalej". */
export function numberPage(labels: readonly string[]): { readonly text: string; readonly shown: number } {
  // "ul. Lipowa 3, 2 Dabrowka" would read as one number more of the house.
  const between = labels.some((label) => label.includes(',')) ? '; ' : ', ';
  const whole = labels.map((label, at) => `${at + 1} ${plain(label)}`).join(between);
  if (labels.length <= 9 && whole.length <= listRoom) return { text: whole, shown: labels.length };
  const items: string[] = [];
  for (const label of labels.slice(0, 8)) {
    const item = `${items.length + 1} ${cutMiddle(label, 80)}`;
    if ([...items, item, '9 dalej'].join(between).length > listRoom && items.length > 0) break;
    items.push(item);
  }
  return { text: [...items, '9 dalej'].join(between), shown: items.length };
}

/** A name is cut to its room; a list comes ready-made, and the code's gap stays. */
type Filling = Readonly<Record<string, string | ListPart>>;
type Piece = { readonly text: string; readonly gap: string; readonly room: number };

function createFiller(texts: ReplyTexts): (key: ReplyKey, filling: Filling) => string {
  const pieces = new Map<ReplyKey, readonly Piece[]>();
  return (key, filling) => {
    const parts = pieces.get(key) ?? splitText(key, texts[key]);
    pieces.set(key, parts);
    const filled = parts.map(({ text, gap, room }) => {
      const value = filling[gap] ?? '';
      return text + (typeof value === 'string' ? cut(value, room) : value.text);
    });
    return neutraliseMacros(filled.join(''));
  };
}

/** Each piece: the words up to a gap, and the gap after them; the last has none. */
function splitText(key: ReplyKey, wording: string | undefined): readonly Piece[] {
  const { text, rooms } = findReplyText(key);
  const parts = (wording ?? text).split(/\{([a-z]+)\}/);
  const pieces: Piece[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const gap = parts[at + 1] ?? '';
    pieces.push({ text: parts[at] ?? '', gap, room: rooms[gap] ?? 0 });
  }
  return pieces;
}

/** All names with their numbers, each cut as far as the room asks: "1 Sport, 2 Kultura". */
function numbered(names: readonly string[], room: number): ListPart {
  const signs = names.reduce((sum, _, at) => sum + String(at + 1).length + ' , '.length, 0);
  const each = Math.max(3, Math.floor((room - signs) / Math.max(1, names.length)));
  return { text: names.map((name, at) => `${at + 1} ${cut(name, each)}`).join(', ') };
}

function joined(names: readonly string[], room: number): ListPart {
  const all = names.map(plain).join(', ');
  if (all.length <= room) return { text: all };
  const first = cut(names[0] ?? '', room - 12);
  return { text: `${first} i ${names.length - 1} innych` };
}

/** Cut at a word where that keeps most of it; always with a dot that shows it. */
function cut(text: string, most: number): string {
  const tidy = plain(text);
  if (tidy.length <= most) return tidy;
  const head = tidy.slice(0, most - 1);
  const space = head.lastIndexOf(' ');
  return `${space > most / 2 ? head.slice(0, space) : head}.`;
}

/** Long street names differ at their end, where the surname is: the middle is what can be missed. */
function cutMiddle(text: string, most: number): string {
  const tidy = plain(text);
  if (tidy.length <= most) return tidy;
  const half = Math.floor((most - 2) / 2);
  return `${tidy.slice(0, half).trimEnd()}..${tidy.slice(-half).trimStart()}`;
}

/** One cheap line: signs of two septets have no business in a name. */
function plain(text: string): string {
  return toGsm7(text)
    .replace(/[\s\f]+/g, ' ')
    .replace(/[[\]{}^~|\\]/g, '')
    .replace(/€/g, 'EUR')
    .trim();
}
