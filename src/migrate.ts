import { runMigrations } from 'graphile-worker';
import { applyMigrations } from '#db/migrations.ts';

/** Brings a database to this release: our tables, then graphile-worker's own schema. Idempotent, safe to run at once. */
export async function migrate(url: string): Promise<readonly string[]> {
  const applied = await applyMigrations(url);
  await runMigrations({ connectionString: url });
  return applied;
}
