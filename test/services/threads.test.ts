// The inbox's threads as texts come in, and staff's answers, on real rows.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { countInbox, listThreads } from '#db/inbox.ts';
import { findThread, type Thread } from '#db/threads.ts';
import { countSegments, isGsm7 } from '#domain/segments.ts';
import { advanceConversations } from '#services/advance-conversations.ts';
import { alarmDuty } from '#services/alarm-duty.ts';
import { type AnswerOutcome, answerThread } from '#services/answer-thread.ts';
import { assignThread } from '#services/assign-thread.ts';
import { closeThread } from '#services/close-thread.ts';
import type { Deps } from '#services/deps.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { settleParked } from '#services/settle-parked.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const { sql, db } = database;
const deps = await createOfficeDeps(database);
const receiver = createMoReceiver({ sql });
const [clerkRow] = await sql<{ id: number }[]>`
  insert into staff (login, name, role, password_hash)
  values ('anna', 'Anna Nowak', 'editor', 'x'), ('jan', 'Jan Kowal', 'editor', 'x'), ('ola', 'Ola', 'viewer', 'x')
  returning id`;
const anna = { staffId: clerkRow?.id ?? 0, role: 'editor' } as const;
const jan = { staffId: anna.staffId + 1, role: 'editor' } as const;
const viewer = { staffId: anna.staffId + 2, role: 'viewer' } as const;

let number = 504_000_000;
let second = 0;
beforeEach(() => {
  number += 1;
});
const msisdn = () => `+48${number}`;

async function text(words: string, from = msisdn()): Promise<void> {
  second += 1;
  const digest = createHash('sha256').update(`${from} ${second}`).digest();
  const sentAt = new Date(Date.UTC(2026, 10, 20, 12, 0, 0) + second * 1000);
  await receiver.receive({ from, to: '48500100100', text: words, sentAt, gatewayRef: undefined, digest });
  while ((await advanceConversations(deps)) > 0);
}

async function getThread(from = msisdn()): Promise<Thread> {
  const found = await findThreadOf(from);
  assert.ok(found !== null, 'there is a thread');
  return found;
}

async function findThreadOf(from = msisdn()): Promise<Thread | null> {
  const [row] = await sql<{ id: number }[]>`
    select t.id from threads t left join phones p on p.id = t.phone_id where ${from} in (p.msisdn, t.sender)`;
  return row === undefined ? null : findThread(db, row.id);
}

async function answer(given: {
  readonly words?: string;
  readonly thread?: Thread;
  readonly key?: string;
  readonly staff?: typeof anna;
  readonly after?: 'keep' | 'close';
}): Promise<AnswerOutcome> {
  const thread = given.thread ?? (await getThread());
  return answerThread(deps, {
    staff: given.staff ?? anna,
    threadId: thread.id,
    key: given.key ?? randomUUID(),
    text: given.words ?? 'Dziękujemy, już jedziemy.',
    seen: { moId: thread.lastMoId, answerId: thread.lastAnswerId },
    after: given.after ?? 'keep',
  });
}

async function listSent(to = msisdn()): Promise<readonly string[]> {
  const rows = await sql<{ body: string }[]>`
    select t.body from mts m join texts t on t.id = m.text_id join phones p on p.id = m.phone_id
    where p.msisdn = ${to} order by m.id`;
  return rows.map((row) => row.body);
}

async function join(): Promise<void> {
  await text('ZAPISZ Skorzewo Dzialkowa 32 sport');
  await text(/\b\d{6}\b/.exec((await listSent()).at(-1) ?? '')?.[0] ?? '');
}

test('a text that the dialogue deals with opens no thread', async () => {
  await text('ZAPISZ');
  await text('skorzewo');
  assert.equal(await findThreadOf(), null);
});

test('a text for staff opens a thread; the next one counts as new, and so until somebody reads', async () => {
  await text('na ulicy lipowej lezy drzewo');
  assert.equal((await getThread()).unread, 1);
  await text('i zerwane sa kable nad chodnikiem');
  const thread = await getThread();
  assert.equal(thread.unread, 2);
  assert.equal(thread.isDanger, false);
});

test('danger stays on top until it is closed, whatever comes later', async () => {
  await text('pomocy woda w domu');
  const dangerous = await getThread();
  number += 1;
  await text('kiedy naprawicie hustawke w parku');
  const order = async () =>
    (await listThreads(db, { filter: { kind: 'all' }, within: null, limit: 2 })).map(({ id }) => id);
  const later = await getThread();
  assert.deepEqual(await order(), [dangerous.id, later.id]);
  await closeThread(deps, { staff: anna, threadId: dangerous.id, seenMoId: dangerous.lastMoId });
  assert.equal((await order())[0], later.id);
});

test('a closed thread opens again with the next text, and its old danger is over', async () => {
  await text('ratunku pali sie');
  const thread = await getThread();
  assert.equal(thread.isDanger, true);
  assert.equal(
    await closeThread(deps, { staff: anna, threadId: thread.id, seenMoId: thread.lastMoId }),
    true,
  );
  await text('dziekuje za pomoc strazakom bylo super');
  const again = await getThread();
  assert.deepEqual([again.state, again.unread, again.isDanger], ['open', 1, false]);
});

