// /metrics for Prometheus: not public, a Bearer token opens it. What concerns the office comes from the database, so that
// it is right whichever process is asked and wherever the worker runs; requests, memory and connections are this
// process's own. Nothing in it is of a person: no numbers, no texts, routes by their pattern.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { findChores, findPulse, listLaneWaits } from '#db/cockpit.ts';
import { listCallTotals } from '#db/gateway-samples.ts';
import { countInbox } from '#db/inbox.ts';
import { countConnections, findTotals } from '#db/metrics.ts';
import type { Database } from '#db/pool.ts';
import { replyRunId } from '#db/runs.ts';
import { waitingSince } from '#domain/cockpit.ts';
import { bucketRatio } from '#domain/histogram.ts';
import { lanes } from '#domain/lanes.ts';
import type { Deps } from '#services/deps.ts';
import { outlineError } from '#services/failures.ts';

type CallTotals = Awaited<ReturnType<typeof listCallTotals>>;

const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const callSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The page of figures, and the middleware that measures every request behind it. */
export function createMetrics(options: {
  readonly deps: Pick<Deps, 'db' | 'clock' | 'office' | 'logger'>;
  readonly pool: Database['db'];
  readonly token: string;
}): { readonly app: Hono; readonly measure: MiddlewareHandler } {
  const { deps, pool } = options;
  const register = new Registry();
  collectDefaultMetrics({ register });
  const requests = new Histogram({
    name: 'wici_http_request_seconds',
    help: 'Time to answer, by route; webhooks are counted by what they store',
    labelNames: ['method', 'route', 'status'],
    buckets: requestSeconds,
    registers: [register],
  });
  const office = createOfficeMetrics(register);
  const expected = digest(options.token);

  const app = new Hono();
  app.get('/', async (c) => {
    const [, given = ''] = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (!timingSafeEqual(digest(given), expected)) {
      return c.text('Give the token: Authorization: Bearer …', 401, {
        'www-authenticate': 'Bearer realm="metrics"',
      });
    }
    office.setConnections(countConnections(pool));
    let calls = '';
    try {
      calls = await office.read(deps);
    } catch (error) {
      deps.logger.warn(outlineError(error), 'figures of the database not read');
      office.forget();
    }
    return c.text(`${await register.metrics()}${calls}`, 200, { 'content-type': register.contentType });
  });

  return {
    app,
    measure: async (c, next) => {
      const startedAt = performance.now();
      await next();
      // The method is a word of the sender's: only those that routes have become labels.
      const method = /^(GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS)$/.test(c.req.method) ? c.req.method : 'other';
      const status = `${Math.floor(c.res.status / 100)}xx`;
      const route = findPattern(matchedRoutes(c));
      requests.observe({ method, route, status }, (performance.now() - startedAt) / 1_000);
    },
  };
}

/** The pattern of the route that answered: what is in an address, ids or tokens, is never a label. */
function findPattern(routes: readonly { readonly method: string; readonly path: string }[]): string {
  const route = routes.find(({ method }) => method !== 'ALL');
  if (route !== undefined) return route.path.replace(/\{(?:[^{}]|\{[^{}]*\})*\}/g, '');
  const mounted = routes.find(({ path }) => path === '/api/v1/*' || path === '/telefon/*');
  return mounted?.path ?? 'none';
}

