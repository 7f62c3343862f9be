import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { parseMsisdn } from '#domain/msisdn.ts';
import { formatMo } from '#simulator/callback-forms.ts';
import { startSimulator } from '#simulator/simulator.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { parseDlrs, parseForm, parseMo } from '#sms/smsapi-callbacks.ts';
import { ok, startReceiver } from './receiver.ts';

const fast = { retryMs: 5, retryMaxMs: 20, dlr: { delayMs: 10 } };

async function submit(url: string, count: number, prefix = 'e') {
  const recipients = Array.from({ length: count }, (_, i) => {
    const parsed = parseMsisdn(`50000${String(i).padStart(4, '0')}`);
    assert.ok(parsed.ok);
    return { msisdn: parsed.msisdn, idx: `${prefix}-${i}` };
  });
  return createSmsapiGateway({ url, token: 't' }).submit({ text: 'Test', from: undefined, recipients });
}

test('receipts come by GET, up to five a call, and are read by our parser', async (t) => {
  const receiver = await startReceiver(() => ok);
  const simulator = await startSimulator({
    callbackUrl: { dlr: `${receiver.url}/dlr?k=1` },
    settings: { ...fast, dlr: { delayMs: 10, outcomes: { 404: 3, 405: 1 } } },
  });
  t.after(async () => {
    receiver.close();
    await simulator.stop();
  });
  const rows = await submit(simulator.url, 12);
  await receiver.waitFor(3);
  assert.ok(receiver.calls.every(({ method, params }) => method === 'GET' && params.get('k') === '1'));
  const parsed = receiver.calls.map(({ params }) => parseDlrs(parseForm(params.toString())));
  assert.deepEqual(parsed.map(({ reports }) => reports.length).sort(), [2, 5, 5]);
  const reports = parsed.flatMap(({ reports }) => reports);
  assert.deepEqual(
    reports.map(({ idx, gatewayRef }) => `${idx} ${gatewayRef}`).sort(),
    rows.map((row) => `${row.idx} ${row.kind === 'accepted' ? row.gatewayRef : ''}`).sort(),
  );
  assert.ok(reports.every(({ status, doneAt }) => [404, 405].includes(status) && doneAt !== undefined));
});

test('a receipt is repeated until the answer is exactly OK', async (t) => {
  const answers = [
    { status: 503, body: 'OK' },
    { status: 200, body: '' },
    { status: 200, body: 'ok' },
    { status: 200, body: 'OK\n' },
  ];
  const receiver = await startReceiver((_, count) => answers[count - 1] ?? ok);
  const simulator = await startSimulator({ callbackUrl: { dlr: receiver.url }, settings: fast });
  t.after(async () => {
    receiver.close();
    await simulator.stop();
  });
  await submit(simulator.url, 1);
  await receiver.waitFor(5);
  assert.equal(new Set(receiver.calls.map(({ params }) => params.toString())).size, 1);
  while (!simulator.isQuiet()) await setTimeout(5);
  assert.equal(receiver.calls.length, 5);
});

test('receipts can be doubled, reordered and announced by an interim status', async (t) => {
  const receiver = await startReceiver(() => ok);
  const simulator = await startSimulator({
    callbackUrl: { dlr: receiver.url },
    settings: { ...fast, dlr: { delayMs: 20, batch: 1, steps: 'interim', duplicate: 1, reorder: 0.5 } },
  });
  t.after(async () => {
    receiver.close();
    await simulator.stop();
  });
  await submit(simulator.url, 10);
  await receiver.waitFor(40);
  const statuses = receiver.calls.map(({ params }) => params.get('status'));
  assert.equal(statuses.filter((status) => status === '403').length, 20);
  assert.equal(statuses.filter((status) => status === '404').length, 20);
  const order = receiver.calls.map(({ params }) => Number(params.get('idx')?.slice(2)));
  assert.notDeepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
});

test('an inbound text comes by POST, repeated until OK, in order per phone', async (t) => {
  const receiver = await startReceiver(
    (_, count) =>
      [
        { status: 503, body: 'OK' },
        { status: 200, body: 'ok' },
      ][count - 1] ?? ok,
  );
  const simulator = await startSimulator({ callbackUrl: { mo: receiver.url }, settings: fast });
  t.after(async () => {
    receiver.close();
    await simulator.stop();
  });
  for (const text of ['zapisz', 'skórzewo', 'działkowa 32']) simulator.sendMo({ from: '48500000001', text });
  await receiver.waitFor(5);
  assert.ok(receiver.calls.every(({ method }) => method === 'POST'));
  const texts = receiver.calls.map(({ params }) => params.get('sms_text'));
  assert.deepEqual(texts, ['zapisz', 'zapisz', 'zapisz', 'skórzewo', 'działkowa 32']);
});

