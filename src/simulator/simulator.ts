// The room simulator/ is a gateway that sends nothing: an HTTP server speaking SMSAPI's protocol (its documentation
// and the official clients), calling our webhooks back as SMSAPI does, failing on demand. Practice mode, tests and
// benchmarks meet it through the real client; it knows nothing of the service it calls.
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { countSegments } from '#domain/segments.ts';
import { createAccountRoutes } from './account-routes.ts';
import { createControlRoutes } from './control-routes.ts';
import { createDlrCalls } from './dlr-calls.ts';
import { createFaults, type Faults } from './faults.ts';
import { createHttpCaller } from './http-call.ts';
import { moEntry, mtEntry, openJournal } from './journal.ts';
import { createMoCalls } from './mo-calls.ts';
import { createRandom } from './random.ts';
import { defaultSettings, mergeSettings, type SettingsPatch, type SimulatorSettings } from './settings.ts';
import { type Bindings, createSmsRoutes } from './sms-routes.ts';
import {
  createStore,
  filterMts,
  type LogFilter,
  type LogSummary,
  type SimulatedMo,
  type SimulatedMt,
  type SimulatorEvent,
  summariseMts,
} from './store.ts';

export type SimulatorOptions = {
  /** 0 = any free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** Where a dedicated number's texts are said to arrive (`sms_to`), digits. */
  readonly officeNumber?: string | undefined;
  readonly callbackUrl?: { readonly mo?: string | undefined; readonly dlr?: string | undefined } | undefined;
  readonly token?: string | undefined;
  /** File that keeps messages and pending callbacks over restarts. */
  readonly journalPath?: string | undefined;
  readonly settings?: SettingsPatch | undefined;
  readonly seed?: number | undefined;
};

type NewMo = {
  readonly from: string;
  readonly text: string;
  readonly to?: string | undefined;
  readonly msgId?: string | undefined;
  readonly at?: number | undefined;
};

/** What a phone shows: both directions, oldest first. */
type PhoneMessage = ({ readonly kind: 'mt' } & SimulatedMt) | ({ readonly kind: 'mo' } & SimulatedMo);

export type Simulator = {
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  readonly settings: () => SimulatorSettings;
  readonly change: (patch: SettingsPatch) => void;
  /** Texts the service from a phone; digits `48…`, or whatever a bad sender would look like. */
  readonly sendMo: (mo: NewMo) => SimulatedMo;
  readonly log: (filter?: LogFilter) => readonly SimulatedMt[];
  readonly summary: (filter?: LogFilter) => LogSummary;
  readonly countTries: (idx: string) => number;
  readonly inbound: () => readonly SimulatedMo[];
  /** The last 100 messages of one phone. */
  readonly listPhone: (number: string) => readonly PhoneMessage[];
  /** Whether no callback is due, running or waiting for its repetition. */
  readonly isQuiet: () => boolean;
  readonly onEvent: (listener: (event: SimulatorEvent) => void) => () => void;
  /** Forgets messages and idx; what is due to be called still is. */
  readonly clear: () => void;
  readonly stop: () => Promise<void>;
};

