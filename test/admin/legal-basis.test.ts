import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCampaign } from '#services/create-campaign.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const ledger = await startLedger();
const { sql } = ledger.database;
const app = createPanelApp(ledger.deps);
const admin = createVisitor(app);
const editor = createVisitor(app);
await setUpAccount(ledger.deps, admin, { login: 'anna', role: 'admin', factor: 'later' });
await setUpAccount(ledger.deps, editor, { login: 'bozena', role: 'editor', factor: 'later' });
await ledger.addSubscribers(1);

async function draft(): Promise<{ readonly id: number; readonly path: string }> {
  const id = await createCampaign(ledger.deps, {
    actor: 'test',
    text: 'Dopiewo: termin platnosci mija w piatek.',
    audience: { numbers: ['+48500000000', '+48600000001', '+48600000002'] },
    lane: 'bulk',
  });
  return { id, path: `/admin/wysylki/${id}` };
}

async function basisOf(id: number): Promise<string | null | undefined> {
  const [row] = await sql<
    { basis: string | null }[]
  >`select legal_basis as basis from campaigns where id = ${id}`;
  return row?.basis;
}

test('an admin names the ground on which numbers without consent are reached, sees whom it adds, and takes it back', async () => {
  const { id, path } = await draft();
  const page = await admin.open(`${path}/podglad`);
  assert.match(page.body, /<dt>Odbiorcy<\/dt><dd>1<\/dd>/);
  assert.match(page.body, /<dt>Pominięte numery<\/dt><dd>2 bez zgody<\/dd>/);
  assert.match(page.body, /<summary>Wyślij także do numerów bez zgody…<\/summary>/);
  const named = await admin.send(`${path}/podstawa`, { podstawa: '  art. 47 <b>Ordynacji</b>  podatkowej ' });
  assert.equal(await basisOf(id), 'art. 47 <b>Ordynacji</b> podatkowej');
  assert.match(named.body, /<dt>Odbiorcy<\/dt><dd>3<\/dd>/);
  assert.match(named.body, /Także bez zgody: 2\s*numery/);
  assert.match(named.body, /art\. 47 &lt;b&gt;Ordynacji/);
  assert.match(named.body, /Wyślij do 3\s*osób/);
  const cleared = await admin.send(`${path}/podstawa`, { akcja: 'usun' });
  assert.equal(await basisOf(id), null);
  assert.match(cleared.body, /<dt>Odbiorcy<\/dt><dd>1<\/dd>/);
});

test('a ground of no words is asked for again beside its field', async () => {
  const { id, path } = await draft();
  await admin.open(`${path}/podglad`);
  const page = await admin.send(`${path}/podstawa`, { podstawa: ' x ' });
  assert.match(page.body, /id="podstawa-problem">Podaj podstawę prawną/);
  assert.match(page.body, /<details class="field" open>/);
  assert.equal(await basisOf(id), null);
});

test('nobody but an admin names a ground, and everybody sees it', async () => {
  const { id, path } = await draft();
  assert.ok(!(await editor.open(`${path}/podglad`)).body.includes('numerów bez zgody…'));
  assert.equal((await editor.send(`${path}/podstawa`, { podstawa: 'art. 6 RODO' })).status, 403);
  assert.equal(await basisOf(id), null);
  await admin.open(`${path}/podglad`);
  await admin.send(`${path}/podstawa`, { podstawa: 'art. 6 RODO' });
  const seen = await editor.open(`${path}/podglad`);
  assert.match(seen.body, /Podstawa prawna: art\. 6 RODO/);
  assert.ok(!seen.body.includes('Wyślij tylko do osób ze zgodą'));
});
