import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pino from 'pino';
import { type Bulk, openDatabase } from '#db/pool.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { createGroupCommit } from '#services/group-commit.ts';
import { loadOffice } from '#services/office.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { createWebhooks } from '../src/webhooks/webhooks.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { listen, postForms } from './http.ts';

const connections = 64;
const warmUpCalls = 2_000;
const calls = 15_000;
const rounds = 3;
const secret = 'bench-secret-0123456789';

/** Inbound texts acknowledged after their commit, a second: the webhook, and the least that could do the same. */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url });
  const { db, sql } = database;
  await ensureInstallation(db, { hasGateway: false });
  await sql`create table raw_mos (like mos including all)`;
  const office = await loadOffice(db);
  const gateway = createSmsapiGateway({ url: 'http://127.0.0.1:9', token: 'none' });
  const deps = {
    sql,
    gateway,
    logger: pino({ level: 'silent' }),
    clock: () => new Date(),
    office: () => office,
  };
  const app = new Hono().route(
    '/webhooks/smsapi',
    createWebhooks({ deps, secrets: [secret], allowedIps: [] }),
  );
  const ours = await listen(
    (ready) => serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ready) as Server,
  );
  const raw = await listen((ready) => createRawServer(sql).listen(0, '127.0.0.1', ready));
  const results: { readonly ours: number; readonly raw: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const pair = { round, path: `/webhooks/smsapi/${secret}/mo` };
    results.push({
      raw: await measure({ ...pair, port: raw.port }),
      ours: await measure({ ...pair, port: ours.port }),
    });
  }
  ours.server.close();
  raw.server.close();
  await database.end();
  await drop();
  // The middle round by ratio: the first warms both up, and neighbours on the machine come and go.
  const middle = results.toSorted((a, b) => a.ours / a.raw - b.ours / b.raw)[Math.floor(rounds / 2)];
  if (middle === undefined) return [];
  return [
    {
      name: `inbound texts stored and acknowledged, ${connections} connections`,
      value: middle.ours,
      unit: 'acks/s',
      baseline: middle.raw,
      ratio: middle.ours / middle.raw,
      note: 'bare node:http, body by URLSearchParams, group commit into a table with the same indexes',
    },
  ];
}

type RawMo = {
  readonly digest: string;
  readonly from: string;
  readonly text: string;
  readonly sentAt: string;
};

function createRawServer(sql: Bulk): Server {
  const store = createGroupCommit<RawMo>({
    write: async (mos) => {
      await sql`
        insert into raw_mos (digest, sender, recipient, text, sent_at, state)
        select decode(digest, 'hex'), sender, '', text, sent_at, 'waiting'
        from unnest(
          ${mos.map((mo) => mo.digest)}::text[],
          ${mos.map((mo) => mo.from)}::text[],
          ${mos.map((mo) => mo.text)}::text[],
          ${mos.map((mo) => mo.sentAt)}::timestamptz[]
        ) as given (digest, sender, text, sent_at)
        on conflict (digest) do nothing`;
    },
    mostPerWrite: 1_000,
    mostWaiting: 100_000,
  });
  return createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += String(chunk);
    });
    incoming.on('end', async () => {
      const form = new URLSearchParams(body);
      const digest = createHash('sha256').update(body).digest('hex');
      const sentAt = new Date(Number(form.get('sms_date')) * 1000).toISOString();
      await store([{ digest, from: `+${form.get('sms_from')}`, text: form.get('sms_text') ?? '', sentAt }]);
      outgoing.writeHead(200, { 'content-type': 'text/plain' }).end('OK');
    });
  });
}

async function measure(target: {
  readonly port: number;
  readonly path: string;
  readonly round: number;
}): Promise<number> {
  const form = (n: number): string => {
    const from = `48${600_000_000 + (n % 1_000_000)}`;
    const text = `na+ulicy+lipowej+lezy+drzewo+${target.round}+${n}`;
    return `sms_from=${from}&sms_to=48500100100&sms_text=${text}&sms_date=1795000000&MsgId=`;
  };
  const over = { ...target, connections };
  await postForms(over, { from: 0, calls: warmUpCalls, form });
  const startedAt = performance.now();
  await postForms(over, { from: warmUpCalls, calls, form });
  return calls / ((performance.now() - startedAt) / 1000);
}