/** Starts a simulator; it listens once the promise resolves. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const random = createRandom(options.seed ?? 1);
  const given = { ...options.settings, ...(options.token === undefined ? {} : { token: options.token }) };
  const urls = Object.fromEntries(
    Object.entries(options.callbackUrl ?? {}).filter(([, url]) => url !== undefined),
  );
  let settings = mergeSettings(mergeSettings(defaultSettings, given), { callbackUrl: urls });
  const store = createStore(settings.points);
  const faults = createFaults(random);
  const http = createHttpCaller();
  const opened = options.journalPath === undefined ? undefined : openJournal(options.journalPath, store);
  const journal = opened?.journal;
  const shared = { store, settings: () => settings, random, http };
  const mos = createMoCalls({
    ...shared,
    onAcknowledged: ({ id }) => journal?.write([{ t: 'moTaken', id }]),
  });
  const dlrs = createDlrCalls({
    ...shared,
    onStatus: ({ id, status, doneAt }) => journal?.write([{ t: 'status', id, status, doneAt }]),
    onAcknowledged: ({ id }) => journal?.write([{ t: 'reported', id }]),
  });

  function sendMo(mo: NewMo): SimulatedMo {
    const { segments, encoding } = countSegments(mo.text);
    const made: SimulatedMo = {
      seq: store.nextSeq(),
      id: store.nextId(),
      from: mo.from,
      to: mo.to ?? options.officeNumber ?? '48500100100',
      text: mo.text,
      at: mo.at ?? Date.now(),
      msgId: mo.msgId ?? '',
      segments,
      encoding,
      tries: 0,
      acknowledged: false,
    };
    store.mos.push(made);
    journal?.write([moEntry(made)]);
    store.emit({ type: 'mo', number: made.from, id: made.id });
    mos.add(made);
    return made;
  }

  const inside = {
    faults,
    settings: () => settings,
    change: (patch: SettingsPatch) => {
      settings = mergeSettings(settings, patch);
      if (patch.points !== undefined) store.points = patch.points;
      mos.wake();
      dlrs.wake();
    },
    sendMo,
    log: (filter: LogFilter = {}) => filterMts(store, filter),
    summary: (filter: LogFilter = {}) => summariseMts(filterMts(store, filter)),
    countTries: (idx: string) => store.triesByIdx.get(idx) ?? 0,
    inbound: () => store.mos,
    listPhone: (number: string) => listPhone(store.mts, store.mos, number),
    isQuiet: () => mos.isQuiet() && dlrs.isQuiet(),
    onEvent: store.listen,
    clear: () => {
      store.mts.length = 0;
      store.mos.length = 0;
      store.usedIdx.clear();
      store.triesByIdx.clear();
    },
  };

  const sms = createSmsRoutes({
    ...shared,
    faults,
    onAccepted: (mts) => {
      journal?.write(mts.map(mtEntry));
      dlrs.schedule(mts);
    },
  });
  const account = createAccountRoutes({ settings: inside.settings, change: inside.change, http });
  const app = new Hono<Bindings>();
  for (const at of ['/', '/api']) {
    app.route(at, sms);
    app.route(at, account);
  }
  app.route('/_sim', createControlRoutes(inside));
  app.notFound((c) => c.json({ message: 'Not found', error: 'not_found', errors: null }, 404));

  const host = options.host ?? '127.0.0.1';
  const { server, port } = await listen(app, host, options.port ?? 0);
  for (const mo of opened?.unfinished.mos ?? []) mos.add(mo);
  for (const mt of opened?.unfinished.mts ?? []) dlrs.resume(mt);

  return {
    ...inside,
    url: `http://${host}:${port}`,
    port,
    stop: async () => {
      mos.stop();
      dlrs.stop();
      await closeServer(server);
      http.close();
      journal?.close();
    },
  };
}

function listen(
  app: Hono<Bindings>,
  hostname: string,
  port: number,
): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    // The test process lends its global Request and Response to others: leave them alone.
    const server = serve({ fetch: app.fetch, hostname, port, overrideGlobalObjects: false }, (info) =>
      resolve({ server, port: info.port }),
    );
    server.once('error', reject);
  });
}

function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Hanging calls and event streams would keep it open for ever.
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

function listPhone(
  mts: readonly SimulatedMt[],
  mos: readonly SimulatedMo[],
  number: string,
): readonly PhoneMessage[] {
  const sent = lastWhere(mts, (mt) => mt.number === number).map((mt) => ({ ...mt, kind: 'mt' as const }));
  const written = lastWhere(mos, (mo) => mo.from === number).map((mo) => ({ ...mo, kind: 'mo' as const }));
  return [...sent, ...written].sort((a, b) => a.seq - b.seq).slice(-100);
}

function lastWhere<T>(items: readonly T[], test: (item: T) => boolean): T[] {
  const found: T[] = [];
  for (let i = items.length - 1; i >= 0 && found.length < 100; i -= 1) {
    const item = items[i];
    if (item !== undefined && test(item)) found.push(item);
  }
  return found.reverse();
}
