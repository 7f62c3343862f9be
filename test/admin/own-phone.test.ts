// A clerk's own phone: confirmed by a code, then good for trying a message out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const ledger = await startLedger();
const { deps } = ledger;
const { sql } = ledger.database;
const clerk = createVisitor(createPanelApp(deps));
await setUpAccount(deps, clerk, { login: 'anna', factor: 'totp' });
const own = '+48601602603';

async function listSent(to: string): Promise<readonly string[]> {
  const rows = await sql<{ body: string }[]>`
    select t.body from mts m join texts t on t.id = m.text_id join phones p on p.id = m.phone_id
    where p.msisdn = ${to} order by m.id`;
  return rows.map(({ body }) => body);
}

async function makeDraft(text: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into campaigns (state, lane, text, audience, created_by)
    values ('draft', 'bulk', ${text}, '{"all": true}', 'staff:1') returning id`;
  return row?.id ?? 0;
}

await ledger.addSubscribers(3);

test('a draft goes to no phone before one is confirmed', async () => {
  const id = await makeDraft('Proba bez telefonu.');
  const preview = await clerk.open(`/admin/wysylki/${id}/podglad`);
  assert.match(preview.body, /Podaj swój telefon/);
  const answer = await clerk.send(`/admin/wysylki/${id}/proba`, {});
  assert.match(answer.body, /Mój telefon/);
  assert.deepEqual(await listSent(own), []);
});

test('a number is confirmed by the code sent to it, and not by another', async () => {
  await clerk.open('/admin/konto/telefon');
  const landline = await clerk.send('/admin/konto/telefon', { numer: '61 814 83 31' });
  assert.equal(landline.status, 422);
  assert.match(landline.body, /Podaj polski numer komórkowy/);
  assert.match(
    (await clerk.send('/admin/konto/telefon', { numer: '601 602 603' })).body,
    /Wysłaliśmy SMS z kodem/,
  );
  const code = /kod (\d{6})/.exec((await listSent(own)).at(-1) ?? '')?.[1] ?? '';
  const wrong = await clerk.send('/admin/konto/telefon/kod', {
    kod: code === '000000' ? '111111' : '000000',
  });
  assert.match(wrong.body, /To nie jest ten kod/);
  const right = await clerk.send('/admin/konto/telefon/kod', { kod: code });
  assert.match(right.body, /Potwierdzony numer: <strong>\+48 \*\*\* \*\*\* 603/);
  // A code is good once.
  assert.match((await clerk.send('/admin/konto/telefon/kod', { kod: code })).body, /nie można już użyć/);
});

test('a trial is exactly what people would get, goes to the clerk alone and counts for nothing', async () => {
  const id = await makeDraft('Jutro o 18 zebranie w remizie.');
  await clerk.open(`/admin/wysylki/${id}/podglad`);
  const sent = await clerk.send(`/admin/wysylki/${id}/proba`, {});
  assert.match(sent.body, /Próba poszła na Twój telefon/);
  assert.equal((await listSent(own)).at(-1), 'Jutro o 18 zebranie w remizie.');
  const [campaign] = await sql`select state from campaigns where id = ${id}`;
  assert.equal(campaign?.state, 'draft');
  const [{ runs } = { runs: -1 }] =
    await sql`select count(*)::int as runs from runs where campaign_id = ${id}`;
  assert.equal(runs, 0);
  const details = JSON.stringify(await sql`select * from audit_entries`);
  assert.ok(!details.includes('601602603') && !details.includes('remizie'));
});

test('a code is worth five tries, and an hour five codes', async () => {
  await clerk.open('/admin/konto/telefon');
  await clerk.send('/admin/konto/telefon', { numer: '601602603' });
  const code = /kod (\d{6})/.exec((await listSent(own)).at(-1) ?? '')?.[1] ?? '';
  for (let tries = 0; tries < 5; tries += 1)
    await clerk.send('/admin/konto/telefon/kod', { kod: code === '000000' ? '111111' : '000000' });
  assert.match((await clerk.send('/admin/konto/telefon/kod', { kod: code })).body, /nie można już użyć/);
  for (let codes = 0; codes < 3; codes += 1) await clerk.send('/admin/konto/telefon', { numer: '601602603' });
  assert.match((await clerk.send('/admin/konto/telefon', { numer: '601602603' })).body, /Za dużo kodów/);
});

test('a phone can be forgotten', async () => {
  await clerk.open('/admin/konto/telefon');
  const gone = await clerk.send('/admin/konto/telefon/usun', {});
  assert.ok(!gone.body.includes('Potwierdzony numer'));
});
