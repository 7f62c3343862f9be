import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { SMSAPI } from 'smsapi';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';

let simulator: Simulator;
before(async () => {
  simulator = await startSimulator({ settings: { dlr: { enabled: false } } });
});
beforeEach(() => {
  simulator.clear();
  simulator.change({ points: 1000, invalidNumbers: 'listed', links: 'refused', maxPerNumberPerMinute: 0 });
});
after(() => simulator.stop());

type Answer = { readonly status: number; readonly body: string };

async function send(init: {
  readonly form?: Record<string, string>;
  readonly json?: unknown;
  readonly query?: Record<string, string>;
  readonly path?: string;
}): Promise<Answer> {
  const query = init.query === undefined ? '' : `?${new URLSearchParams(init.query)}`;
  const body = init.form === undefined ? undefined : new URLSearchParams(init.form).toString();
  const json = init.json === undefined ? undefined : JSON.stringify(init.json);
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  const answer = await fetch(`${simulator.url}${init.path ?? '/sms.do'}${query}`, {
    method: body === undefined && json === undefined ? 'GET' : 'POST',
    headers: { authorization: 'Bearer t', 'content-type': type },
    ...(body === undefined && json === undefined ? {} : { body: body ?? json ?? '' }),
  });
  return { status: answer.status, body: await answer.text() };
}

const plain = { to: '48500000001', message: 'Test', format: 'json' };

test('takes forms, queries and JSON, under both paths', async () => {
  await send({ form: { ...plain, idx: 'a' } });
  await send({ query: { ...plain, idx: 'b' } });
  await send({ json: { ...plain, idx: 'c' } });
  await send({ form: { ...plain, idx: 'd' }, path: '/api/sms.do' });
  await send({ form: { to: '48500000001', message: 'Test', idx: 'e' }, query: { format: 'json' } });
  assert.deepEqual(
    simulator.log().map(({ idx }) => idx),
    ['a', 'b', 'c', 'd', 'e'],
  );
});

test('takes lists in every form the official clients write', async () => {
  const to = '48500000001,48500000002';
  await send({ form: { ...plain, to, idx: 'a|b' } });
  await send({ form: { ...plain, to, 'idx[0]': 'c', 'idx[1]': 'd' } });
  await send({ json: { ...plain, to: to.split(','), idx: ['e', 'f'] } });
  assert.deepEqual(
    simulator.log().map(({ idx, number }) => `${idx} ${number}`),
    ['a', 'b', 'c', 'd', 'e', 'f'].map((idx, i) => `${idx} 4850000000${(i % 2) + 1}`),
  );
});

test('answers in text without format=json', async () => {
  const good = await send({ form: { to: '48500000001', message: 'Test' } });
  assert.match(good.body, /^OK:[0-9a-f]{24}:0\.165:48500000001$/);
  const bad = await send({ form: { to: '123', message: 'Test' } });
  assert.deepEqual(bad, { status: 200, body: 'ERROR:13' });
});

test('a test call is checked and answered but not sent, not charged and uses up no idx', async () => {
  for (const test of ['1', 'true']) {
    const { body } = await send({ form: { ...plain, idx: 'a', check_idx: '1', test } });
    assert.equal(JSON.parse(body).list[0].idx, 'a');
  }
  assert.equal(simulator.log().length, 0);
  assert.match((await send({ query: {}, path: '/profile' })).body, /"points":1000/);
});

test('details add the text and its length', async () => {
  const { body } = await send({ form: { ...plain, message: 'Zażółć', details: '1' } });
  const { message, length, parts, count } = JSON.parse(body);
  assert.deepEqual({ message, length, parts, count }, { message: 'Zażółć', length: 6, parts: 1, count: 1 });
});

test('charges every part and refuses all when the points do not suffice', async () => {
  await send({ form: { ...plain, message: 'ą'.repeat(71) } });
  assert.equal(simulator.log()[0]?.points, 0.33);
  assert.match((await send({ query: {}, path: '/profile' })).body, /"points":999\.67/);
  simulator.change({ points: 0.1 });
  assert.match((await send({ form: plain })).body, /"error":103/);
});

const manyIdx = Array.from({ length: 101 }, (_, i) => `i${i}`).join('|');
const manyTo = Array.from({ length: 101 }, (_, i) => `48500000${String(i).padStart(3, '0')}`).join(',');
const refusals: readonly (readonly [number, string, Record<string, string>])[] = [
  [11, 'an empty text', { message: ' ' }],
  [11, 'letters that nounicode forbids', { message: 'ą', nounicode: '1' }],
  [12, 'more parts than max_parts', { message: 'a'.repeat(161), max_parts: '1' }],
  [12, 'more than ten parts', { message: 'a'.repeat(1531) }],
  [13, 'no recipient', { to: '' }],
  [13, 'a landline', { to: '48612345678' }],
  [14, 'a sender name of twelve letters', { from: 'GminaDopiewo' }],
  [14, 'a sender name with a Polish letter', { from: 'Gmina Łódź' }],
  [17, 'a flash text with Polish letters', { message: 'ą', flash: '1' }],
  [18, 'more values than recipients', { param1: 'a|b' }],
  [19, 'too many recipients', { to: manyTo, idx: manyIdx }],
  [20, 'more idx than recipients', { idx: 'a|b' }],
  [27, 'a long idx', { idx: 'a'.repeat(256) }],
  [40, 'an unknown group', { group: 'mieszkancy' }],
  [50, 'a date in five months', { date: new Date(Date.now() + 150 * 86_400_000).toISOString() }],
  [54, 'a bad date', { date: 'jutro', date_validate: '1' }],
  [54, 'an expiry within minutes', { expiration_date: new Date(Date.now() + 600_000).toISOString() }],
  [94, 'a link', { message: 'Zobacz https://dopiewo.pl' }],
  [94, 'a bare domain', { message: 'Zobacz dopiewo.pl' }],
  [301, 'an unknown id to delete', { sch_del: '1' }],
];

