import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { advanceConversations } from '#services/advance-conversations.ts';
import { completeErasures, erasePerson } from '#services/erase-person.ts';
import { importSubscribers } from '#services/import-subscribers.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const receiver = createMoReceiver({ sql });

let number = 503_000_000;
let second = 0;
beforeEach(() => {
  number += 1;
});
const msisdn = () => `+48${number}`;

async function says(text: string): Promise<string> {
  second += 1;
  const digest = createHash('sha256').update(`${msisdn()} ${text} ${second}`).digest();
  const sentAt = new Date(Date.UTC(2026, 10, 20, 12, 0, second));
  await receiver.receive({ from: msisdn(), to: '48500100100', text, sentAt, gatewayRef: undefined, digest });
  while ((await advanceConversations(deps)) > 0);
  const [row] = await sql<{ body: string }[]>`
    select t.body
    from mts m join texts t on t.id = m.text_id join phones p on p.id = m.phone_id
    where p.msisdn = ${msisdn()}
    order by m.id desc limit 1`;
  return row?.body ?? '';
}

function codeIn(text: string): string {
  return /\b\d{6}\b/.exec(text)?.[0] ?? '';
}

async function joins(): Promise<number> {
  await says(codeIn(await says('ZAPISZ Skorzewo Dzialkowa 32 sport')));
  const [row] = await sql<{ id: number }[]>`select id from phones where msisdn = ${msisdn()}`;
  return Number(row?.id);
}

/** Every message of this phone has left and been reported. */
async function deliver(phoneId: number): Promise<void> {
  const runs = await sql<{ runId: string }[]>`
    select distinct run_id::text as "runId" from mts where phone_id = ${phoneId}`;
  for (const { runId } of runs) {
    await sql`
      update mts set state = 'delivered'
      where run_id = ${runId} and phone_id = ${phoneId} and state <> 'delivered'`;
  }
}

/** What still tells of the person anywhere. */
async function traces(phoneId: number): Promise<Record<string, unknown>> {
  const [row] = await sql<Record<string, unknown>[]>`
    select
      (select msisdn from phones where id = ${phoneId}) as msisdn,
      (select count(*)::int from subscribers where phone_id = ${phoneId}) as subscribers,
      (select count(*)::int from addresses where phone_id = ${phoneId}) as addresses,
      (select count(*)::int from conversations where phone_id = ${phoneId}) as conversations,
      (select count(*)::int from codes where phone_id = ${phoneId}) as codes,
      (select count(*)::int from mos where sender = ${msisdn()} or (phone_id = ${phoneId} and text <> '')) as mos,
      (
        select count(*)::int from mts m join texts t on t.id = m.text_id
        where m.phone_id = ${phoneId} and t.body <> ''
      ) as texts`;
  return { ...row };
}

const nothing = {
  msisdn: null,
  subscribers: 0,
  addresses: 0,
  conversations: 0,
  codes: 0,
  mos: 0,
  texts: 0,
};

/** What must not change by anybody's erasure. */
async function figures(phoneId: number): Promise<Record<string, unknown>> {
  const [row] = await sql<Record<string, unknown>[]>`
    select
      (select count(*)::int from mts where phone_id = ${phoneId}) as messages,
      (
        select sum(t.segments)::int from mts m join texts t on t.id = m.text_id where m.phone_id = ${phoneId}
      ) as segments,
      (select count(*)::int from mos where phone_id = ${phoneId}) as texts,
      (select count(*)::int from consents where phone_id = ${phoneId}) as consents`;
  return { ...row };
}

async function imported(): Promise<{ leftLines: readonly number[]; joined: number }> {
  const line = `${number};0582870;04572;32;sport;formularz papierowy;2025-03-31`;
  async function* file(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`numer;sym;sym_ul;nr_domu;kategorie;zrodlo_zgody;data_zgody\n${line}\n`);
  }
  const result = await importSubscribers(deps, { file: file(), badLines: 'refuse', actor: 'test' });
  return { leftLines: result.leftLines, joined: result.stored?.joined ?? -1 };
}

