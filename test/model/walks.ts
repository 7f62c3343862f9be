// Crowds of simulated residents text the real services on a real database; the oracle says what must come of it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Bulk } from '#db/pool.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { advanceConversations } from '#services/advance-conversations.ts';
import { confirmSubscription } from '#services/confirm-subscription.ts';
import type { Deps } from '#services/deps.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { startSubscription } from '#services/start-subscription.ts';
import { sweepDeadlines } from '#services/sweep-deadlines.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { trusted } from '../support/visitor.ts';
import { checkConsents, checkGuard, checkNobodyIsStuck } from './checks.ts';
import { type Expected, expectNothing, hear, joinByForm, passTime } from './oracle.ts';
import { type Text, takeTurn } from './resident.ts';

export type Crowd = {
  readonly deps: Deps;
  readonly seed: number;
  readonly size: number;
  readonly rounds: number;
  /** Subscriber number of the first of them. */
  readonly firstNumber: number;
  /** When they begin; must lie in the past, as the database dates arrivals itself. */
  readonly startsAt: Date;
  /** Handles what waits; by default two handlers in this process, each killed now and then. */
  readonly advance?: (now: Date) => Promise<void>;
};

type Resident = {
  readonly msisdn: string;
  readonly random: () => number;
  readonly expected: Expected;
  readonly told: { readonly at: number; readonly said: string; readonly reply: string }[];
  readonly log: string[];
};

const minute = 60_000;
const hour = 60 * minute;
/** How far the clock jumps: inside a code's life, across it, across the code budget, a night, a deadline, a dialogue. */
const jumps = [
  20_000,
  20_000,
  minute,
  4 * minute,
  11 * minute,
  61 * minute,
  9 * hour,
  25 * hour,
  8 * 24 * hour,
];

/** Walks and checks a crowd; throws with the seed and the whole talk of the first resident it went wrong with. */
export async function walkCrowd(crowd: Crowd): Promise<void> {
  const { deps, seed, size } = crowd;
  const random = createSeededRandom(seed);
  let now = crowd.startsAt.getTime();
  const clocked: Deps = { ...deps, clock: () => new Date(now) };
  const residents = Array.from(
    { length: size },
    (_, n): Resident => ({
      msisdn: `+48${crowd.firstNumber + n}`,
      random: createSeededRandom(seed * 100_003 + n),
      expected: expectNothing(),
      told: [],
      log: [],
    }),
  );
  const advance = crowd.advance ?? (() => advanceWithKills(clocked, random));
  for (let round = 0; round < crowd.rounds; round += 1) {
    now += jumps[Math.floor(random() * jumps.length)] ?? minute;
    while ((await sweepDeadlines(clocked)) > 0);
    for (const { expected } of residents) passTime(expected, now);
    const turns = residents.map((resident) => ({
      resident,
      turn: takeTurn(resident.expected, now, resident.random),
    }));
    await Promise.all(
      turns.map(async ({ resident, turn }) => {
        if (turn.form !== null) await fillForm(clocked, resident, { categories: turn.form, now });
      }),
    );
    const texts = turns.flatMap(({ resident, turn }) => turn.texts.map((text) => ({ resident, text })));
    const copies = turns.flatMap(({ resident, turn }) =>
      turn.isRepeated ? turn.texts.map((text) => ({ resident, text })) : [],
    );
    await receive(clocked, [...texts, ...copies]);
    await advance(new Date(now));
    await hearReplies(deps.sql, { residents, texts, now, seed });
    await compare(deps.sql, residents, seed);
  }
  await checkConsents(deps.sql, residents);
  for (const resident of residents) checkGuard(resident);
  await checkNobodyIsStuck(
    clocked,
    residents.map(({ msisdn }) => msisdn),
    {
      pass: (ms) => {
        now += ms;
      },
    },
  );
}

/** Two handlers at once. Some of their transactions die before the commit, some right after it, unheard. */
async function advanceWithKills(deps: Deps, random: () => number): Promise<void> {
  let kills = 4;
  const mayDie = (share: number): void => {
    if (kills === 0 || random() > share) return;
    kills -= 1;
    throw Object.assign(new Error('killed'), { code: '57P01' });
  };
  const db = new Proxy(deps.db, {
    get: (target, name) => {
      if (name !== 'transaction') return Reflect.get(target, name);
      return async (act: Parameters<typeof target.transaction>[0]) => {
        const result = await target.transaction(async (tx) => {
          const done = await act(tx);
          mayDie(0.1);
          return done;
        });
        mayDie(0.05);
        return result;
      };
    },
  });
  const handle = async (): Promise<void> => {
    for (let idle = 0; idle < 2; ) {
      const handled = await advanceConversations({ ...deps, db }).catch(() => 1);
      idle = handled > 0 ? 0 : idle + 1;
    }
  };
  await Promise.all([handle(), handle()]);
}

type Sent = { readonly resident: Resident; readonly text: Text };

async function receive({ sql }: Pick<Deps, 'sql'>, sent: readonly Sent[]): Promise<void> {
  const receiver = createMoReceiver({ sql });
  await Promise.all(
    sent.map(({ resident, text }) =>
      receiver.receive({
        from: resident.msisdn,
        to: '48500100100',
        text: text.text,
        sentAt: new Date(text.date),
        gatewayRef: undefined,
        digest: createHash('sha256').update(`${resident.msisdn} ${text.date} ${text.text}`).digest(),
      }),
    ),
  );
}