test('a thread is not closed over a text that nobody has seen', async () => {
  await text('na ulicy lipowej lezy drzewo');
  const seen = await getThread();
  await text('a teraz drugie drzewo lezy obok');
  assert.equal(await closeThread(deps, { staff: anna, threadId: seen.id, seenMoId: seen.lastMoId }), false);
  assert.equal((await getThread()).state, 'open');
});

test('an answer goes out once however often its form is sent, and takes the thread', async () => {
  await text('na ulicy lipowej lezy drzewo');
  const before = (await listSent()).length;
  const thread = await getThread();
  const key = randomUUID();
  const outcomes = await Promise.all([
    answer({ thread, key }),
    answer({ thread, key }),
    answer({ thread, key }),
  ]);
  assert.deepEqual(outcomes.map(({ kind }) => kind).toSorted(), ['repeated', 'repeated', 'sent']);
  const sent = await listSent();
  assert.deepEqual(sent.slice(before), ['Dziękujemy, już jedziemy.']);
  const now = await getThread();
  assert.deepEqual([now.assigneeId, now.unread], [anna.staffId, 0]);
  const [run] = await sql<{ lane: string }[]>`
    select r.lane from staff_answers a join runs r on r.id = a.run_id where a.thread_id = ${thread.id}`;
  assert.equal(run?.lane, 'reply');
});

test('of two clerks who answer at once one sends, the other is told', async () => {
  await text('kiedy otwarte jest schronisko');
  const thread = await getThread();
  const outcomes = await Promise.all([answer({ thread }), answer({ thread, staff: jan })]);
  assert.deepEqual(outcomes.map(({ kind }) => kind).toSorted(), ['answered_meanwhile', 'sent']);
  assert.equal((await answer({ staff: jan })).kind, 'sent');
});

test('an answer to what is no longer the last text waits for its writer to read', async () => {
  await text('kiedy otwarte jest schronisko');
  const thread = await getThread();
  await text('chodzi o schronisko dla psow w gminie');
  assert.equal((await answer({ thread })).kind, 'texted_meanwhile');
  assert.equal((await answer({})).kind, 'sent');
});

