import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReplyKey } from '#domain/reply-texts.table.ts';
import { findReplyText, findReplyTextProblems, parseReplyTexts, replyKeys } from '#domain/reply-texts.ts';
import { countSegments } from '#domain/segments.ts';
import { numberPage, type Replies, replies, speak, withLapsedNote } from '#machines/replies.ts';
import { makePhone, settings } from './world.ts';

const office = {
  ...settings,
  officeShortName: 'Żółć-Gęślą Świętaźń Ś€ć',
  controllerName: 'Burmistrz Miasta i Gminy Kędzierzyn-Koźle nad Odrą Śródmieście Wielkie',
  helpPhone: '+48 77 123 45 67',
};
const address =
  'Wólka Łętownia Górna nad Świdrem [część] wieś, ul. Błogosławionego księdza Władysława Bukowińskiego i Świętych Męczenników 132a/45b';
const locality = 'Wólka Łętownia Górna-Świętokrzyska Wielka część miejscowości';
const names = [
  'Alerty',
  'Sport i rekreacja',
  'Kultura, biblioteka',
  'Odpady komunalne',
  'Wyłączenia prądu',
  'Podatki',
  'Praca',
  'Sołectwo Żółwin',
];
const list = numberPage(Array.from({ length: 9 }, (_, at) => `${address} ${at}`));
const summary = { office, address, categories: names };

function listOne(replies: Replies): Record<string, readonly string[]> {
  return {
    askLocality: [
      replies.askLocality({ office, goal: 'join' }),
      replies.askLocality({ office, goal: 'add' }),
      replies.askLocality({ office, goal: 'move' }),
    ],
    askLocalityInstead: [replies.askLocalityInstead({ office, old: address })],
    localityUnknown: [replies.localityUnknown({ goal: 'join' }), replies.localityUnknown({ goal: 'move' })],
    askStreet: [replies.askStreet({ locality })],
    streetUnknown: [replies.streetUnknown({ locality })],
    newJoinCode: [replies.newJoinCode({ office })],
    codeBudget: [replies.codeBudget()],
    leaveCodeBudget: [replies.leaveCodeBudget()],
    codeWrong: [replies.codeWrong({ triesLeft: 4 })],
    codeExpired: [replies.codeExpired()],
    codeSpent: [replies.codeSpent()],
    codeUnclear: [replies.codeUnclear()],
    codeWithoutQuestion: [replies.codeWithoutQuestion()],
    joined: [replies.joined(summary)],
    alreadyJoined: [replies.alreadyJoined({ office, address })],
    confirmJoin: [replies.confirmJoin({ office })],
    notJoined: [replies.notJoined({ office })],
    leaveCode: [replies.leaveCode({ office })],
    leaveCodeWrong: [replies.leaveCodeWrong()],
    left: [replies.left({ office })],
    leftWithUndo: [replies.leftWithUndo({ office })],
    leftStranger: [replies.leftStranger({ office })],
    stayed: [replies.stayed({ office, address }), replies.stayed({ office, address: '' })],
    kept: [replies.kept({ office })],
    askLeaving: [replies.askLeaving({ office })],
    topicNotSetUp: [
      replies.topicNotSetUp({ office, topic: 'waste' }),
      replies.topicNotSetUp({ office, topic: 'power' }),
    ],
    categoriesAdded: [replies.categoriesAdded({ office, names })],
    categoriesRemoved: [replies.categoriesRemoved({ office, names })],
    alertsStay: [replies.alertsStay({ alerts: locality })],
    askWhatToAdd: [replies.askWhatToAdd({ names })],
    addressSaved: [
      replies.addressSaved({ office, address, goal: 'add' }),
      replies.addressSaved({ office, address, goal: 'move' }),
    ],
    addressReplaced: [replies.addressReplaced({ office, address, old: address })],
    status: [replies.status(summary)],
    statusSuspended: [replies.statusSuspended({ office })],
    help: [replies.help({ office })],
    rodo: [replies.rodo({ office })],
    eraseCode: [replies.eraseCode({ office })],
    eraseCodeBudget: [replies.eraseCodeBudget({ office })],
    eraseCodeWrong: [replies.eraseCodeWrong()],
    eraseCodeUnclear: [replies.eraseCodeUnclear()],
    erased: [replies.erased({ office })],
    addressRemoved: [replies.addressRemoved({ office, address, rest: address })],
    danger: [replies.danger()],
    passedOn: [replies.passedOn({ office })],
    passedOnLeaving: [replies.passedOnLeaving()],
    wrongNumber: [replies.wrongNumber({ office })],
    dialogueEnded: [replies.dialogueEnded({ office })],
    reminder: (['locality', 'street', 'categories', 'code'] as const).map((waitingFor) =>
      replies.reminder({ office, waitingFor }),
    ),
    formCode: (['join', 'leave', 'self', 'erase'] as const).map((act) => replies.formCode({ office, act })),
    lapsed: [replies.lapsed()],
  };
}

