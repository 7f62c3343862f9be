// What services are given, on a test's own database: the practice office, a clock that the test moves, a quiet log.
import pino from 'pino';
import { ensureLedgerMonths } from '#db/runs.ts';
import type { Deps } from '#services/deps.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { loadOffice } from '#services/office.ts';
import type { Gateway } from '#sms/gateway.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import type { TestDatabase } from './database.ts';

export type OfficeDeps = Deps & {
  /** Moves the clock; it goes on from there. */
  readonly passTime: (milliseconds: number) => void;
};

/** The practice office (gmina Dopiewo) on this database. */
export async function createOfficeDeps(
  database: TestDatabase,
  options?: { readonly gateway?: Gateway; readonly logLines?: string[] },
): Promise<OfficeDeps> {
  const { db, sql } = database;
  await ensureInstallation(db, { hasGateway: false });
  await loadPracticeData({ db });
  await ensureLedgerMonths(db, new Date());
  // An office at work: its administrators are not led through the first steps.
  await sql`insert into first_steps (closed_at) values (now()) on conflict do nothing`;
  const office = await loadOffice(db);
  const lines = options?.logLines;
  let ahead = 0;
  return {
    db,
    sql,
    gateway: options?.gateway ?? createSmsapiGateway({ url: 'http://127.0.0.1:9', token: 'none' }),
    logger:
      lines === undefined
        ? pino({ level: process.env.WICI_TEST_LOG ?? 'silent' })
        : pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    clock: () => new Date(Date.now() + ahead),
    secretKey: new Uint8Array(32).fill(7),
    office: () => office,
    passTime: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