test('who has left is not answered, and a text that may be a STOP holds the answer', async () => {
  await join();
  await text('na ulicy lipowej lezy drzewo');
  const thread = await getThread();
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state)
    values (${randomUUID()}::text::bytea, ${msisdn()}, '', 'STOP', now(), 'waiting')`;
  assert.equal((await answer({ thread })).kind, 'texted_meanwhile');
  while ((await advanceConversations(deps)) > 0);
  const before = await listSent();
  const outcome = await answer({});
  assert.deepEqual(outcome, { kind: 'blocked', block: 'left' });
  assert.deepEqual(await listSent(), before);
});

test('who is leaving by WYPISZ is not answered either', async () => {
  await join();
  await text('na ulicy lipowej lezy drzewo');
  await text('WYPISZ');
  assert.deepEqual(await answer({}), { kind: 'blocked', block: 'leaving' });
});

test('an answer that has not left yet is withdrawn when the person leaves; the confirmation goes', async () => {
  await join();
  await text('na ulicy lipowej lezy drzewo');
  await answer({ words: 'Jedziemy.' });
  await text('STOP');
  const rows = await sql<{ body: string; state: string; reason: string | null }[]>`
    select t.body, m.state, m.reason
    from mts m join texts t on t.id = m.text_id join phones p on p.id = m.phone_id
    where p.msisdn = ${msisdn()} order by m.id desc limit 2`;
  assert.deepEqual({ ...rows[1] }, { body: 'Jedziemy.', state: 'skipped', reason: 'opted_out' });
  assert.match(rows[0]?.body ?? '', /wypisano/);
  assert.equal(rows[0]?.state, 'planned');
});

test('after an answer whatever the person writes is new to staff for a day', async () => {
  await join();
  await text('na ulicy lipowej lezy drzewo');
  await text('STATUS');
  assert.equal((await getThread()).unread, 1);
  await answer({});
  await text('STATUS');
  assert.equal((await getThread()).unread, 1);
  deps.passTime(25 * 3_600_000);
  await text('STATUS');
  assert.equal((await getThread()).unread, 1);
});

test('answers of people do not count against the breaker of machines loops', async () => {
  await text('na ulicy lipowej lezy drzewo');
  const guard = () => sql`
    select c.guard from conversations c join phones p on p.id = c.phone_id where p.msisdn = ${msisdn()}`;
  const before = await guard();
  for (let n = 0; n < 6; n += 1) assert.equal((await answer({ words: 'Jedziemy.' })).kind, 'sent');
  assert.deepEqual(await guard(), before);
});

test('bad answers are named and nothing is sent', async () => {
  await text('na ulicy lipowej lezy drzewo');
  const kinds = async (words: string) => {
    const outcome = await answer({ words });
    return outcome.kind === 'problems' ? outcome.problems.map(({ kind }) => kind) : outcome.kind;
  };
  const before = await listSent();
  assert.deepEqual(await kinds('  '), ['text_empty']);
  assert.deepEqual(await kinds('zobacz www.dopiewo.pl/drzewa'), ['text_has_link']);
  assert.deepEqual(await kinds('ż'.repeat(500)), ['text_too_long']);
  assert.deepEqual(await listSent(), before);
});

test('a sender who is no Polish mobile has a thread, red when in danger, and is never answered', async () => {
  await text('help, pożar w domu!', '380671234567');
  const thread = await getThread('380671234567');
  assert.deepEqual([thread.isDanger, thread.phoneId], [true, null]);
  assert.deepEqual(await answer({ thread }), { kind: 'blocked', block: 'not_mobile' });
});

test('viewers neither answer nor assign nor close, and nobody is assigned to a viewer', async () => {
  await text('na ulicy lipowej lezy drzewo');
  const { id: threadId, lastMoId } = await getThread();
  const forbidden = { code: 'forbidden' };
  await assert.rejects(
    answerThread(deps, {
      staff: viewer,
      threadId,
      key: randomUUID(),
      text: 'x',
      seen: { moId: lastMoId, answerId: 0 },
      after: 'keep',
    }),
    forbidden,
  );
  await assert.rejects(assignThread(deps, { staff: viewer, threadId, assigneeId: null }), forbidden);
  await assert.rejects(closeThread(deps, { staff: viewer, threadId, seenMoId: lastMoId }), forbidden);
  await assert.rejects(settleParked(deps, { staff: viewer, moId: 1, act: 'retry' }), forbidden);
  await assert.rejects(assignThread(deps, { staff: anna, threadId, assigneeId: viewer.staffId }), {
    code: 'invalid',
  });
});

test('a text that was set aside is handled once more when somebody asks for it', async () => {
  const [row] = await sql<{ id: number }[]>`
    insert into mos (digest, sender, recipient, text, sent_at, state, mark, failures)
    values (${randomUUID()}::text::bytea, ${msisdn()}, '', 'na lipowej lezy drzewo', now(), 'parked', 'staff', 5)
    returning id`;
  assert.equal((await countInbox(db, null)).parked, 1);
  await settleParked(deps, { staff: anna, moId: row?.id ?? 0, act: 'retry' });
  await settleParked(deps, { staff: anna, moId: row?.id ?? 0, act: 'close' });
  while ((await advanceConversations(deps)) > 0);
  assert.equal((await countInbox(db, null)).parked, 0);
  assert.equal((await getThread()).unread, 1);
});

const officers = [
  { name: 'Dyżurny', number: '+48600700800' },
  { name: 'Zastępca', number: '+48600700801' },
];

function onDuty(dutyOfficers = officers): Pick<Deps, 'db' | 'office' | 'clock'> {
  const office = deps.office();
  return { ...deps, office: () => ({ ...office, settings: { ...office.settings, dutyOfficers } }) };
}

test('each danger alarms every duty officer: where, in one segment, never who or what they wrote', async () => {
  await alarmDuty(onDuty([]));
  await join();
  await text('pomocy woda w domu');
  const results = await Promise.all([alarmDuty(onDuty()), alarmDuty(onDuty())]);
  assert.deepEqual(results.toSorted(), [0, 1]);
  for (const { number: to } of officers) {
    const [alarm, ...more] = await listSent(to);
    assert.deepEqual(more, []);
    assert.match(alarm ?? '', /^PILNE .*\(Skorzewo, ul\. Dzialkowa\)\. Zajrzyj do skrzynki\.$/);
    assert.ok(isGsm7(alarm ?? '') && countSegments(alarm ?? '').segments === 1);
  }
  const entries = await sql<{ subject: string; detail: unknown }[]>`
    select subject, detail from audit_entries where act = 'duty.alarm'`;
  assert.equal(entries.length, 1);
  assert.ok(!JSON.stringify(entries).includes('600700'));
});

test('one thread alarms at most once in 15 minutes', async () => {
  await text('pomocy woda w domu');
  assert.equal(await alarmDuty(onDuty()), 1);
  await text('ratunku szybciej pali sie');
  assert.equal(await alarmDuty(onDuty()), 0);
  deps.passTime(16 * 60_000);
  await text('ratunku nadal pali sie tutaj');
  assert.equal(await alarmDuty(onDuty()), 1);
});

test('a flood of danger raises 20 alarms in an hour, and the last says that no more come', async () => {
  deps.passTime(2 * 3_600_000);
  const before = (await listSent(officers[0]?.number)).length;
  for (let n = 0; n < 25; n += 1) {
    number += 1;
    await text('pomocy woda w domu');
  }
  assert.equal(await alarmDuty(onDuty()), 20);
  assert.equal(await alarmDuty(onDuty()), 0);
  const alarms = (await listSent(officers[0]?.number)).slice(before);
  assert.equal(alarms.length, 20);
  assert.match(alarms.at(-1) ?? '', /kolejnych alarmow/);
  assert.match(alarms.at(-2) ?? '', /adres nieznany/);
});
