import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchCampaign } from '#services/launch-campaign.ts';
import { planRun } from '#services/plan-run.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, type Page, setUpAccount } from '../support/panel.ts';

const ledger = await startLedger();
const { sql } = ledger.database;
const app = createPanelApp(ledger.deps);
const clerk = createVisitor(app);
await setUpAccount(ledger.deps, clerk, { login: 'anna', factor: 'later' });
const phones = await ledger.addSubscribers(12);

const [place] = await sql<{ sym: string; symUl: string; name: string; street: string }[]>`
  select l.sym, s.sym_ul as "symUl", l.name, s.nazwa_1 as street
  from localities l join streets s on s.sym = l.sym
  where l.name = 'Skórzewo' order by s.nazwa_1 limit 1`;
const [other] = await sql<{ sym: string; name: string }[]>`
  select sym, name from localities where name <> 'Skórzewo' and kind = '01' order by name limit 1`;
assert.ok(place !== undefined && other !== undefined);
const [sport] = await sql<{ id: number }[]>`select id from categories where key = 'sport'`;
// Phones 0–5 live at the street, houses 1–6; 5–8 at the other village; 0–2 chose sport; the rest gave no address.
for (const [at, phoneId] of phones.entries()) {
  if (at <= 5) {
    await sql`insert into addresses (phone_id, sym, sym_ul, house_number)
      values (${phoneId}, ${place.sym}, ${place.symUl}, ${String(at + 1)})`;
  }
  if (at >= 5 && at <= 8) await sql`insert into addresses (phone_id, sym) values (${phoneId}, ${other.sym})`;
  if (at <= 2) {
    await sql`update subscribers set categories = categories || ${sport?.id ?? 0}::smallint where phone_id = ${phoneId}`;
  }
}

const street = { miejscowosc: place.name, ulica: place.street };
const message = { rodzaj: 'bulk', tresc: 'Jutro od 8 nie bedzie wody.', odbiorcy: 'all' };

async function openPicking(): Promise<Page> {
  await clerk.open('/admin/wyslij');
  return clerk.send('/admin/wyslij', { ...message, akcja: 'dokladniej' });
}

test('a village and a range of houses are picked, counted and said back; the overlap is told', async () => {
  const page = await openPicking();
  assert.match(page.body, /Odbiorcy: 12\s*osób/);
  const withStreet = await clerk.send('/admin/wyslij/odbiorcy', {
    ...street,
    [`wies_${other.sym}`]: '1',
    od: '2',
    do: '6',
    strona: 'even',
    akcja: 'dodaj',
  });
  assert.equal(withStreet.status, 200);
  assert.match(withStreet.body, /numery 2–6 parzyste/);
  // Houses 2, 4, 6 and four villagers, one of whom lives at house 6 as well.
  assert.match(withStreet.body, /Odbiorcy: 6\s*osób/);
  assert.match(withStreet.body, /1\s*osoba jest w więcej niż jednej grupie, dostanie jedną wiadomość/);
  const narrowed = await clerk.send('/admin/wyslij/odbiorcy', {
    [`wies_${other.sym}`]: '1',
    bez_sport: '1',
    akcja: 'policz',
  });
  assert.match(narrowed.body, /Odbiorcy: 5\s*osób/);
  assert.match(narrowed.body, /; bez: kategoria: Sport\./);
  const composing = await clerk.send('/admin/wyslij/odbiorcy', {
    [`wies_${other.sym}`]: '1',
    bez_sport: '1',
    akcja: 'dalej',
  });
  assert.match(composing.body, /value="custom" checked/);
  assert.match(composing.body, /Jutro od 8 nie bedzie wody/);
  const preview = await clerk.send('/admin/wyslij', { ...message, odbiorcy: 'custom', akcja: 'sprawdz' });
  assert.match(preview.url, /\/podglad$/);
  assert.match(preview.body, /Wyślij do 5\s*osób/);
});

test('a place that is not surely one is asked about, and what was picked stays', async () => {
  await openPicking();
  const page = await clerk.send('/admin/wyslij/odbiorcy', {
    miejscowosc: 'Nigdzie',
    kategoria_sport: '1',
    akcja: 'dodaj',
  });
  assert.equal(page.status, 422);
  assert.match(page.body, /id="miejscowosc-problem">/);
  assert.match(page.body, /id="kategoria_sport" name="kategoria_sport" value="1" checked/);
});

