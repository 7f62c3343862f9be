import { readdir, readFile } from 'node:fs/promises';
import postgres from 'postgres';

const folder = new URL('../../migrations/', import.meta.url);

/** Any fixed number: one migrator at a time in one database. */
const lockKey = 7_117_002;

/**
 * Applies the numbered files of migrations/ that this database has not seen, each in its own transaction, under
 * an advisory lock, so that several processes may start at once. Returns the names applied.
 * Throws when the database knows a migration that this release does not: an older release must not run on it.
 * SIGKILL leaves whole migrations only: the file and its note commit together.
 */
export async function applyMigrations(url: string): Promise<readonly string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 });
  try {
    await sql`select pg_advisory_lock(${lockKey})`;
    await sql`
      create table if not exists migrations (
        name text primary key,
        applied_at timestamptz not null default now()
      )`;
    const applied = new Set((await sql`select name from migrations`).map((row) => String(row.name)));
    const files = await listMigrations();
    for (const name of applied) {
      if (!files.includes(name)) {
        throw new Error(
          `The database was migrated by a newer release (${name}); start that release or a later one.`,
        );
      }
    }
    const missing = files.filter((name) => !applied.has(name));
    for (const name of missing) {
      const text = await readFile(new URL(name, folder), 'utf8');
      await sql.begin(async (tx) => {
        await tx.unsafe(text);
        await tx`insert into migrations (name) values (${name})`;
      });
    }
    return missing;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Names of the migration files in order. */
export async function listMigrations(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
}