test('USUN DANE and its code end everything at once; the number goes when the last message has left', async () => {
  const phoneId = await joins();
  const asked = await says('USUN DANE');
  assert.match(asked, /Tego nie da sie cofnac/);
  assert.match(await says(codeIn(asked)), /Twoje dane usunieto/);
  const [person] = await sql`select state from subscribers where phone_id = ${phoneId}`;
  assert.equal(person?.state, 'left');
  await completeErasures(deps);
  assert.equal((await traces(phoneId)).msisdn, msisdn(), 'the confirmation has not left yet');
  await deliver(phoneId);
  const before = await figures(phoneId);
  await completeErasures(deps);
  assert.deepEqual(await traces(phoneId), nothing);
  assert.deepEqual(await figures(phoneId), before, 'past counts stand');
  const acts =
    await sql`select act, detail ->> 'how' as how from consents where phone_id = ${phoneId} order by id`;
  assert.deepEqual(
    acts.map(({ act, how }) => [act, how]),
    [
      ['join', null],
      ['leave', 'erasure'],
    ],
  );
});

test('an erased number is not brought back by a file, but joins anew by itself, and a file may then add to it', async () => {
  const phoneId = await joins();
  await says(codeIn(await says('usuńcie moje dane')));
  await deliver(phoneId);
  await completeErasures(deps);
  assert.deepEqual(await imported(), { leftLines: [2], joined: 0 });
  const again = await joins();
  assert.notEqual(again, phoneId, 'nothing links the two');
  assert.deepEqual((await imported()).leftLines, []);
});

test('a wrong code, ZOSTAJE or no code at all erases nothing', async () => {
  const phoneId = await joins();
  await says('USUN DANE');
  assert.match(await says('999999'), /niczego nie usunieto/);
  assert.match(await says('ZOSTAJE'), /nic nie zmieniamy/);
  await deliver(phoneId);
  await completeErasures(deps);
  const kept = await traces(phoneId);
  assert.equal(kept.subscribers, 1);
  assert.equal(kept.addresses, 1);
});

test('who joins again before the number is gone stays; what was before is blank', async () => {
  const phoneId = await joins();
  await says(codeIn(await says('USUN DANE')));
  await says(codeIn(await says('ZAPISZ Dabrowka Lipowa 3 kultura')));
  await deliver(phoneId);
  await completeErasures(deps);
  const [person] = await sql`select state from subscribers where phone_id = ${phoneId}`;
  assert.equal(person?.state, 'active');
  const texts = await sql`
    select text from mos where phone_id = ${phoneId} and text ilike '%skorzewo%'`;
  assert.equal(texts.length, 0);
  await completeErasures(deps);
  assert.equal((await traces(phoneId)).msisdn, msisdn());
});

test('a number that is just signing up again waits for that to end', async () => {
  const phoneId = await joins();
  await says(codeIn(await says('USUN DANE')));
  await says('ZAPISZ');
  await deliver(phoneId);
  await completeErasures(deps);
  assert.equal((await traces(phoneId)).msisdn, msisdn());
  await says('STOP');
  await deliver(phoneId);
  await completeErasures(deps);
  assert.equal((await traces(phoneId)).msisdn, null);
});

test('staff can have a number erased without a message to it, and it stands in the audit', async () => {
  const phoneId = await joins();
  await deliver(phoneId);
  const before = await figures(phoneId);
  await erasePerson(deps, { phoneId, actor: 'staff:1' });
  await completeErasures(deps);
  assert.deepEqual(await traces(phoneId), nothing);
  assert.equal((await figures(phoneId)).messages, before.messages);
  const entries = await sql`select act from audit_entries where subject = ${`phone:${phoneId}`} order by id`;
  assert.deepEqual(
    entries.map(({ act }) => act),
    ['person.erase_asked', 'person.erase'],
  );
});
