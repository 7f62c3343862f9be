// The public form as attackers reach it: two web processes on one database, addresses and numbers at will, and a clock.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { Hono } from 'hono';
import { type Bulk, openDatabase } from '#db/pool.ts';
import type { Deps, Office } from '#services/deps.ts';
import { createApi } from '../../src/api/api.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from './database.ts';
import { createOfficeDeps } from './office-deps.ts';
import { readCode } from './registration.ts';

export type DoorAnswer = { readonly status: number; readonly page: string; readonly location: string };

export type PublicDoor = {
  readonly sql: Bulk;
  readonly api: ReturnType<typeof createApi>;
  /** One of the two processes, in turn. */
  readonly nextWeb: () => Hono;
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>>,
    options?: { readonly from?: string; readonly headers?: Readonly<Record<string, string>> },
  ) => Promise<DoorAnswer>;
  readonly join: (number: string, from?: string) => Promise<DoorAnswer>;
  /** A number that has joined and confirmed. */
  readonly joinConfirmed: () => Promise<string>;
  /** Codes sent so far. */
  readonly countCodes: () => Promise<number>;
  readonly passTime: (milliseconds: number) => void;
  readonly set: (settings: Partial<Office['settings']>) => void;
  /** A day later, with nothing counted and no limit of money. */
  readonly startAnew: () => Promise<void>;
};

/** A form for the last step, but for the number. */
export const whole = { krok: '3', klauzula: '1', miejscowosc: '0582870', ulica: '17394', dom: '' };

let spread = 0;

/** Numbers that are nobody's neighbours, as people's are; no two tests share one. */
export function newNumber(): string {
  spread += 1;
  return String(600_000_000 + ((spread * 3_141_593) % 10_000_000));
}

export async function openPublicDoor(): Promise<PublicDoor> {
  const database = await createTestDatabase({ size: 8 });
  const { sql } = database;
  const own = await createOfficeDeps(database);
  let settings: Partial<Office['settings']> = {};
  const office = (): Office => ({ ...own.office(), settings: { ...own.office().settings, ...settings } });
  const deps: Deps = { ...own, office };
  const config = { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } };
  const other = await openDatabase({ url: database.url, size: 4 });
  after(() => other.end());
  const first = createWeb({ deps, config });
  const second = createWeb({ deps: { ...deps, db: other.db, sql: other.sql }, config });
  let turn = 0;
  const nextWeb = (): Hono => {
    turn += 1;
    return turn % 2 === 0 ? first : second;
  };
  const post: PublicDoor['post'] = async (path, fields, { from = '192.0.2.1', headers = {} } = {}) => {
    const response = await nextWeb().request(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': from,
        'accept-language': 'pl',
        ...headers,
      },
    });
    const location = response.headers.get('location') ?? '';
    return { status: response.status, page: await response.text(), location };
  };
  const join = (numer: string, from = '192.0.2.1') => post('/zapis', { ...whole, numer }, { from });
  return {
    sql,
    api: createApi({ deps }),
    nextWeb,
    post,
    join,
    joinConfirmed: async () => {
      const number = newNumber();
      const sent = await join(number, `203.0.113.${spread % 250}`);
      assert.equal(sent.status, 303, sent.page);
      await post(sent.location, { kod: (await readCode(sql, `+48${number}`)) ?? '' });
      return number;
    },
    countCodes: async () => Number((await sql`select count(*) from mts where item < 0`)[0]?.count),
    passTime: own.passTime,
    set: (given) => {
      settings = given;
    },
    startAnew: async () => {
      await sql`truncate rate_limits, form_hours, spent_challenges`;
      settings = { formCodesHourGrosze: null };
      own.passTime(25 * 3_600_000);
    },
  };
}

/** Runs so many, fifty at a time. */
export async function inBatches<T>(count: number, act: (n: number) => Promise<T>): Promise<readonly T[]> {
  const done: T[] = [];
  for (let at = 0; at < count; at += 50) {
    const batch = Array.from({ length: Math.min(50, count - at) }, (_, n) => act(at + n));
    done.push(...(await Promise.all(batch)));
  }
  return done;
}
