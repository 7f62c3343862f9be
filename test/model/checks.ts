// What must hold of every number whatever it has texted.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Bulk } from '#db/pool.ts';
import { advanceConversations } from '#services/advance-conversations.ts';
import type { Deps } from '#services/deps.ts';
import { createMoReceiver } from '#services/receive-mo.ts';

const hour = 3_600_000;

/** Each state follows from the acts on record, each act from a text of that very number, a form or a passed day. */
export async function checkConsents(
  sql: Bulk,
  residents: readonly { readonly msisdn: string }[],
): Promise<void> {
  const numbers = residents.map(({ msisdn }) => msisdn);
  const acts = await sql<
    {
      msisdn: string;
      act: string;
      door: string;
      how: string | null;
      sender: string | null;
      text: string | null;
    }[]
  >`
    select p.msisdn, c.act, c.door, c.detail ->> 'how' as how, o.sender, o.text
    from consents c
    join phones p on p.id = c.phone_id
    left join mos o on o.id = c.mo_id
    where p.msisdn = any(${numbers})
    order by c.id`;
  const after: Readonly<Record<string, string>> = {
    join: 'active',
    resume: 'active',
    suspend: 'suspended',
    leave: 'left',
  };
  const states = new Map<string, string>();
  for (const act of acts) {
    const isOwn = act.sender === act.msisdn && act.text !== null;
    assert.ok(isOwn || act.door === 'form' || act.how === 'deadline', `${act.act} without a proof`);
    if (act.act === 'join' && act.door === 'sms')
      assert.match(act.text ?? '', /\d[\d ]{5,}/, 'joined by a code');
    if (act.act === 'leave' && act.how === 'deadline') assert.equal(states.get(act.msisdn), 'suspended');
    states.set(act.msisdn, after[act.act] ?? states.get(act.msisdn) ?? 'unknown');
  }
  const rows = await sql<{ msisdn: string; state: string }[]>`
    select p.msisdn, s.state
    from subscribers s
    join phones p on p.id = s.phone_id
    where p.msisdn = any(${numbers})`;
  for (const { msisdn, state } of rows) assert.equal(state, states.get(msisdn), `${state} is not on record`);
}

/** Rule 6: at most 30 replies an hour, of those that lead nowhere 5 and of one text 3, one acknowledgement a day. */
export function checkGuard(resident: {
  readonly msisdn: string;
  readonly told: readonly { readonly at: number; readonly said: string; readonly reply: string }[];
}): void {
  const { told } = resident;
  for (const { at } of told) {
    const lately = told.filter((one) => one.at > at - hour && one.at <= at);
    const idle = lately.filter(
      ({ said }) => said === 'status' || said === 'free text' || said === 'wrong code',
    );
    assert.ok(lately.length <= 30, `${resident.msisdn}: ${lately.length} replies in an hour`);
    assert.ok(idle.length <= 5, `${resident.msisdn}: ${idle.length} idle replies in an hour`);
    for (const same of Map.groupBy(idle, ({ reply }) => reply).values()) assert.ok(same.length <= 3);
    const thanked = told.filter(
      (one) => one.at > at - 24 * hour && one.at <= at && isAcknowledgement(one.reply),
    );
    assert.ok(thanked.length <= 1, `${resident.msisdn}: ${thanked.length} acknowledgements in a day`);
  }
}

function isAcknowledgement(reply: string): boolean {
  return reply.includes('wiadomosc przekazana do urzedu');
}

/** A question that is open has a time to end; and from anywhere STOP leaves, once, and a fresh ZAPISZ joins. */
export async function checkNobodyIsStuck(
  deps: Deps,
  numbers: readonly string[],
  clock: { readonly pass: (ms: number) => void },
): Promise<void> {
  const { sql } = deps;
  const stuck = await sql`
    select p.msisdn, c.snapshot
    from conversations c
    join phones p on p.id = c.phone_id
    where p.msisdn = any(${numbers as string[]})
      and c.snapshot ->> 'state' <> 'idle'
      and c.wake_at is null
      and not (c.snapshot ->> 'state' = 'awaitingLeaveCode' and exists (
        select from subscribers s where s.phone_id = c.phone_id and s.state <> 'suspended'))`;
  assert.deepEqual([...stuck], [], 'an open question without an end');
  const say = async (text: (msisdn: string) => string): Promise<ReadonlyMap<string, string>> => {
    clock.pass(5_000);
    const receiver = createMoReceiver({ sql });
    const sentAt = deps.clock();
    const [before] = await sql<{ id: number }[]>`select coalesce(max(id), 0)::int as id from mos`;
    await Promise.all(
      numbers.map((from) => {
        const digest = createHash('sha256')
          .update(`${from} ${sentAt.toISOString()} ${text(from)}`)
          .digest();
        return receiver.receive({ from, to: '', text: text(from), sentAt, gatewayRef: undefined, digest });
      }),
    );
    while ((await advanceConversations(deps)) > 0);
    const rows = await sql<{ sender: string; reply: string }[]>`
      select o.sender, t.body as reply
      from mos o
      join mts m on m.phone_id = o.phone_id and m.item between o.id * 8 and o.id * 8 + 7
      join texts t on t.id = m.text_id
      where o.id > ${before?.id ?? 0}`;
    return new Map(rows.map((row) => [row.sender, row.reply]));
  };
  const count = async (state: string): Promise<number> => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count
      from subscribers s
      join phones p on p.id = s.phone_id
      where s.state = ${state} and p.msisdn = any(${numbers as string[]})`;
    return row?.count ?? 0;
  };
  clock.pass(48 * hour);
  await say(() => 'STOP');
  assert.equal(await count('left'), numbers.length, 'STOP leaves from anywhere');
  assert.equal((await say(() => 'STOP')).size, 0, 'and then there is silence');
  const replies = await say(() => 'ZAPISZ Skorzewo Dzialkowa 32 sport');
  await say((msisdn) => /\b\d{6}\b/.exec(replies.get(msisdn) ?? '')?.[0] ?? 'nic');
  assert.equal(await count('active'), numbers.length, 'a fresh ZAPISZ joins from anywhere');
}
