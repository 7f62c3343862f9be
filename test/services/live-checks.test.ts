// Going live, with the gateway's account behind the real client: the simulator speaks SMSAPI's REST.
import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { judgePublicUrl, type LiveCheckName } from '#domain/live-checks.ts';
import { goLive } from '#services/go-live.ts';
import { checkLive, type LiveAccess } from '#services/live-checks.ts';
import { loadOffice } from '#services/office.ts';
import { sendNumberProof, settleNumberProof } from '#services/prove-number.ts';
import { startSimulator } from '#simulator/simulator.ts';
import { GatewayError } from '#sms/gateway.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { createSmsapiAccount } from '#sms/smsapi-account.ts';
import { createWebhooks } from '../../src/webhooks/webhooks.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';
import { waitFor } from '../support/service.ts';

const secret = 'secret-of-the-webhook';
const database = await createTestDatabase();
const { sql } = database;
const own = await createOfficeDeps(database);
let senderName = '';
const deps = {
  ...own,
  office: () => ({ ...own.office(), settings: { ...own.office().settings, senderName } }),
};
const simulator = await startSimulator({
  token: 'good',
  officeNumber: '48500100200',
  settings: { senderNames: ['48500100200', 'Gmina'], pendingNames: ['Nowa'], retryMs: 5 },
});
const web = new Hono().route('/webhooks/smsapi', createWebhooks({ deps, secrets: [secret], allowedIps: [] }));
const server = serve({ fetch: web.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
await new Promise((resolve) => server.once('listening', resolve));
after(async () => {
  await simulator.stop();
  server.closeAllConnections();
  server.close();
});
const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function accessWith(token: string, change?: Partial<LiveAccess>): LiveAccess {
  const { url } = simulator;
  return {
    token,
    number: '48500100200',
    account: createSmsapiAccount({ url, token, timeoutMs: 2_000 }),
    gateway: createSmsapiGateway({ url, token }),
    publicUrl,
    webhookSecrets: [secret],
    ...change,
  };
}
const access = accessWith('good');

async function look(
  given: LiveAccess = access,
  tries: 'call' | 'none' = 'none',
): Promise<Record<LiveCheckName, string>> {
  const checks = await checkLive(deps, given, { tries });
  return Object.fromEntries(
    checks.map(({ name, finding }) => [name, finding.slice(name.length + 1)]),
  ) as Record<LiveCheckName, string>;
}

const app = createPanelApp(deps, undefined, access);
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });

test('the account is asked through the gateway’s own REST, and a refusal is told from silence', async () => {
  assert.partialDeepStrictEqual(await look(), {
    token: 'good',
    balance: 'good',
    sender: 'number',
    admins: 'one',
  });
  assert.partialDeepStrictEqual(await look(accessWith('bad')), { token: 'refused', callbacks: 'no_answer' });
  const silent = createSmsapiAccount({ url: 'http://127.0.0.1:9', token: 'good', timeoutMs: 500 });
  assert.partialDeepStrictEqual(await look({ ...access, account: silent }), { token: 'no_answer' });
  simulator.change({ profile: 'hidden' });
  assert.equal((await look()).balance, 'hidden');
  simulator.change({ profile: 'text', points: 0 });
  assert.equal((await look()).balance, 'empty');
  simulator.change({ points: 100 });
  for (const [name, found] of [
    ['Gmina', 'good'],
    ['Nowa', 'not_active'],
    ['Obca', 'absent'],
  ] as const) {
    senderName = name;
    assert.equal((await look()).sender, found, name);
  }
  senderName = '';
});

test('callbacks are listed, registered once, tried by the gateway, and switched on again', async () => {
  assert.partialDeepStrictEqual(await look(), { callbacks: 'missing', webhook: 'not_tried' });
  const before = await admin.open('/admin/ustawienia/tryb');
  assert.match(before.body, /nie zna jeszcze naszego adresu dla: SMS-ów od mieszkańców i potwierdzeń/);
  const done = await admin.send('/admin/ustawienia/tryb/adresy', {});
  assert.match(done.body, /Operator zna nasze adresy/);
  await admin.send('/admin/ustawienia/tryb/adresy', {});
  const { account } = access;
  assert.ok(account);
  const listed = await account.listCallbacks();
  assert.deepEqual(
    listed.map(({ type, url }) => [type, url]),
    [
      ['sms_mo', `${publicUrl}/webhooks/smsapi/${secret}/mo`],
      ['sms_dlr', `${publicUrl}/webhooks/smsapi/${secret}/dlr`],
    ],
  );
  assert.partialDeepStrictEqual(await look(access, 'call'), { callbacks: 'good', webhook: 'good' });
  assert.match((await admin.send('/admin/ustawienia/tryb/sprawdz', {})).body, /dostał dobrą odpowiedź/);
  await fetch(`${simulator.url}/callbacks/1/commands/deactivate`, {
    method: 'PUT',
    headers: { authorization: 'Bearer good' },
  });
  assert.equal((await look()).callbacks, 'stopped');
  assert.equal(simulator.settings().callbackUrl.mo, undefined);
  await admin.send('/admin/ustawienia/tryb/adresy', {});
  assert.equal((await look()).callbacks, 'good');
  // The second secret holds while the first is being brought in; a wrong one is answered as an unknown page is.
  const turning = { ...access, webhookSecrets: ['another-secret-0123', secret] };
  assert.equal((await look(turning)).callbacks, 'good');
  await account.createCallback({ type: 'sms_mo', url: `${publicUrl}/webhooks/smsapi/wrong/mo` });
  assert.deepEqual(await account.testCallback('3'), { isGood: false, status: 404 });
  await fetch(`${simulator.url}/callbacks/3`, {
    method: 'DELETE',
    headers: { authorization: 'Bearer good' },
  });
  await assert.rejects(account.testCallback('3'), GatewayError);
  await assert.rejects(account.createCallback({ type: 'sms_mo', url: 'nowhere' }), /invalid_request_data/);
  const acts = await sql`select detail from audit_entries where act = 'installation.register_callbacks'`;
  assert.deepEqual(
    acts.map(({ detail }) => detail),
    [{ count: 2 }, { count: 1 }],
  );
});