test('an excluded place is taken back by its button', async () => {
  await openPicking();
  const out = await clerk.send('/admin/wyslij/odbiorcy', { ...street, akcja: 'wyklucz' });
  assert.match(out.body, /Odbiorcy: 6\s*osób/);
  const back = await clerk.send('/admin/wyslij/odbiorcy', { akcja: 'usun:without:0' });
  assert.match(back.body, /Odbiorcy: 12\s*osób/);
});

test('an audience is kept under a name, offered for the next message, and forgotten', async () => {
  await openPicking();
  const saved = await clerk.send('/admin/wyslij/odbiorcy', {
    kategoria_sport: '1',
    nazwa: 'Sportowcy',
    akcja: 'zapisz',
  });
  assert.match(saved.body, /Zapisano odbiorców pod nazwą „Sportowcy”/);
  const [row] = await sql<{ id: number }[]>`select id from saved_audiences where name = 'Sportowcy'`;
  const value = `saved:${row?.id}`;
  assert.match((await clerk.open('/admin/wyslij')).body, new RegExp(`value="${value}"`));
  const preview = await clerk.send('/admin/wyslij', { ...message, odbiorcy: value });
  assert.match(preview.body, /Wyślij do 3\s*osób/);
  const [audited] = await sql`select count(*)::int as n from audit_entries where act = 'audience.save'`;
  assert.equal(audited?.n, 1);
  await clerk.open('/admin/wyslij/grupy');
  const gone = await clerk.send(`/admin/wyslij/grupy/${row?.id}/usun`, {});
  assert.ok(!gone.body.includes('Sportowcy'));
});

test('a tree changed by hand in the form is refused', async () => {
  await clerk.open('/admin/wyslij');
  for (const drzewo of ['', 'x', Buffer.from('{"list":1}').toString('base64url')]) {
    const page = await clerk.send('/admin/wyslij', { ...message, odbiorcy: 'custom', drzewo });
    assert.equal(page.status, 422, drzewo);
    assert.match(page.body, /Wybierz, do kogo ma trafić wiadomość/);
  }
});

test('polish letters are dropped by a button, and ready texts are put in by another', async () => {
  await clerk.open('/admin/wyslij/tresci');
  await clerk.send('/admin/wyslij/tresci', { nazwa: 'Brak wody', tresc: 'Zażółć [%kod%] jaźń', alert: '1' });
  const [template] = await sql<{ id: number; body: string }[]>`select id, body from templates`;
  assert.equal(template?.body, 'Zażółć (%kod%) jaźń');
  await clerk.open('/admin/wyslij');
  const put = await clerk.send('/admin/wyslij', {
    ...message,
    szablon: String(template?.id),
    akcja: 'wstaw',
  });
  assert.match(put.body, />\nZażółć \(%kod%\) jaźń<\/textarea>/);
  assert.match(put.body, /value="alert" checked/);
  const plain = await clerk.send('/admin/wyslij', { ...message, tresc: 'Zażółć', akcja: 'bez-znakow' });
  assert.match(plain.body, />\nZazolc<\/textarea>/);
});

test('a frozen audience is who matched at launch, less those who left; others joined meanwhile', async () => {
  await clerk.open('/admin/wyslij');
  const preview = await clerk.send('/admin/wyslij', { ...message, lista_osob: 'frozen' });
  const id = Number(/wysylki\/(\d+)\//.exec(preview.url)?.[1]);
  await launchCampaign(ledger.deps, { campaignId: id, actor: 'test' });
  const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${id}`;
  const [members] = await sql`select count(*)::int as n from audience_members where campaign_id = ${id}`;
  assert.equal(members?.n, 12);
  await ledger.addSubscribers(1);
  await sql`update subscribers set state = 'left' where phone_id = ${phones[11] ?? 0}`;
  await planRun(ledger.deps, { runId: run?.id ?? 0 });
  const [planned] = await sql`select count(*)::int as n from mts where run_id = ${run?.id ?? 0}`;
  assert.equal(planned?.n, 11);
  await sql`update subscribers set state = 'active' where phone_id = ${phones[11] ?? 0}`;
});