function listTwo(replies: Replies): Record<string, readonly string[]> {
  return {
    chooseHome: [replies.chooseHome(list)],
    chooseLocality: [replies.chooseLocality(list)],
    nearestLocality: [replies.nearestLocality(list)],
    chooseStreet: [replies.chooseStreet(list)],
    nearestStreet: [replies.nearestStreet(list)],
    askCategories: [replies.askCategories({ categories: names, alerts: locality })],
    categoriesUnclear: [replies.categoriesUnclear({ categories: names })],
    listUnclear: [replies.listUnclear(list)],
    askPlaceOrLeave: [replies.askPlaceOrLeave(list)],
    summary: [replies.summary(summary)],
  };
}

/** As many letters more as the rules of the sentence leave room for: the longest wording an office can store. */
function stretch(key: ReplyKey): string {
  const { text } = findReplyText(key);
  let [fits, tooMany] = [0, 400];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const isFine = findReplyTextProblems(key, `${text} ${'x'.repeat(middle)}`, rules).length === 0;
    if (isFine) fits = middle;
    else tooMany = middle;
  }
  return fits === 0 ? text : `${text} ${'x'.repeat(fits)}`;
}

const rules = { allowLinks: false };
const longest = Object.fromEntries(replyKeys.map((key) => [key, stretch(key)]));

it('every reply is listed here, and each sentence of the table is said by one of them', () => {
  const said = [...Object.keys(listOne(replies)), ...Object.keys(listTwo(replies))];
  assert.deepEqual(said.sort(), Object.keys(replies).sort());
  const marked = speak(Object.fromEntries(replyKeys.map((key) => [key, `<${key}>`])));
  const texts = [...Object.values(listOne(marked)), ...Object.values(listTwo(marked))].flat();
  const withoutPhone = marked.help({ office: { ...office, helpPhone: '' } });
  assert.deepEqual(
    replyKeys.filter((key) => ![...texts, withoutPhone].includes(`<${key}>`)),
    [],
  );
});

it('each sentence of the release keeps its own rules, even when its gaps are filled to the brim', () => {
  for (const key of replyKeys) {
    assert.deepEqual(findReplyTextProblems(key, findReplyText(key).text, rules), [], key);
  }
});

for (const [kind, spoken] of [
  ['as it comes', replies],
  ['as long as an office may make it', speak(longest)],
] as const) {
  for (const [most, table] of [
    [1, listOne(spoken)],
    [2, listTwo(spoken)],
  ] as const) {
    for (const [name, texts] of Object.entries(table)) {
      it(`${name}, ${kind}, is GSM-7 and at most ${most} segment${most === 1 ? '' : 's'} with the longest names`, () => {
        for (const text of texts) {
          const { encoding, segments, units } = countSegments(text.replace('{kod}', '482913'));
          assert.equal(encoding, 'gsm7', text);
          assert.ok(segments <= most, `${units}: ${text}`);
        }
      });
    }
  }
}

it('no number of categories makes their list longer than its gap', () => {
  for (let count = 0; count < 20; count += 1) {
    const categories = Array.from({ length: count }, (_, at) => `${at} ${'kategoria '.repeat(4)}`);
    for (const text of [
      speak(longest).askCategories({ categories, alerts: locality }),
      speak(longest).categoriesUnclear({ categories }),
    ]) {
      assert.ok(countSegments(text).segments <= 2, `${count}: ${text}`);
    }
  }
});

