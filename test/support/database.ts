// A real PostgreSQL database per test file, cloned from a migrated template in milliseconds.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import postgres from 'postgres';
import { listMigrations } from '#db/migrations.ts';
import { type Database, openDatabase } from '#db/pool.ts';
import { migrate } from '../../src/migrate.ts';
import { getTestServerUrl } from './cluster.ts';

export type TestDatabase = Database & {
  readonly url: string;
  /** Ends what works on the database before it goes: hooks run in the order they were added, so one added later is too late. */
  readonly onEnd: (act: () => unknown) => void;
};

/** A fresh, migrated, empty database; dropped after the test file has run. */
export async function createTestDatabase(options?: { readonly size?: number }): Promise<TestDatabase> {
  const server = await getTestServerUrl();
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    const template = await ensureTemplate(admin, server);
    await admin.unsafe(`create database ${name} template ${template} strategy wal_log`);
  } finally {
    await admin.end();
  }
  const url = withDatabase(server, name);
  const database = await openDatabase({ url, size: options?.size ?? 4 });
  const ends: (() => unknown)[] = [];
  after(async () => {
    for (const act of ends.toReversed()) await act();
    await database.end();
    const dropper = postgres(server, { max: 1, onnotice: () => undefined });
    await dropper.unsafe(`drop database if exists ${name} with (force)`);
    await dropper.end();
  });
  return {
    ...database,
    url,
    onEnd: (act) => {
      ends.push(act);
    },
  };
}

async function ensureTemplate(admin: postgres.Sql, server: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await listMigrations()) {
    hash.update(await readFile(new URL(`../../migrations/${file}`, import.meta.url)));
  }
  const name = `template_${hash.digest('hex').slice(0, 12)}`;
  // Test files run as processes at the same time: one of them builds the template.
  await admin`select pg_advisory_lock(7117003)`;
  try {
    const found = await admin`select 1 from pg_database where datname = ${name}`;
    if (found.length === 0) {
      const building = `${name}_building`;
      await admin.unsafe(`drop database if exists ${building} with (force)`);
      await admin.unsafe(`create database ${building}`);
      await migrate(withDatabase(server, building));
      await admin.unsafe(`alter database ${building} rename to ${name}`);
    }
  } finally {
    await admin`select pg_advisory_unlock(7117003)`;
  }
  return name;
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