/** Gauges and counters of the office, set anew at each look. */
function createOfficeMetrics(register: Registry) {
  const registers = [register];
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `wici_${name}`, help, labelNames: [...labelNames], registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter<Label>({ name: `wici_${name}`, help, labelNames: [...labelNames], registers });

  const database = gauge('database_up', 'Whether the figures below could be read from the database');
  const inbound = counter('inbound_texts_total', 'Texts from residents');
  const calls = counter('gateway_calls_total', 'Calls to the gateway by outcome', ['lane', 'outcome']);
  const messages = counter(
    'gateway_messages_total',
    'Messages of those calls; lane reply, outcome taken: replies and codes',
    ['lane', 'outcome'],
  );
  const gateway = gauge('gateway_up', 'Whether the gateway answered the last question, one a minute');
  const probe = gauge('gateway_probe_seconds', 'How long that answer took');
  const balance = gauge('balance_points', 'Points left at the gateway; absent when the account hides them');
  const queue = gauge('queue_age_seconds', 'Wait of the oldest message that may go now; 0: nothing waits', [
    'lane',
  ]);
  const text = gauge('inbound_wait_seconds', 'Wait of the oldest text not handled yet; 0: nothing waits');
  const overdue = gauge(
    'receipts_overdue',
    'Messages without a receipt for over a quarter of an hour, at least',
  );
  const danger = gauge('threads_in_danger', 'Open threads in which somebody may be in danger');
  const parked = gauge('parked_texts', 'Texts set aside because they could not be handled');
  const dispatcher = gauge('dispatcher_up', 'Whether a process holds the lease to send');
  const term = gauge('dispatch_lease_term', 'Grows when another process takes the lease');
  const workers = gauge('workers', 'Job runners that have said within ten seconds that they live');
  const connections = gauge('db_pool_connections', 'Connections of this process', ['state']);
  const waiting = gauge('db_pool_waiting', 'Statements of this process that wait for a connection');
  const ofOffice = [
    ...[inbound, calls, messages, gateway, probe, balance, queue, text, overdue, danger, parked],
    ...[dispatcher, term, workers],
  ];

  return {
    setConnections: (of: ReturnType<typeof countConnections>): void => {
      connections.set({ state: 'busy' }, of.busy);
      connections.set({ state: 'idle' }, of.idle);
      waiting.set(of.waiting);
    },
    /** Nothing is told rather than something old. */
    forget: (): void => {
      for (const metric of ofOffice) {
        metric.reset();
        metric.remove();
      }
      database.set(0);
    },
    /** Sets every figure; returns the calls' durations as text, which no metric of the library can hold. */
    read: async ({ db, clock, office }: Pick<Deps, 'db' | 'clock' | 'office'>): Promise<string> => {
      const now = clock();
      const [pulse, waits, chores, inbox, totals, callTotals] = await Promise.all([
        findPulse(db, now),
        listLaneWaits(db, now),
        findChores(db, { now, replyRunId: replyRunId(now) }),
        countInbox(db, null),
        findTotals(db),
        listCallTotals(db),
      ]);
      for (const metric of ofOffice) metric.reset();
      database.set(1);
      inbound.inc(totals.inbound);
      for (const row of callTotals) {
        const labels = { lane: row.lane, outcome: row.outcome };
        calls.inc(labels, row.calls);
        messages.inc(labels, row.messages);
      }
      gateway.set(pulse.probeAt !== null && pulse.failures === 0 ? 1 : 0);
      probe.set((pulse.probeMs ?? 0) / 1_000);
      if (pulse.points === null) balance.remove();
      else balance.set(pulse.points);
      for (const lane of lanes) {
        const since = waits.find((wait) => wait.lane === lane)?.since ?? null;
        const from = since === null ? null : waitingSince({ lane, since }, { now, hours: office().settings });
        queue.set({ lane }, secondsSince(from, now));
      }
      text.set(secondsSince(pulse.textWaitsSince, now));
      overdue.set(chores.overdue);
      danger.set(inbox.danger);
      parked.set(inbox.parked);
      dispatcher.set(pulse.isDispatching ? 1 : 0);
      term.set(totals.leaseTerm);
      workers.set(totals.workers);
      return writeCallSeconds(callTotals);
    },
  };
}

/** Durations of calls the gateway took, in Prometheus's own words: sums over buckets that grow by a tenth. */
function writeCallSeconds(totals: CallTotals): string {
  const name = 'wici_gateway_call_seconds';
  const lines = [
    `# HELP ${name} Time the gateway took to accept a call, within 5%`,
    `# TYPE ${name} histogram`,
  ];
  for (const lane of lanes) {
    const rows = totals.filter((row) => row.lane === lane && row.outcome === 'taken');
    const count = (some: CallTotals): number => some.reduce((sum, row) => sum + row.calls, 0);
    for (const bound of callSeconds) {
      const within = rows.filter(({ bucket }) => bucketRatio ** (bucket + 0.5) <= bound * 1_000);
      lines.push(`${name}_bucket{lane="${lane}",le="${bound}"} ${count(within)}`);
    }
    lines.push(
      `${name}_bucket{lane="${lane}",le="+Inf"} ${count(rows)}`,
      `${name}_sum{lane="${lane}"} ${rows.reduce((sum, row) => sum + row.milliseconds, 0) / 1_000}`,
      `${name}_count{lane="${lane}"} ${count(rows)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function secondsSince(since: Date | null, now: Date): number {
  return since === null ? 0 : Math.max(0, (now.getTime() - since.getTime()) / 1_000);
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