test('one phone that is not accepted does not hold up another', async (t) => {
  const receiver = await startReceiver(({ params }) =>
    params.get('sms_from') === '48500000001' ? { status: 503, body: '' } : ok,
  );
  const simulator = await startSimulator({ callbackUrl: { mo: receiver.url }, settings: fast });
  t.after(async () => {
    receiver.close();
    await simulator.stop();
  });
  simulator.sendMo({ from: '48500000001', text: 'a' });
  simulator.sendMo({ from: '48500000002', text: 'b' });
  await receiver.waitFor(4);
  assert.ok(simulator.inbound().find(({ text }) => text === 'b')?.acknowledged);
});

test('an inbound text in CP1250 is read by our parser', async (t) => {
  const receiver = await startReceiver(() => ok);
  const simulator = await startSimulator({
    callbackUrl: { mo: receiver.url },
    settings: { ...fast, mo: { encoding: 'windows-1250', method: 'GET' } },
  });
  t.after(async () => {
    receiver.close();
    await simulator.stop();
  });
  const mo = simulator.sendMo({ from: '48500000001', text: 'Zażółć gęślą jaźń & co?' });
  const parsed = parseMo(parseForm(formatMo(mo, 'windows-1250')));
  assert.ok(parsed.ok);
  assert.equal(parsed.mo.text, 'Zażółć gęślą jaźń & co?');
  await receiver.waitFor(1);
  assert.equal(receiver.calls[0]?.method, 'GET');
});

test('texts written while no webhook is known are delivered once it is', async (t) => {
  const receiver = await startReceiver(() => ok);
  const simulator = await startSimulator({ settings: fast });
  t.after(async () => {
    receiver.close();
    await simulator.stop();
  });
  simulator.sendMo({ from: '48500000001', text: 'zapisz' });
  await submit(simulator.url, 1);
  simulator.change({ callbackUrl: { mo: `${receiver.url}/mo`, dlr: `${receiver.url}/dlr` } });
  await receiver.waitFor(2);
  assert.deepEqual(receiver.calls.map(({ path }) => path).sort(), ['/dlr', '/mo']);
});

async function startProcess(args: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['src/simulator/process.ts', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { child, url: JSON.parse(String(line)).url };
}

test('a killed simulator keeps its phones and goes on with its callbacks', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'wici-simulator-'));
  let isUp = false;
  const receiver = await startReceiver(() => (isUp ? ok : { status: 503, body: '' }));
  const args = ['--journal', join(folder, 'journal.jsonl'), '--settings', JSON.stringify(fast)];
  const webhooks = ['--mo', `${receiver.url}/mo`, '--dlr', `${receiver.url}/dlr`];
  const first = await startProcess([...args, ...webhooks]);
  t.after(async () => {
    receiver.close();
    await rm(folder, { recursive: true });
  });
  await submit(first.url, 2);
  const mo = { from: '48500000001', text: 'zapisz' };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${first.url}/_sim/mo`, { method: 'POST', headers, body: JSON.stringify(mo) });
  await receiver.waitFor(3);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  isUp = true;
  const before = receiver.calls.length;
  const second = await startProcess([...args, ...webhooks]);
  await receiver.waitFor(before + 2);
  const late = receiver.calls.slice(before);
  assert.deepEqual(late.map(({ path }) => path).sort(), ['/dlr', '/mo']);
  assert.deepEqual(
    late
      .find(({ path }) => path === '/dlr')
      ?.params.get('idx')
      ?.split(',')
      .sort(),
    ['e-0', 'e-1'],
  );
  const phone = JSON.parse(await (await fetch(`${second.url}/_sim/phone/48500000000`)).text());
  assert.deepEqual([phone.messages.length, phone.messages[0].text], [1, 'Test']);
  await assert.rejects(submit(second.url, 2), /duplicate \(53\)/, 'idx are remembered too');
  second.child.kill('SIGTERM');
  assert.deepEqual(await once(second.child, 'exit'), [0, null]);
});