it('a wording is refused that drops what must be said, with the reason', () => {
  const refusals: readonly (readonly [ReplyKey, string, string])[] = [
    ['danger', 'Zadzwon gdzies. Nikt nie czyta na biezaco.', 'missing_words'],
    ['danger', 'W zagrozeniu nie dzwon 112! Nikt nie czyta na biezaco.', 'missing_words'],
    ['danger', 'W zagrozeniu dzwon 1120! Nikt nie czyta na biezaco.', 'missing_words'],
    ['passedOn', '{urzad}: przekazano. W zagrozeniu dzwon 112. Rezygnacja: STOP', 'missing_words'],
    ['summary', '{urzad}: {adres}, {kategorie}. RODO. Kod {kod}', 'missing_gap'],
    ['summary', '{urzad} {adres} {kategorie} {administrator} RODO {kod} {kod}', 'two_codes'],
    ['joined', '{urzad}: zapisano {adres}, {kategorie}.', 'missing_words'],
    ['left', '{urzad}: nie wypisano.', 'missing_words'],
    ['codeSpent', 'Kod nie działa. NOWY', 'not_gsm7'],
    ['codeSpent', 'Odpisz NOWY {kto}', 'unknown_gap'],
    ['codeSpent', 'Odpisz NOWY {', 'stray_brace'],
    ['codeSpent', 'Odpisz NOWY [%kod%]', 'macro'],
    ['codeSpent', 'Odpisz NOWY, wiecej: dopiewo.pl/sms', 'link'],
    ['codeSpent', `Odpisz NOWY ${'a'.repeat(160)}`, 'too_long'],
    ['codeSpent', ' ', 'empty'],
  ];
  for (const [key, text, kind] of refusals) {
    const kinds = findReplyTextProblems(key, text, rules).map((problem) => problem.kind);
    assert.ok(
      kinds.some((found) => found === kind),
      `${text}: ${kinds.join()}`,
    );
  }
  assert.deepEqual(findReplyTextProblems('danger', 'Dzwon 112! Tu nikt nie czyta na biezaco.', rules), []);
});

it('stored wordings that no longer fit are left out, and the sentence of the release is said', () => {
  const rows = [
    { key: 'text:codeSpent', value: 'Kod zuzyty. Odpisz NOWY.' },
    { key: 'text:danger', value: 'Prosze czekac.' },
    { key: 'text:unheardOf', value: 'x' },
    { key: 'officeName', value: 'Urzad' },
  ];
  const texts = parseReplyTexts(rows, rules);
  assert.deepEqual(texts, { codeSpent: 'Kod zuzyty. Odpisz NOWY.' });
  assert.match(speak(texts).danger(), /dzwon 112/);
});

it('the dialogue speaks in the office’s wordings', () => {
  const phone = makePhone({ texts: { askLocalityJoin: '{urzad} wita. Podaj miejscowosc. Koniec: STOP' } });
  assert.equal(phone.says('ZAPISZ'), 'Dopiewo wita. Podaj miejscowosc. Koniec: STOP');
});

it('replies that carry a code have exactly one place for it', () => {
  for (const text of [
    replies.summary(summary),
    replies.newJoinCode({ office }),
    replies.leaveCode({ office }),
    replies.eraseCode({ office }),
  ]) {
    assert.equal(text.split('{kod}').length, 2);
  }
});

it('a name can neither smuggle a gateway macro nor a second place for the code', () => {
  const evil = { ...office, officeShortName: '[%kod%]{kod}' };
  const text = replies.newJoinCode({ office: evil });
  assert.doesNotMatch(text, /\[%|%\]/);
  assert.equal(text.split('{kod}').length, 2);
});

it('a long list is paged: eight at most, "9 dalej" last', () => {
  const page = numberPage(Array.from({ length: 20 }, (_, at) => `Lipowa ${at}`));
  assert.equal(page.shown, 8);
  assert.match(page.text, /, 9 dalej$/);
  assert.ok(list.shown >= 1 && list.shown < 9);
});

it('the line of context is left out where it would cost a segment', () => {
  const note = replies.lapsed();
  assert.equal(withLapsedNote('a'.repeat(150), note), 'a'.repeat(150));
  assert.match(withLapsedNote('Dopiewo', note), /^Poprzednia rozmowa wygasla\. Dopiewo$/);
});
