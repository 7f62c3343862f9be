import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { OfficeSettings } from '#domain/settings.ts';
import type { Deps } from '#services/deps.ts';
import { runDueOccurrences } from '#services/run-occurrences.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, type Page, setUpAccount, type Visitor } from '../support/panel.ts';

const ledger = await startLedger();
const { sql } = ledger.database;
let settings: Partial<OfficeSettings> = {};
beforeEach(() => {
  settings = {};
});
const deps: Deps = {
  ...ledger.deps,
  office: () => ({ ...ledger.deps.office(), settings: { ...ledger.deps.office().settings, ...settings } }),
};
const app = createPanelApp(deps);
const clerk = createVisitor(app);
await setUpAccount(deps, clerk, { login: 'anna', factor: 'later' });
const second = createVisitor(app);
await setUpAccount(deps, second, { login: 'jan', role: 'editor', factor: 'later' });
const viewer = createVisitor(app);
await setUpAccount(deps, viewer, { login: 'ewa', role: 'viewer', factor: 'later' });
await ledger.addSubscribers(12);

const text = 'Dopiewo: jutro odbior szkla.';

async function compose(fields: Readonly<Record<string, string>>): Promise<Page> {
  await clerk.open('/admin/wyslij');
  return clerk.send('/admin/wyslij', { odbiorcy: 'all', rodzaj: 'bulk', tresc: text, ...fields });
}

const idOf = (page: Page): number => Number(/wysylki\/(\d+)/.exec(page.url)?.[1] ?? 0);