for (const [code, title, change] of refusals) {
  test(`refuses ${title} with ${code}`, async () => {
    const { status, body } = await send({ form: { ...plain, ...change } });
    assert.equal(status, 200);
    assert.equal(JSON.parse(body).error, code);
    assert.equal(simulator.log().length, 0);
  });
}

test('more than ten texts to one number within a minute meet 52 where the limit is on', async () => {
  simulator.change({ maxPerNumberPerMinute: 10 });
  for (let i = 0; i < 10; i += 1) await send({ form: plain });
  assert.match((await send({ form: plain })).body, /"error":52/);
  assert.equal(simulator.log().length, 10);
});

test('bad numbers among good ones are left out, listed or given a row', async () => {
  const mixed = { ...plain, to: '48500000001,123', idx: 'a|b' };
  const listed = JSON.parse((await send({ form: mixed })).body);
  assert.equal(listed.invalid_numbers[0].submitted_number, '123');
  simulator.change({ invalidNumbers: 'omitted' });
  const omitted = JSON.parse((await send({ form: mixed })).body);
  assert.deepEqual([omitted.count, omitted.invalid_numbers], [1, undefined]);
  simulator.change({ invalidNumbers: 'row' });
  const row = JSON.parse((await send({ form: mixed })).body);
  assert.deepEqual([row.count, row.list[1].error, row.list[1].id], [2, 13, '']);
});

test('a number twice in a call is one message unless duplicates are allowed', async () => {
  const twice = { ...plain, to: '48500000001,500000001' };
  await send({ form: twice });
  assert.equal(simulator.log().length, 1);
  await send({ form: { ...twice, allow_duplicates: '1' } });
  assert.equal(simulator.summary().rows, 3);
  assert.equal(simulator.summary().duplicates, 2);
});

test('macros left in a text are interpreted, placeholders filled per recipient', async () => {
  const form = { ...plain, to: '48500000001,48500000002', message: 'Kod [%1%]', param1: 'x|y' };
  await send({ form });
  assert.deepEqual(
    simulator.log().map(({ text }) => text),
    ['Kod x', 'Kod y'],
  );
});

test('no token is refused, in both shapes', async () => {
  const sms = await fetch(`${simulator.url}/sms.do?format=json&to=48500000001&message=a`);
  assert.deepEqual([sms.status, JSON.parse(await sms.text()).error], [200, 101]);
  const profile = await fetch(`${simulator.url}/profile`);
  assert.deepEqual([profile.status, JSON.parse(await profile.text()).error], [401, 'authorization_failed']);
});

test('the official client deletes what is scheduled and no one else sees it sent', async () => {
  const client = new SMSAPI('t', simulator.url);
  const date = new Date(Date.now() + 3_600_000);
  const { list } = await client.sms.sendSms('48500000001', 'Jutro', { date });
  await client.sms.removeScheduledSms(list[0]?.id ?? '');
  assert.equal(simulator.log()[0]?.status, 401);
});

test('is controlled over HTTP as in the process', async () => {
  const post = (path: string, value: unknown) =>
    fetch(`${simulator.url}/_sim/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });
  assert.equal(
    (
      await post('faults', [
        { kind: 'error', code: 202 },
        { kind: 'http', status: 503, next: 2 },
      ])
    ).status,
    200,
  );
  assert.match((await send({ form: { ...plain, idx: 'a' } })).body, /"error":202/);
  assert.equal((await send({ form: plain })).status, 503);
  assert.equal((await post('faults', { clear: true })).status, 200);
  await send({ form: { ...plain, idx: 'a' } });
  const summary = JSON.parse(await (await fetch(`${simulator.url}/_sim/log?summary=1`)).text());
  assert.deepEqual([summary.rows, summary.distinctIdx, summary.duplicates], [1, 1, 0]);
  const log = JSON.parse(await (await fetch(`${simulator.url}/_sim/log?since=0`)).text());
  assert.deepEqual([log.messages[0].number, log.messages[0].tries], ['48500000001', 1]);
  const after = JSON.parse(
    await (await fetch(`${simulator.url}/_sim/log?since=${log.messages[0].seq}`)).text(),
  );
  assert.deepEqual(after.messages, []);
  assert.equal((await post('settings', { maxRecipients: 0 })).status, 422);
  assert.equal((await post('faults', { kind: 'earthquake' })).status, 422);
  assert.equal((await post('settings', { maxRecipients: 50 })).status, 200);
  assert.equal(simulator.settings().maxRecipients, 50);
  simulator.change({ maxRecipients: 100 });
});

test('a page on another site can not control it by a plain form', async () => {
  const answer = await fetch(`${simulator.url}/_sim/clear`, { method: 'POST', body: '{}' });
  assert.equal(answer.status, 415);
});
