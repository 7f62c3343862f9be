import assert from 'node:assert/strict';
import { it } from 'node:test';
import { countSegments } from '#domain/segments.ts';
import { numberPage, replies, withLapsedNote } from '#machines/replies.ts';
import { settings } from './world.ts';

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

const one: Record<string, readonly string[]> = {
  askLocality: [
    replies.askLocality({ office, goal: 'join' }),
    replies.askLocality({ office, goal: 'add' }),
    replies.askLocality({ office, goal: 'move' }),
  ],
  localityUnknown: [replies.localityUnknown()],
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
  leaveCodeUnclear: [replies.leaveCodeUnclear()],
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
  wrongNumber: [replies.wrongNumber({ office })],
  dialogueEnded: [replies.dialogueEnded({ office })],
  reminder: (['locality', 'street', 'categories', 'code'] as const).map((waitingFor) =>
    replies.reminder({ office, waitingFor }),
  ),
};

const two: Record<string, readonly string[]> = {
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

it('every reply is listed here', () => {
  assert.deepEqual([...Object.keys(one), ...Object.keys(two)].sort(), Object.keys(replies).sort());
});

for (const [most, table] of [
  [1, one],
  [2, two],
] as const) {
  for (const [name, texts] of Object.entries(table)) {
    it(`${name} is GSM-7 and at most ${most} segment${most === 1 ? '' : 's'} with the longest names`, () => {
      for (const text of texts) {
        const { encoding, segments, units } = countSegments(text.replace('{kod}', '482913'));
        assert.equal(encoding, 'gsm7', text);
        assert.ok(segments <= most, `${units}: ${text}`);
      }
    });
  }
}

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
  assert.equal(withLapsedNote('a'.repeat(150)), 'a'.repeat(150));
  assert.match(withLapsedNote('Dopiewo'), /^Poprzednia/);
});
