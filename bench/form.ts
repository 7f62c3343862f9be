// The public form under a steady stream: codes asked for at 100 a second, places completed at 200 a second. A call
// starts when it is due, whether or not those before it have been answered, as people do; its time counts from then.
import { Agent, request, type Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pino from 'pino';
import { type Bulk, openDatabase } from '#db/pool.ts';
import { ensureLedgerMonths } from '#db/runs.ts';
import type { Deps } from '#services/deps.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { loadOffice } from '#services/office.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { createApi } from '../src/api/api.ts';
import { createWeb } from '../src/web/web.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { listen } from './http.ts';

const seconds = 12;
const warmUpSeconds = 3;
const streets = 5_000;
const city = '9999999';
const trustedProxies = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const { db, sql, end } = await openDatabase({ url });
  try {
    await ensureInstallation(db, { hasGateway: false });
    await loadPracticeData({ db });
    await addCity(sql);
    await ensureLedgerMonths(db, new Date());
    const loaded = await loadOffice(db);
    // What is measured is a busy day on which the office lets codes cost what they cost.
    const office = { ...loaded, settings: { ...loaded.settings, formCodesHourGrosze: null } };
    const gateway = createSmsapiGateway({ url: 'http://127.0.0.1:9', token: 'none' });
    const logger = pino({ level: 'silent' });
    const secretKey = new Uint8Array(32).fill(7);
    const deps: Deps = { db, sql, gateway, logger, clock: () => new Date(), secretKey, office: () => office };
    const config = { publicUrl: undefined, trustedProxies, smsapi: { number: '48500100200' } };
    const app = new Hono();
    const api = createApi({ deps, config });
    app.mount('/api/v1', (given, env) => api.fetch(given, env));
    app.route('/', createWeb({ deps, config }));
    const { server, port } = await listen(
      (ready) => serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ready) as Server,
    );
    const [submit, complete] = [
      await stream({ port, aSecond: 100, call: submitForm }),
      await stream({ port, aSecond: 200, call: completeStreet }),
    ];
    server.closeAllConnections();
    server.close();
    return [
      row('form sent, code queued, p99 at 100 a second', { value: submit, most: 50 }),
      row(`street of ${streets} completed, p99 at 200 a second`, { value: complete, most: 20 }),
    ];
  } finally {
    await end();
    await drop();
  }
}

function row(name: string, { value, most }: { readonly value: number; readonly most: number }): BenchRow {
  return { name, value, unit: 'ms', baseline: most, ratio: most / value, note: 'the most it may take' };
}

/** A city whose streets are all different. */
async function addCity(sql: Bulk): Promise<void> {
  await sql`
    insert into localities (sym, name, kind, sympod, terc)
    values (${city}, 'Wielkie', '96', ${city}, '3021052')`;
  const roots = ['Lip', 'Brzoz', 'Sosn', 'Kasztan', 'Klon', 'Topol', 'Akacj', 'Ogrod', 'Pol', 'Kwiat'];
  const endings = ['owa', 'ana', 'na', 'ecka', 'owska', 'iczna', 'anka', 'acka', 'icka', 'iana'];
  await sql`
    insert into streets (sym, sym_ul, cecha, nazwa_1, nazwa_2)
    select ${city}, lpad(n::text, 5, '0'), 'ul.',
      (${sql.array(roots)}::text[])[1 + n % 10] || (${sql.array(endings)}::text[])[1 + n / 10 % 10]
        || ' ' || chr(65 + n / 100 % 25) || chr(97 + n / 2500 % 25) || 'a', ''
    from generate_series(0, ${streets - 1}) n`;
}

type Call = {
  readonly path: string;
  readonly body?: string;
  readonly status: number;
};

function submitForm(n: number): Call {
  const fields = {
    krok: '3',
    klauzula: '1',
    // Nobody's neighbours, as people's numbers are: runs would be asked for a proof.
    numer: String(600_000_000 + ((n * 3_141_593) % 10_000_000)),
    miejscowosc: '0582870',
    ulica: '17394',
    dom: String(1 + (n % 99)),
    kategorie: 'sport',
  };
  return { path: '/zapis', body: new URLSearchParams(fields).toString(), status: 303 };
}

/** What stands in the field while somebody types, now and then with a slip. */
function completeStreet(n: number): Call {
  const typed = ['lip', 'lipo', 'brzozo', 'sosnowska', 'kastan', 'klonowa b', 'topolanka', 'akaci'][n % 8];
  return { path: `/api/v1/places?locality=${city}&q=${encodeURIComponent(typed ?? '')}`, status: 200 };
}

/** The 99th percentile, in milliseconds, of the calls of a steady stream; those of the first seconds warm up. */
async function stream(given: {
  readonly port: number;
  readonly aSecond: number;
  readonly call: (n: number) => Call;
}): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const start = performance.now();
  const calls = Array.from({ length: (warmUpSeconds + seconds) * given.aSecond }, async (_, n) => {
    const due = start + (n * 1_000) / given.aSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    await send(agent, { port: given.port, call: given.call(n), from: addressOf(n) });
    return performance.now() - due;
  });
  const times = (await Promise.all(calls)).slice(warmUpSeconds * given.aSecond).toSorted((a, b) => a - b);
  agent.destroy();
  return times[Math.floor(times.length * 0.99)] ?? 0;
}

/** Each call from a network of its own, or the limits of one would be measured. */
function addressOf(n: number): string {
  return `${20 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.7`;
}

function send(
  agent: Agent,
  { port, call, from }: { readonly port: number; readonly call: Call; readonly from: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { path, body, status } = call;
    const headers = {
      'x-forwarded-for': from,
      'accept-encoding': 'gzip',
      ...(body === undefined
        ? {}
        : {
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': Buffer.byteLength(body),
          }),
    };
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request({ agent, host: '127.0.0.1', port, path, method, headers }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === status
          ? resolve()
          : reject(new Error(`${path} answered ${answer.statusCode}, not ${status}`)),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
