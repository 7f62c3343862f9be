// The conversation: how many texts a second are answered, and how soon the gateway has the answer.
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pino from 'pino';
import { type Database, openDatabase } from '#db/pool.ts';
import { ensureLedgerMonths } from '#db/runs.ts';
import { startConversations } from '#services/advance-conversations.ts';
import type { Deps } from '#services/deps.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { loadOffice } from '#services/office.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { createWebhooks } from '../src/webhooks/webhooks.ts';
import { addressOf, typed } from './addresses.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { measureReplies } from './conversation-latency.ts';
import { listen } from './http.ts';
import { postAll } from './poster.ts';

const residents = 4_000;
const connections = 64;
const secret = 'bench-secret-0123456789';
const path = `/webhooks/smsapi/${secret}/mo`;
const firstNumber = 600_000_000;

/** A sign-up campaign, and two rates at which people text. */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  return [await measureSignUps(context), ...(await measureReplies(context))];
}

/**
 * Everybody signs up step by step, in the five texts most people need: ZAPISZ, the locality, street and house, two
 * categories, the code. Through real HTTP; the time is that from the first call to the last reply's commit.
 */
async function measureSignUps(context: BenchContext): Promise<BenchRow> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url });
  const { db, sql } = database;
  await ensureInstallation(db, { hasGateway: false });
  await loadPracticeData({ db });
  await ensureLedgerMonths(db, new Date());
  const office = await loadOffice(db);
  const deps: Deps = {
    db,
    sql,
    gateway: createSmsapiGateway({ url: 'http://127.0.0.1:9', token: 'none' }),
    logger: pino({ level: 'warn' }, pino.destination(2)),
    clock: () => new Date(),
    secretKey: new Uint8Array(32).fill(7),
    office: () => office,
  };
  const app = new Hono().route(
    '/webhooks/smsapi',
    createWebhooks({ deps, secrets: [secret], allowedIps: [] }),
  );
  const web = await listen(
    (ready) => serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ready) as Server,
  );
  const conversations = startConversations(deps);
  try {
    await signUp(database, { port: web.port, first: firstNumber + residents, count: 500 });
    const seconds = await signUp(database, { port: web.port, first: firstNumber, count: residents });
    const spent = Object.values(seconds).reduce((sum, one) => sum + one, 0);
    await conversations.stop();
    const raw = await measureRaw(database);
    const value = (residents * 5) / spent;
    const steps = Object.entries(seconds).map(([step, one]) => `${step} ${Math.round(residents / one)}`);
    return {
      name: `sign-ups in five texts by ${residents} people, webhook to reply row (${steps.join(', ')})`,
      value,
      unit: 'texts/s',
      baseline: raw,
      ratio: value / raw,
      note: 'the same rows by INSERT … SELECT, 1 000 texts a commit; goal 3 000 texts/s',
    };
  } finally {
    await conversations.stop();
    web.server.close();
    await database.end();
    await drop();
  }
}

type Crowd = { readonly port: number; readonly first: number; readonly count: number };

/** Seconds that each step took. */
async function signUp(database: Database, crowd: Crowd): Promise<Readonly<Record<string, number>>> {
  const { sql } = database;
  const seconds: Record<string, number> = {};
  const steps: Readonly<Record<string, (n: number) => string>> = {
    ZAPISZ: (n) => (n % 3 === 0 ? 'Zapisz' : n % 3 === 1 ? 'ZAPISZ' : 'zapisz.'),
    locality: (n) => typed(addressOf(n).locality, n),
    street: (n) => `${typed(addressOf(n).street, n)} ${(n % 90) + 1}`,
    categories: (n) => (n % 4 === 0 ? 'wszystko' : n % 4 === 1 ? '1 i 3' : n % 4 === 2 ? '2' : 'brak'),
  };
  for (const [step, text] of Object.entries(steps)) seconds[step] = await say(database, crowd, text);
  const codes = new Map(
    (
      await sql<{ msisdn: string; code: string }[]>`
        select p.msisdn, substring(t.body from '[0-9]{6}') as code
        from phones p
        join mts m on m.phone_id = p.id
        join texts t on t.id = m.text_id
        where t.secret_until is not null`
    ).map((row) => [row.msisdn, row.code]),
  );
  seconds.code = await say(database, crowd, (n) => codes.get(`+48${crowd.first + n}`) ?? 'none');
  const [row] = await sql<{ active: number }[]>`
    select count(*)::int as active
    from subscribers s
    join phones p on p.id = s.phone_id
    where s.state = 'active'
      and p.msisdn between ${`+48${crowd.first}`} and ${`+48${crowd.first + crowd.count - 1}`}`;
  if (row?.active !== crowd.count) throw new Error(`${row?.active} of ${crowd.count} have signed up.`);
  return seconds;
}

async function say({ sql }: Database, crowd: Crowd, text: (n: number) => string): Promise<number> {
  const date = Math.floor(Date.now() / 1_000);
  const bodies = Array.from({ length: crowd.count }, (_, n) =>
    String(
      new URLSearchParams({
        sms_from: `48${crowd.first + n}`,
        sms_to: '48500100100',
        sms_text: text(n),
        sms_date: `${date}`,
        MsgId: '',
      }),
    ),
  );
  const startedAt = performance.now();
  await postAll({ port: crowd.port, path, connections, bodies });
  for (;;) {
    const waiting = await sql`select 1 from mos where state = 'waiting' limit 1`;
    if (waiting.length === 0) return (performance.now() - startedAt) / 1_000;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const tables = ['mos', 'conversations', 'codes', 'texts', 'mts', 'subscribers', 'addresses', 'consents'];

/** The rows that the service left, written once more with nothing to decide. */
async function measureRaw({ sql }: Database): Promise<number> {
  for (const table of tables) await sql.unsafe(`create table raw_${table} (like ${table} including all)`);
  const [row] = await sql<{ texts: number }[]>`select count(*)::int as texts from mos`;
  const commits = Math.ceil((row?.texts ?? 0) / 1_000);
  const startedAt = performance.now();
  for (let n = 0; n < commits; n += 1) {
    await sql.begin(async (tx) => {
      for (const table of tables) {
        const key = { conversations: 'phone_id', subscribers: 'phone_id', codes: 'phone_id' }[table] ?? 'id';
        await tx.unsafe(
          `insert into raw_${table} overriding system value select * from ${table} where ${key} % ${commits} = ${n}`,
        );
      }
    });
  }
  return (row?.texts ?? 0) / ((performance.now() - startedAt) / 1_000);
}