test('the number is proved by a word that goes out to a phone and comes back', async () => {
  assert.equal((await look()).round_trip, 'not_begun');
  await admin.open('/admin/ustawienia/tryb');
  const wrong = await admin.send('/admin/ustawienia/tryb/proba', { numer: '<i>123' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /id="numer-problem"/);
  assert.match(wrong.body, /value="&lt;i&gt;123"/);
  simulator.change({ refusedNumbers: { '48501234567': 13 } });
  await admin.send('/admin/ustawienia/tryb/proba', { numer: '501 234 567' });
  assert.equal((await look()).round_trip, 'failed');
  simulator.change({ refusedNumbers: {} });
  const sent = await admin.send('/admin/ustawienia/tryb/proba', { numer: '501 234 567' });
  assert.match(sent.body, /Odpisz na niego słowem PROBA/);
  const [mt] = simulator.log({ number: '48501234567' });
  assert.equal(mt?.from, '48500100200');
  assert.deepEqual([mt?.segments, mt?.encoding], [1, 'gsm7']);
  const word = /PROBA[A-Z0-9]{6}/.exec(mt?.text ?? '')?.[0] ?? '';
  assert.equal((await look()).round_trip, 'waiting');
  simulator.sendMo({ from: '48501234567', text: 'proba nic' });
  simulator.sendMo({ from: '48501234567', text: `${word.slice(0, 5).toLowerCase()} ${word.slice(5)}.` });
  await waitFor(async () => (await look()).round_trip === 'good', { what: 'the word to come back' });
  assert.match((await admin.open('/admin/ustawienia/tryb')).body, /SMS wyszedł i wrócił/);
  // Noted for good: the text goes by retention one day.
  await settleNumberProof(deps);
  await sql`update mos set text = ''`;
  assert.equal((await look()).round_trip, 'good');
  const [leak] = await sql`
    select 1 from audit_entries where detail::text like '%501234567%' or subject like '%501234567%'`;
  assert.equal(leak, undefined);
});

test('a proof whose outcome nobody knows says so, and is never sent again by itself', async () => {
  await sql`delete from live_proofs`;
  simulator.faults.add({ kind: 'reset', when: 'after' });
  const staff = { staffId: 1, role: 'admin' } as const;
  const before = simulator.log().length;
  await sendNumberProof(deps, { access, staff, number: '502 234 567' });
  assert.equal((await look()).round_trip, 'unknown');
  assert.equal(simulator.log().length, before + 1);
  // Killed between the commit and the call: the row is there, and nothing left.
  await sql`update live_proofs set state = 'asked'`;
  assert.equal((await look()).round_trip, 'unknown');
  await assert.rejects(
    sendNumberProof(deps, { access, staff: { staffId: 2, role: 'editor' }, number: '502 234 567' }),
    /forbidden|administrators/,
  );
});

test('addresses the gateway can not reach are told from those it can', () => {
  const judged = [
    undefined,
    'http://localhost:3000',
    'https://192.168.1.5',
    'https://172.20.0.1',
    'https://wici',
  ];
  assert.deepEqual(judged.map(judgePublicUrl), ['missing', 'local', 'local', 'local', 'local']);
  assert.equal(judgePublicUrl('http://sms.dopiewo.pl'), 'plain');
  assert.equal(judgePublicUrl('https://sms.dopiewo.pl'), 'good');
});

test('what is required refuses, what is advisable does not', async () => {
  const refusedToken = await goLive(deps, { actor: 'test', access: accessWith('bad') });
  assert.deepEqual(refusedToken.ok ? [] : refusedToken.obstacles.map(({ finding }) => finding), [
    'token.refused',
  ]);
  await setUpAccount(deps, createVisitor(app), { login: 'bez.kodu', factor: 'later' });
  const unsafe = await goLive(deps, { actor: 'test', access: { ...access, number: undefined } });
  assert.deepEqual(unsafe.ok ? [] : unsafe.obstacles.map(({ finding }) => finding), [
    'number.missing',
    'second_factor.missing',
  ]);
  await sql`update staff set is_active = false where login = 'bez.kodu'`;
  // One administrator, no public address, the proof of an unknown outcome: the page says so, a person decides.
  await sql`update mts set state = 'delivered' where state = 'planned'`;
  const page = await admin.open('/admin/ustawienia/tryb');
  assert.match(page.body, /to nie jest jeszcze sprawdzone/);
  assert.deepEqual(await goLive(deps, { actor: 'test', access }), { ok: true });
  assert.equal((await loadOffice(database.db)).mode, 'live');
});
