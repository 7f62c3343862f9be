import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { wordings } from '#domain/consent.ts';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import { advanceConversations } from '#services/advance-conversations.ts';
import { confirmSubscription } from '#services/confirm-subscription.ts';
import { confirmUnsubscription } from '#services/confirm-unsubscription.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { resendCode } from '#services/resend-code.ts';
import { startSubscription } from '#services/start-subscription.ts';
import { startUnsubscription } from '#services/start-unsubscription.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';
import { trusted } from '../support/visitor.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const receiver = createMoReceiver({ sql });

let last = 508_000_000;
let msisdn: Msisdn;
beforeEach(() => {
  last += 1;
  const parsed = parseMsisdn(String(last));
  assert.ok(parsed.ok);
  msisdn = parsed.msisdn;
});

const skorzewo = '0582870';
const start = (categories: readonly string[] = ['sport']) =>
  startSubscription(deps, {
    msisdn,
    visitor: trusted,
    addresses: [{ sym: skorzewo, houseNumber: ' 12 a ' }],
    categories,
    door: 'form',
    wording: 'form-zapis-1',
  });
const startLeaving = () =>
  startUnsubscription(deps, { msisdn, visitor: trusted, door: 'form', wording: wordings.formLeave });

async function started(answer: Promise<{ readonly ok: boolean; readonly id?: string }>): Promise<string> {
  const { ok, id } = await answer;
  assert.ok(ok && id !== undefined);
  return id;
}

async function sentCode(): Promise<string> {
  const code = await readCode(sql, msisdn);
  assert.ok(code !== undefined, 'a code was sent');
  return code;
}

async function join(): Promise<void> {
  const id = await started(start());
  assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code: await sentCode() }), {
    ok: true,
  });
  deps.passTime(61_000);
}

async function text(words: string): Promise<void> {
  const digest = Buffer.from(`${msisdn} ${words}`.padEnd(32));
  await receiver.receive({
    from: msisdn,
    to: '',
    text: words,
    sentAt: new Date(),
    gatewayRef: undefined,
    digest,
  });
  while ((await advanceConversations(deps)) > 0);
}

test('joining by the form: nothing before the code, everything and its proof after it', async () => {
  const id = await started(start(['sport', 'odpady']));
  assert.equal(await readPerson(sql, msisdn), undefined);
  const code = await sentCode();
  assert.deepEqual(
    await confirmSubscription(deps, { id, visitor: trusted, code: `${code.slice(0, 3)} ${code.slice(3)}` }),
    {
      ok: true,
    },
  );
  const person = await readPerson(sql, msisdn);
  assert.deepEqual(person, {
    state: 'active',
    source: 'form',
    is_here: true,
    categories: ['alerty', 'sport', 'odpady'],
    addresses: [`${skorzewo} 12A`],
    consents: [
      {
        act: 'join',
        door: 'form',
        wording: 'form-zapis-1',
        detail: { places: [skorzewo], categoryIds: [1, 2, 4] },
      },
    ],
  });
});

test('joining again adds to what there is', async () => {
  await join();
  const id = await started(
    startSubscription(deps, {
      msisdn,
      visitor: trusted,
      addresses: [{ sym: '0582806' }],
      categories: ['prad'],
      door: 'api',
      wording: 'form-zapis-1',
    }),
  );
  assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code: await sentCode() }), {
    ok: true,
  });
  const [row] = await sql<{ source: string; places: number; categories: number }[]>`
    select s.source, cardinality(s.categories) as categories,
      (select count(*)::int from addresses a where a.phone_id = s.phone_id) as places
    from subscribers s join phones p on p.id = s.phone_id where p.msisdn = ${msisdn}`;
  assert.deepEqual({ ...row }, { source: 'form', categories: 3, places: 2 });
});

test('wrong codes are counted, the fifth uses the code up, and another code helps', async () => {
  const id = await started(start());
  const code = await sentCode();
  const wrong = code === '000000' ? '111111' : '000000';
  for (const triesLeft of [4, 3, 2, 1]) {
    assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code: wrong }), {
      ok: false,
      problem: { kind: 'wrong', triesLeft },
    });
  }
  assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code: wrong }), {
    ok: false,
    problem: { kind: 'spent' },
  });
  assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code }), {
    ok: false,
    problem: { kind: 'spent' },
  });
  deps.passTime(61_000);
  assert.equal(await started(resendCode(deps, { id, visitor: trusted, act: 'join' })), id);
  assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code: await sentCode() }), {
    ok: true,
  });
  assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code: await sentCode() }), {
    ok: false,
    problem: { kind: 'done' },
  });
  assert.deepEqual(await resendCode(deps, { id, visitor: trusted, act: 'join' }), {
    ok: false,
    problem: { kind: 'not_found' },
  });
});

test('tries made at the same instant are counted one by one, for known and unknown numbers alike', async () => {
  const judge = async (confirm: () => ReturnType<typeof confirmSubscription>) => {
    const answers = await Promise.all(Array.from({ length: 8 }, confirm));
    return answers.map((answer) => (answer.ok ? 'ok' : answer.problem.kind)).sort();
  };
  const expected = [...Array(4).fill('spent'), ...Array(4).fill('wrong')];
  const stranger = await started(startLeaving());
  assert.deepEqual(
    await judge(() => confirmUnsubscription(deps, { id: stranger, code: '000000', visitor: trusted })),
    expected,
  );
  deps.passTime(61_000);
  const id = await started(start());
  const code = await sentCode();
  const wrong = code === '000000' ? '111111' : '000000';
  assert.deepEqual(
    await judge(() => confirmSubscription(deps, { id, visitor: trusted, code: wrong })),
    expected,
  );
});

