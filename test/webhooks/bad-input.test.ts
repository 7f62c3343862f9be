// Whatever comes in by the webhook: nothing crashes, nobody is answered who should not be, and everything is stored
// for staff or counted as refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../support/service.ts';
import { startTown } from '../support/town.ts';

const town = await startTown();
const { sql } = town.database;

const when = 'sms_date=1795000000';
let lastNumber = 501_000_000;

function nextNumber(): string {
  lastNumber += 1;
  return `48${lastNumber}`;
}

async function post(body: string | Uint8Array, url = `${town.webhookUrl}/mo`): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  return `${response.status} ${await response.text()}`;
}

async function lastMo(): Promise<Record<string, unknown> | undefined> {
  const [row] = await sql`select sender, recipient, text, state, mark from mos order by id desc limit 1`;
  return row;
}

async function count(table: 'mos' | 'refused_mos'): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(table)}`;
  return row?.count ?? -1;
}

/** Nobody waits and every reply has left. */
async function settle(): Promise<void> {
  await waitFor(async () => {
    const [row] = await sql<{ open: number }[]>`
      select (select count(*) from mos where state = 'waiting') + (
        select count(*) from mts where state in ('planned', 'claimed')
      )::int as open`;
    return Number(row?.open) === 0;
  });
}

const refused: readonly (readonly [string, string, string])[] = [
  ['an empty call', '', 'missing_from'],
  ['no sender', `sms_text=a&${when}`, 'missing_from'],
  ['an empty sender', `sms_from=&sms_text=a&${when}`, 'missing_from'],
  ['no text', `sms_from=48501000000&${when}`, 'missing_text'],
  ['a doubled sender', `sms_from=48501000000&sms_from=48501000001&sms_text=a&${when}`, 'doubled'],
  ['a doubled text', `sms_from=48501000000&sms_text=a&sms_text=STOP&${when}`, 'doubled'],
  ['a doubled date', `sms_from=48501000000&sms_text=a&${when}&${when}`, 'doubled'],
  ['a huge sender', `sms_from=${'4'.repeat(5000)}&sms_text=a&${when}`, 'too_long'],
  [
    'a huge number of the office',
    `sms_from=48501000000&sms_to=${'4'.repeat(5000)}&sms_text=a&${when}`,
    'too_long',
  ],
  ['a call of 70 KB', `sms_from=48501000000&sms_text=${'a'.repeat(70_000)}&${when}`, 'too_large'],
  ['not a form at all', '{"sms_from":"48501000000"}', 'missing_from'],
];

for (const [title, body, problem] of refused) {
  test(`${title}: kept as it came, counted, acknowledged, never answered`, async () => {
    const before = { mos: await count('mos'), refused: await count('refused_mos') };
    assert.equal(await post(body), '200 OK');
    assert.deepEqual(
      { mos: await count('mos'), refused: await count('refused_mos') },
      { ...before, refused: before.refused + 1 },
    );
    const [row] = await sql<{ problem: string; raw: Buffer }[]>`
      select problem, raw from refused_mos order by id desc limit 1`;
    assert.equal(row?.problem, problem);
    assert.equal(row?.raw.toString(), body.slice(0, 4096));
  });
}

for (const date of ['', '&sms_date=wczoraj', '&sms_date=1']) {
  test(`a text with the date "${date}" is stored as written when it came`, async () => {
    const before = await count('mos');
    assert.equal(await post(`sms_from=48501000000&sms_text=STOP${date}`), '200 OK');
    assert.equal(await count('mos'), before + 1);
  });
}

test('a call of 70 KB that does not say how long it is, is cut off and refused as well', async () => {
  const chunk = new TextEncoder().encode('a'.repeat(10_000));
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      sent += 1;
      if (sent > 8) controller.close();
      else controller.enqueue(chunk);
    },
  });
  const before = await count('refused_mos');
  const response = await fetch(`${town.webhookUrl}/mo`, { method: 'POST', body, duplex: 'half' });
  assert.equal(`${response.status} ${await response.text()}`, '200 OK');
  assert.equal(await count('refused_mos'), before + 1);
});

const stored: readonly (readonly [string, string, string])[] = [
  ['UTF-8', 'za%C5%BC%C3%B3%C5%82%C4%87', 'zażółć'],
  ['CP1250', 'za%BF%F3%B3%E6', 'zażółć'],
  ['NUL within', 'zap%00isz', 'zapisz'],
  ['a lone surrogate', 'a%ED%A0%80b', 'a\uFFFDb'],
  ['a broken escape', 'a%zzb', 'a%zzb'],
  ['nothing', '', ''],
  ['only spaces', '+++', '   '],
  ['only emoji', '%F0%9F%98%80%F0%9F%98%80', '😀😀'],
  ['ten segments', 'a'.repeat(1530), 'a'.repeat(1530)],
  ['more than any phone sends', 'a'.repeat(60_000), 'a'.repeat(4000)],
];

for (const [title, text, expected] of stored) {
  test(`a text of ${title} is stored and handled`, async () => {
    const number = nextNumber();
    assert.equal(
      await post(`sms_from=${number}&sms_to=48500100100&sms_text=${text}&${when}&MsgId=`),
      '200 OK',
    );
    await settle();
    const row = await lastMo();
    assert.equal(row?.sender, `+${number}`);
    assert.equal(row?.state, 'handled');
    assert.equal([...String(row?.text)].join('').replace(/\uFFFD+/g, '\uFFFD'), expected);
    assert.ok(town.simulator.log({ number }).length <= 1, 'at most one answer');
  });
}

const strangers: readonly (readonly [string, string])[] = [
  ['a foreign number', '4915112345678'],
  ['a landline', '48618148331'],
  ['a machine (21x)', '48210123456'],
  ['a short number', '7240'],
  ['a name', 'Bank'],
  ['a name with Polish letters', 'Urz%C4%85d'],
  ['the office itself', '48500100100'],
];

for (const [title, sender] of strangers) {
  test(`${title} is kept for staff and never answered`, async () => {
    const before = { mos: await count('mos'), log: town.simulator.log().length };
    for (const text of ['ZAPISZ', 'pomocy', 'STOP', '123456']) {
      assert.equal(await post(`sms_from=${sender}&sms_to=48500100100&sms_text=${text}&${when}`), '200 OK');
      const row = await lastMo();
      assert.deepEqual(
        [row?.text, row?.state, row?.mark],
        [text, 'kept', text === 'pomocy' ? 'danger' : 'staff'],
      );
    }
    await settle();
    assert.deepEqual(
      { mos: await count('mos'), log: town.simulator.log().length },
      { ...before, mos: before.mos + 4 },
    );
  });
}

test('the same call by GET is as good', async () => {
  const number = nextNumber();
  const response = await fetch(`${town.webhookUrl}/mo?sms_from=${number}&sms_text=POMOC&${when}`);
  assert.equal(`${response.status} ${await response.text()}`, '200 OK');
  await settle();
  assert.equal(town.simulator.log({ number }).length, 1);
});

test('a call repeated five times at once and again later is stored and answered once', async () => {
  const number = nextNumber();
  const body = `sms_from=${number}&sms_text=ZAPISZ&${when}`;
  assert.deepEqual(new Set(await Promise.all([1, 2, 3, 4, 5].map(() => post(body)))), new Set(['200 OK']));
  await settle();
  assert.equal(await post(body), '200 OK');
  await settle();
  const rows = await sql`select id from mos where sender = ${`+${number}`}`;
  assert.equal(rows.length, 1);
  assert.equal(town.simulator.log({ number }).length, 1);
});

test('a wrong secret, a wrong door and a wrong method are unknown pages, all alike', async () => {
  const body = `sms_from=${nextNumber()}&sms_text=ZAPISZ&${when}`;
  const root = town.webhookUrl.replace(/[^/]+$/, '');
  const before = await count('mos');
  const answers = await Promise.all([
    post(body, `${root}wrong-secret-0123456789/mo`),
    post(body, `${town.webhookUrl}/nothing`),
    post(body, `${town.webhookUrl}x/mo`),
    post(body, `${root}nothing-at-all`),
    fetch(`${town.webhookUrl}/mo`, { method: 'DELETE' }).then(
      async (one) => `${one.status} ${await one.text()}`,
    ),
  ]);
  assert.deepEqual(new Set(answers), new Set(['404 404 Not Found']));
  assert.equal(await count('mos'), before);
});

test('the older of two secrets still opens while the secret is being changed', async () => {
  const url = town.webhookUrl.replace(/[^/]+$/, 'another-secret-0123456789/mo');
  assert.equal(await post(`sms_from=${nextNumber()}&sms_text=POMOC&${when}`, url), '200 OK');
});

test('receipts that cannot be read are kept and acknowledged; those beside them count', async () => {
  const before = await count('refused_mos');
  for (const query of [
    '',
    'status=404',
    'MsgId=a&status=kiedys',
    'MsgId=a&MsgId=b&status=404',
    `MsgId=${'a'.repeat(70_000)}`,
  ]) {
    assert.equal(await post(query, `${town.webhookUrl}/dlr`), '200 OK');
  }
  assert.equal(await count('refused_mos'), before + 5);
  assert.equal(
    await post('MsgId=aa,bb&status=404,abc&idx=,&donedate=1795000000,0', `${town.webhookUrl}/dlr`),
    '200 OK',
  );
  assert.equal(await count('refused_mos'), before + 6);
});

test('random bytes are always acknowledged', async () => {
  let seed = 42;
  const byte = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed >>> 24;
  };
  const parts = [
    'sms_from=',
    'sms_text=',
    'sms_date=',
    '&',
    '%',
    '%00',
    '%ED%A0%80',
    '48501999999',
    '1795000000',
    '=',
  ];
  for (let round = 0; round < 150; round += 1) {
    const pieces = Array.from({ length: byte() % 24 }, () =>
      byte() % 3 === 0
        ? Buffer.from([byte(), byte(), byte()])
        : Buffer.from(parts[byte() % parts.length] ?? ''),
    );
    assert.equal(await post(Buffer.concat(pieces)), '200 OK');
  }
  await settle();
});