async function fillForm(
  deps: Deps,
  resident: Resident,
  { categories, now }: { readonly categories: readonly string[]; readonly now: number },
): Promise<void> {
  const parsed = parseMsisdn(resident.msisdn);
  assert.ok(parsed.ok);
  const started = await startSubscription(deps, {
    msisdn: parsed.msisdn,
    visitor: trusted,
    addresses: [{ sym: '0582870' }],
    categories,
    door: 'form',
    wording: 'form',
  });
  if (!started.ok) return;
  const [row] = await deps.sql<{ body: string }[]>`
    select t.body
    from mts m
    join texts t on t.id = m.text_id
    join phones p on p.id = m.phone_id
    where p.msisdn = ${resident.msisdn} and m.item < 0 and t.body like '%na stronie%'
    order by m.id desc
    limit 1`;
  const code = /\b\d{6}\b/.exec(row?.body ?? '')?.[0] ?? '';
  assert.deepEqual(await confirmSubscription(deps, { id: started.id, code, visitor: trusted }), { ok: true });
  joinByForm(resident.expected, categories, now);
  resident.log.push(`${new Date(now).toISOString()} (form ${categories.join(',')})`);
}

/** Reads the answers in the order in which the texts had to be handled, and tells the oracle. */
async function hearReplies(
  sql: Bulk,
  round: {
    readonly residents: readonly Resident[];
    readonly texts: readonly Sent[];
    readonly now: number;
    readonly seed: number;
  },
): Promise<void> {
  const { texts, now } = round;
  const numbers = [...new Set(texts.map(({ resident }) => resident.msisdn))];
  const rows = await sql<
    { sender: string; text: string; sentAt: Date; state: string; replies: readonly string[] }[]
  >`
    select o.sender, o.text, o.sent_at as "sentAt", o.state, array(
      select t.body
      from mts m
      join texts t on t.id = m.text_id
      where m.phone_id = o.phone_id and m.item between o.id * 8 and o.id * 8 + 7
      order by m.item
    ) as replies
    from mos o
    where o.sender = any(${numbers}) and o.id > ${heardUpTo.get(sql) ?? 0}
    order by o.sender, o.sent_at, o.id`;
  const [last] = await sql<{ id: number }[]>`select coalesce(max(id), 0)::int as id from mos`;
  heardUpTo.set(sql, last?.id ?? 0);
  const answered = Map.groupBy(rows, (row) => row.sender);
  for (const [msisdn, handled] of answered) {
    const mine = texts.filter(({ resident }) => resident.msisdn === msisdn);
    const resident = mine[0]?.resident;
    assert.ok(resident !== undefined);
    for (const row of handled) {
      const at = row.sentAt.getTime();
      const sent = mine.find(({ text }) => text.text === row.text && text.date === at);
      assert.ok(sent !== undefined && row.state === 'handled', `${row.state}: ${row.text}`);
      const digits = row.replies.map((reply) => /\b\d{6}\b/.exec(reply)?.[0]).find(Boolean) ?? null;
      const { said, text, date } = sent.text;
      const replies = row.replies.join(' | ');
      resident.log.push(
        `${new Date(now).toISOString()} > ${text} (${said}, ${new Date(date).toISOString()})\n    < ${replies}`,
      );
      for (const reply of row.replies) resident.told.push({ at: now, said, reply });
      try {
        hear(resident.expected, { said, text, date, now, digits });
      } catch (error) {
        throw new Error(`${String(error)}\n${tell(resident, round.seed)}`);
      }
      if (said === 'stay' && /zostajesz/.test(replies)) assertStatus(resident, 'active', round.seed);
    }
    const distinct = new Set(mine.map(({ text }) => `${text.text} ${text.date}`));
    assert.equal(handled.length, distinct.size, 'each text is handled once, repeated or not');
  }
}

// Texts of earlier rounds have been told to the oracle.
const heardUpTo = new WeakMap<Bulk, number>();

async function compare(sql: Bulk, residents: readonly Resident[], seed: number): Promise<void> {
  const rows = await sql<{ msisdn: string; state: string; categories: readonly string[] }[]>`
    select p.msisdn, s.state,
      array(select c.key from categories c where c.id = any(s.categories) order by c.key) as categories
    from subscribers s
    join phones p on p.id = s.phone_id
    where p.msisdn = any(${residents.map(({ msisdn }) => msisdn)})`;
  const stored = new Map(rows.map((row) => [row.msisdn, row]));
  for (const resident of residents) {
    const { expected, msisdn } = resident;
    const row = stored.get(msisdn);
    const isHere = expected.status === 'active' || expected.status === 'suspended';
    const is = { status: row?.state ?? 'unknown', categories: isHere ? (row?.categories ?? []) : [] };
    const must = { status: expected.status, categories: isHere ? [...expected.categories].sort() : [] };
    assert.deepEqual(is, must, tell(resident, seed));
  }
}

function assertStatus(resident: Resident, status: Expected['status'], seed: number): void {
  assert.equal(resident.expected.status, status, tell(resident, seed));
}

function tell({ msisdn, log }: Resident, seed: number): string {
  return `seed ${seed}, ${msisdn}\n${log.join('\n')}`;
}
