// A town in one process: phones in the simulator, the real client, webhooks over HTTP, a real database, and the
// loops of the worker. What a phone shows is what the gateway was asked to send.

import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { startConversations } from '#services/advance-conversations.ts';
import { startDispatcher } from '#services/dispatch.ts';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { createWebhooks } from '../../src/webhooks/webhooks.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createOfficeDeps, type OfficeDeps } from './office-deps.ts';
import { waitFor } from './service.ts';

export const townSecret = 'town-secret-0123456789';

export type Town = {
  readonly database: TestDatabase;
  readonly deps: OfficeDeps;
  readonly simulator: Simulator;
  /** Where the webhooks answer, secret included. */
  readonly webhookUrl: string;
  /** A phone with this number (nine digits). */
  readonly phone: (number: string) => Phone;
  readonly stop: () => Promise<void>;
};

export type Phone = {
  /** Texts the office and resolves to what came back, once the text has been handled and every reply has arrived. */
  readonly say: (text: string, options?: { readonly at?: Date }) => Promise<readonly string[]>;
  /** What has come since the last time one looked. */
  readonly read: () => Promise<readonly string[]>;
  readonly subscriber: () => Promise<
    | { readonly state: string; readonly keys: readonly string[]; readonly addresses: readonly string[] }
    | undefined
  >;
};

/** Call it at the top of a test file: it stops by itself after the file's tests. */
export async function startTown(options?: { readonly logLines?: string[] }): Promise<Town> {
  const database = await createTestDatabase({ size: 6 });
  const simulator = await startSimulator({ settings: { maxPerNumberPerMinute: 0, dlr: { delayMs: 0 } } });
  const gateway = createSmsapiGateway({ url: simulator.url, token: 'practice' });
  const logged = options?.logLines === undefined ? {} : { logLines: options.logLines };
  const deps = await createOfficeDeps(database, { gateway, ...logged });
  const app = new Hono().route(
    '/webhooks/smsapi',
    createWebhooks({ deps, secrets: ['another-secret-0123456789', townSecret], allowedIps: [] }),
  );
  const { server, port } = await listen(app);
  const webhookUrl = `http://127.0.0.1:${port}/webhooks/smsapi/${townSecret}`;
  simulator.change({ callbackUrl: { mo: `${webhookUrl}/mo`, dlr: `${webhookUrl}/dlr` } });
  const conversations = startConversations(deps);
  const dispatcher = startDispatcher(deps, {
    maxRecipients: 100,
    maxCallsPerSecond: 10_000,
    hasBackup: () => false,
    senders: { name: undefined, number: undefined },
  });
  const listening = await database.sql.listen('wici', (what) => {
    if (what === 'outbox') dispatcher.wake('rows');
    if (what === 'runs') dispatcher.wake('runs');
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= stopAll();
    return stopped;
  };
  database.onEnd(stop);
  async function stopAll(): Promise<void> {
    await listening.unlisten();
    await conversations.stop();
    await dispatcher.stop();
    await simulator.stop();
    await new Promise((resolve) => server.close(resolve));
  }
  return {
    database,
    deps,
    simulator,
    webhookUrl,
    phone: (number) => createPhone({ database, simulator, number: `48${number}` }),
    stop,
  };
}

function listen(app: Hono): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({ server: server as Server, port }),
    );
  });
}

function createPhone(line: {
  readonly database: TestDatabase;
  readonly simulator: Simulator;
  readonly number: string;
}): Phone {
  const { database, simulator, number } = line;
  const { sql } = database;
  const msisdn = `+${number}`;
  let seen = 0;

  async function read(): Promise<readonly string[]> {
    await waitFor(
      async () => {
        const [open] = await sql<{ count: number }[]>`
          select count(*)::int as count
          from mts m
          join phones p on p.id = m.phone_id
          where p.msisdn = ${msisdn}
            and (m.not_before is null or m.not_before <= now())
            and m.state in ('planned', 'claimed')`;
        return open?.count === 0;
      },
      { what: 'every reply to be sent' },
    );
    const all = simulator.log({ number }).map((mt) => mt.text);
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh;
  }

  return {
    read,
    say: async (text, options) => {
      const before = await countHandled();
      simulator.sendMo({
        from: number,
        text,
        ...(options?.at === undefined ? {} : { at: options.at.getTime() }),
      });
      await waitFor(async () => (await countHandled()) > before, { what: 'a text to be handled' });
      return read();
    },
    subscriber: async () => {
      const [row] = await sql<{ state: string; keys: string[]; addresses: string[] }[]>`
        select s.state,
          array(select c.key from categories c where c.id = any(s.categories) order by c.position) as keys,
          array(
            select concat_ws(' ', a.sym, a.sym_ul, a.house_number)
            from addresses a
            where a.phone_id = s.phone_id
            order by a.id
          ) as addresses
        from subscribers s
        join phones p on p.id = s.phone_id
        where p.msisdn = ${msisdn}`;
      return row;
    },
  };

  async function countHandled(): Promise<number> {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from mos where sender = ${msisdn} and state <> 'waiting'`;
    return row?.count ?? 0;
  }
}