test('a code is dead after ten minutes', async () => {
  const id = await started(start());
  const code = await sentCode();
  deps.passTime(10 * 60_000);
  assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code }), {
    ok: false,
    problem: { kind: 'expired' },
  });
});

test('a code of one request opens no other, and no other act', async () => {
  await join();
  const id = await started(startLeaving());
  const code = await sentCode();
  assert.deepEqual(await confirmSubscription(deps, { id, visitor: trusted, code }), {
    ok: false,
    problem: { kind: 'not_found' },
  });
  assert.deepEqual(await confirmUnsubscription(deps, { id, visitor: trusted, code: '' }), {
    ok: false,
    problem: { kind: 'wrong', triesLeft: 4 },
  });
  for (const strange of ['', 'x', '00000000-0000-0000-0000-000000000000', "' or 1=1 --"]) {
    assert.deepEqual(await confirmUnsubscription(deps, { id: strange, code, visitor: trusted }), {
      ok: false,
      problem: { kind: 'not_found' },
    });
  }
});

test('leaving by the form suspends nothing before its code, and signs off with it', async () => {
  await join();
  const id = await started(startLeaving());
  const state = async () => ((await readPerson(sql, msisdn)) as { state: string }).state;
  assert.equal(await state(), 'active');
  assert.deepEqual(await confirmUnsubscription(deps, { id, visitor: trusted, code: await sentCode() }), {
    ok: true,
  });
  assert.equal(await state(), 'left');
});

test('leaving answers the same for known and unknown numbers, budgets and wrong codes included', async () => {
  const askTwice = async () => {
    const first = await startLeaving();
    const second = await startLeaving();
    assert.ok(first.ok && !second.ok);
    const tries = [];
    for (let i = 0; i < 6; i += 1)
      tries.push(await confirmUnsubscription(deps, { id: first.id, code: 'abc', visitor: trusted }));
    return { kind: second.problem.kind, tries };
  };
  await join();
  const known = await askTwice();
  last += 1;
  const stranger = parseMsisdn(String(last));
  assert.ok(stranger.ok);
  msisdn = stranger.msisdn;
  assert.deepEqual(await askTwice(), known);
  assert.equal(await readCode(sql, msisdn), undefined, 'no message to a stranger');
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int as count from phones where msisdn = ${msisdn}`;
  assert.equal(row?.count, 0, 'and no trace of the number');
});

test('the form has its own budget: one in 60 seconds, three an hour; texting is not held up by it', async () => {
  const kinds: string[] = [];
  for (const pause of [0, 30_000, 61_000, 61_000, 61_000]) {
    deps.passTime(pause);
    const answer = await start();
    kinds.push(answer.ok ? 'sent' : answer.problem.kind);
  }
  assert.deepEqual(kinds, ['sent', 'too_many', 'sent', 'sent', 'too_many']);
  await text('ZAPISZ Skorzewo Dzialkowa 32 sport');
  assert.match((await sentCode()) ?? '', /\d{6}/);
});

test('requests made at the same instant share one budget', async () => {
  for (const ask of [start, startLeaving]) {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask()));
    assert.equal(answers.filter((answer) => answer.ok).length, 1);
    deps.passTime(61_000);
  }
});

test('who says "to pomylka" gets no more codes from the form until signing up by SMS; the answer stays the same', async () => {
  await started(start());
  await text('to pomyłka, nie zamawiałem');
  deps.passTime(61_000);
  const before = await sql`select 1 from mts m join phones p on p.id = m.phone_id where p.msisdn = ${msisdn}`;
  await started(start());
  const after = await sql`select 1 from mts m join phones p on p.id = m.phone_id where p.msisdn = ${msisdn}`;
  assert.equal(after.length, before.length);
});

test('a code of the form texted back confirms nothing', async () => {
  await started(start());
  await text(await sentCode());
  assert.equal(await readPerson(sql, msisdn), undefined);
});

test('places and categories that do not exist are named, and nothing is sent', async () => {
  const ask = async (request: Partial<Parameters<typeof startSubscription>[1]>) => {
    const given = {
      msisdn,
      visitor: trusted,
      addresses: [{ sym: skorzewo }],
      categories: [],
      door: 'form',
      wording: 'w',
      ...request,
    } as const;
    const answer = await startSubscription(deps, given);
    return answer.ok ? 'ok' : answer.problem;
  };
  assert.deepEqual(await ask({ addresses: [] }), { kind: 'no_address' });
  assert.deepEqual(await ask({ addresses: [{ sym: '9999999' }] }), {
    kind: 'unknown_locality',
    sym: '9999999',
  });
  assert.deepEqual(await ask({ addresses: [{ sym: skorzewo, symUl: '99999' }] }), {
    kind: 'unknown_street',
    sym: skorzewo,
    symUl: '99999',
  });
  assert.deepEqual(await ask({ addresses: [{ sym: skorzewo, houseNumber: '<b>' }] }), {
    kind: 'bad_house_number',
  });
  assert.deepEqual(await ask({ categories: ['balet'] }), { kind: 'unknown_category', key: 'balet' });
  assert.equal(await readCode(sql, msisdn), undefined);
});