async function press(
  who: Visitor,
  page: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Page> {
  return who.send(page, fields);
}

async function countRuns(id: number): Promise<number> {
  return (await sql`select from runs where campaign_id = ${id}`).length;
}

test('what was sent by mistake is taken back with one press, and is a draft that can be sent again', async () => {
  settings = { undoSeconds: 30 };
  const id = idOf(await compose({}));
  const waiting = await press(clerk, `/admin/wysylki/${id}/wyslij`);
  assert.match(waiting.body, /Zaraz wyjdzie/);
  assert.match(waiting.body, /<button class="risky">Cofnij<\/button>/);
  const back = await press(clerk, `/admin/wysylki/${id}/cofnij`);
  assert.equal(back.url, `/admin/wysylki/${id}/podglad`);
  assert.equal(await countRuns(id), 0);
  settings = { undoSeconds: 0 };
  await press(clerk, `/admin/wysylki/${id}/wyslij`);
  assert.equal(await countRuns(id), 1);
  const late = await press(clerk, `/admin/wysylki/${id}/cofnij`);
  assert.match(late.body, /W międzyczasie coś się tu zmieniło/);
});

test('a series shows its rule and next dates before and after; it rests, goes on, is changed and stopped', async () => {
  const preview = await compose({
    kiedy: 'seria',
    kiedy_krok: 'week',
    kiedy_co: '2',
    kiedy_dzien_1: '1',
    kiedy_dzien_4: '1',
    kiedy_godzina: '18:00',
    kiedy_od: '2030-01-01',
    kiedy_do: '2030-12-31',
  });
  assert.match(preview.body, /co 2 tygodnie w poniedziałek i czwartek o 18:00, do 31 grudnia 2030/);
  assert.equal([...preview.body.matchAll(/<li>(?:poniedziałek|czwartek), /g)].length, 5);
  const id = idOf(preview);
  const page = await press(clerk, `/admin/wysylki/${id}/wyslij`);
  assert.match(page.body, /Najbliższe terminy/);
  assert.match((await press(clerk, `/admin/wysylki/${id}/seria/wstrzymaj`)).body, /Cykl jest wstrzymany/);
  assert.ok(!(await press(clerk, `/admin/wysylki/${id}/seria/wznow`)).body.includes('Cykl jest wstrzymany'));
  const edit = await clerk.open(`/admin/wysylki/${id}/seria`);
  assert.match(edit.body, /name="kiedy_dzien_4" value="1" checked/);
  const bad = await press(clerk, `/admin/wysylki/${id}/seria`, { kiedy_krok: 'week', tresc: '' });
  assert.equal(bad.status, 422);
  assert.match(bad.body, /Zaznacz dzień tygodnia/);
  const changed = await press(clerk, `/admin/wysylki/${id}/seria`, {
    kiedy_krok: 'month',
    kiedy_miesiac: 'last',
    kiedy_godzina: '09:00',
    tresc: 'Dopiewo: nowa tresc.',
  });
  assert.match(changed.body, /co miesiąc ostatniego dnia o 09:00/);
  assert.match((await press(clerk, `/admin/wysylki/${id}/zatrzymaj`)).body, /zanim cokolwiek wyszło/);
});

test('a time that has passed or is none is refused beside its field', async () => {
  for (const [kiedy_pora, words] of [
    ['2020-01-01T10:00', /Ta pora już minęła/],
    ['', /Podaj dzień i godzinę/],
    ['2030-02-31T10:00', /Nie ma takiego dnia/],
  ] as const) {
    const page = await compose({ kiedy: 'pora', kiedy_pora });
    assert.equal(page.status, 422);
    assert.match(page.body, words);
  }
});

test('a time further off than anybody plans is refused, the last that is not is taken', async () => {
  const year = new Date().getUTCFullYear();
  for (const kiedy_pora of ['9999-12-31T23:59', `${year + 6}-01-01T10:00`]) {
    const page = await compose({ kiedy: 'pora', kiedy_pora });
    assert.equal(page.status, 422);
    assert.match(page.body, /Ta pora jest za odległa. Wysyłkę można zaplanować najdalej na 5 lat naprzód/);
  }
  assert.match((await compose({ kiedy: 'pora', kiedy_pora: `${year + 4}-12-31T10:00` })).url, /podglad$/);
});

/** The days of this and the next year on which clocks change: forward, and back. */
function findClockChanges(): { readonly forward: string; readonly back: string } {
  let at = Temporal.Now.zonedDateTimeISO('Europe/Warsaw');
  const found = new Map<number, string>();
  while (found.size < 2) {
    at = at.getTimeZoneTransition('next') ?? at;
    found.set(at.hour, at.toPlainDate().toString());
  }
  return { forward: found.get(3) ?? '', back: found.get(2) ?? '' };
}

test('an hour that clocks leap over is told with both ends and kept in its field; one shown twice is told', async () => {
  const { forward, back } = findClockChanges();
  const page = await compose({ kiedy: 'pora', kiedy_pora: `${forward}T02:30` });
  assert.equal(page.status, 422);
  assert.match(
    page.body,
    /Godziny 2:30 tego dnia nie będzie: zegary przechodzą wtedy z 2:00 od razu na 3:00/,
  );
  assert.match(page.body, new RegExp(`value="${forward}T02:30"`));
  const good = await compose({ kiedy: 'pora', kiedy_pora: `${forward}T03:00` });
  assert.match(good.body, /, 03:00<\/dd>/);
  const twice = await compose({ kiedy: 'pora', kiedy_pora: `${back}T02:30` });
  assert.match(
    twice.body,
    /, 02:30 \(tej nocy zegary się cofają i ta godzina jest dwa razy: liczy się pierwsza\)/,
  );
});

test('many people need a second person, who is not the author, and who sees the count', async () => {
  settings = { approveAbove: 5 };
  const preview = await compose({});
  assert.match(preview.body, /Poproś o zgodę na wysłanie do 12/);
  const id = idOf(preview);
  const waiting = await press(clerk, `/admin/wysylki/${id}/wyslij`);
  assert.match(waiting.body, /Czeka na zgodę drugiej osoby/);
  assert.ok(!waiting.body.includes('Zgadzam się'));
  assert.equal((await press(clerk, `/admin/wysylki/${id}/zgoda`, { liczba: '12' })).status, 403);
  await viewer.open(`/admin/wysylki/${id}`);
  assert.equal((await press(viewer, `/admin/wysylki/${id}/zgoda`, { liczba: '12' })).status, 403);
  assert.match((await second.open('/admin')).body, /1 wysyłka czeka na Twoją zgodę/);
  const seen = await second.open(`/admin/wysylki/${id}`);
  assert.match(seen.body, /Zgadzam się: wyślij do 12/);
  assert.match(
    (await press(second, `/admin/wysylki/${id}/zgoda`, { liczba: '11' })).body,
    /W międzyczasie coś się tu zmieniło/,
  );
  assert.equal(await countRuns(id), 0);
  await press(second, `/admin/wysylki/${id}/zgoda`, { liczba: '12' });
  assert.equal(await countRuns(id), 1);
  assert.ok(!(await second.open('/admin')).body.includes('na Twoją zgodę'));

  const other = idOf(await compose({}));
  await press(clerk, `/admin/wysylki/${other}/wyslij`);
  await second.open(`/admin/wysylki/${other}`);
  await press(second, `/admin/wysylki/${other}/odmowa`);
  assert.equal((await clerk.open(`/admin/wysylki/${other}`)).url, `/admin/wysylki/${other}/podglad`);
});

test('the budget of the month stands beside the price, and what exceeds it needs a second person', async () => {
  settings = { monthBudgetGrosze: 100 };
  const page = await compose({});
  assert.match(page.body, /zostało 1,00\s*zł z 1,00\s*zł, ta wysyłka: 2,04\s*zł/);
  assert.match(page.body, /przekracza budżet miesiąca/);
});

test('a message to everybody asks for the word where the office wants it', async () => {
  settings = { typeAllAbove: 10 };
  const id = idOf(await compose({}));
  const missing = await press(clerk, `/admin/wysylki/${id}/wyslij`);
  assert.equal(missing.status, 422);
  assert.match(missing.body, /Wpisz słowo „wszyscy”/);
  assert.equal(await countRuns(id), 0);
  await press(clerk, `/admin/wysylki/${id}/wyslij`, { slowo: ' Wszyscy ' });
  assert.equal(await countRuns(id), 1);
});

test('a run that was missed is asked about on the first page and sent or left out with one press', async () => {
  const id = idOf(await compose({ kiedy: 'pora', kiedy_pora: '2030-01-01T10:00' }));
  await press(clerk, `/admin/wysylki/${id}/wyslij`);
  assert.match((await clerk.open('/admin/wysylki')).body, /Najbliższe dwa tygodnie/);
  await runDueOccurrences({ ...deps, clock: () => new Date('2030-01-01T15:00:00Z') });
  const home = await clerk.open('/admin');
  assert.match(home.body, /nie wyszła o czasie/);
  await press(clerk, `/admin/wysylki/${id}/termin/2030-01-01`, { wybor: 'send' });
  assert.equal(await countRuns(id), 1);
  await press(clerk, `/admin/wysylki/${id}/termin/2030-01-01`, { wybor: 'skip' });
  assert.ok(!(await clerk.open('/admin')).body.includes('nie wyszła o czasie'));
});

test('an alert to nobody says so; whoever joined since the page was counted is warned', async () => {
  const panel = createVisitor(createPanelApp(deps));
  for (const [name, value] of clerk.cookies) panel.cookies.set(name, value);
  await sql`update subscribers set state = 'suspended' where state = 'active'`;
  const fields = { tresc: 'Dopiewo: wichura.', odbiorcy: 'all', godzin: '4' };
  await panel.open('/admin/alert');
  const refused = await press(panel, '/admin/alert', fields);
  assert.equal(refused.status, 422);
  assert.match(refused.body, /Nie ma tu nikogo, kogo można ostrzec/);
  await sql`update subscribers set state = 'active' where state = 'suspended'`;
  assert.match((await press(panel, '/admin/alert', fields)).url, /\/wysylki\/\d+$/);
});

test('an alert goes in one press, a second press of the form sends nothing, and its all-clear is on its page', async () => {
  await sql`insert into templates (name, body, is_alert, updated_by) values ('Powódź', 'Woda rosnie.', true, 'test')`;
  settings = { approveAbove: 0, undoSeconds: 30, typeAllAbove: 1 };
  const page = await clerk.open('/admin/alert');
  assert.match(page.body, /Wszyscy zapisani \(12\)/);
  assert.match((await clerk.open('/admin/alert?wzor=1')).body, /Woda rosnie\.<\/textarea>/);
  const empty = await press(clerk, '/admin/alert', { tresc: '', odbiorcy: 'all', godzin: '30' });
  assert.equal(empty.status, 422);
  assert.match(empty.body, /od 1 do 24/);
  const fields = { tresc: 'Woda rosnie.', odbiorcy: 'all', godzin: '3' };
  const hidden = /name="klucz" value="([^"]+)"/.exec(empty.body)?.[1] ?? '';
  const sent = await press(clerk, '/admin/alert', fields);
  await clerk.open('/admin/alert');
  const again = await press(clerk, '/admin/alert', { ...fields, klucz: hidden });
  assert.equal(again.url, sent.url);
  const id = idOf(sent);
  assert.equal(await countRuns(id), 1);
  assert.match(sent.body, /ODWOŁAJ alert/);
  const recall = await clerk.open(`/admin/alert/${id}/odwolaj`);
  assert.match(recall.body, /ODWOLANIE: alert &quot;Woda rosnie&quot;/);
  const recalled = await press(clerk, `/admin/alert/${id}/odwolaj`, { tresc: 'ODWOLANIE: woda opada.' });
  assert.match(recalled.body, /To odwołanie/);
  assert.match((await clerk.open(`/admin/wysylki/${id}`)).body, /Ten alert odwołano/);
});

test('who only looks can do none of it', async () => {
  assert.equal((await viewer.open('/admin/alert')).status, 403);
  for (const path of ['alert', 'wysylki/1/cofnij', 'wysylki/1/seria', 'wysylki/1/termin/2030-01-01']) {
    await viewer.open('/admin');
    assert.equal((await viewer.send(`/admin/${path}`, {})).status, 403, path);
  }
  assert.equal((await second.open('/admin/ustawienia/wysylanie')).status, 403);
});

test('the settings of sending are kept, and a wrong one is named beside its field', async () => {
  const page = await clerk.open('/admin/ustawienia/wysylanie');
  assert.match(page.body, /Zgoda drugiej osoby powyżej/);
  const fields = { undoSeconds: '10', approveAbove: '500', aloneFrom: '07:00' };
  assert.match((await clerk.send('/admin/ustawienia/wysylanie', fields)).body, /Zapisano/);
  await clerk.open('/admin/ustawienia/koszty');
  await clerk.send('/admin/ustawienia/koszty', { monthBudgetGrosze: '1500,50' });
  const rows = await sql<{ key: string; value: unknown }[]>`select key, value from settings order by key`;
  const stored = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  assert.equal(stored.undoSeconds, 10);
  assert.equal(stored.approveAbove, 500);
  assert.equal(stored.monthBudgetGrosze, 150_050);
  const bad = await clerk.send('/admin/ustawienia/wysylanie', { undoSeconds: '500' });
  assert.equal(bad.status, 422);
  assert.match(bad.body, /Wpisz liczbę od 0 do 120/);
});
