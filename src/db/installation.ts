import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const installationRow = z.object({
  epoch: z.string(),
  mode: z.enum(['practice', 'live']),
  simulatorUrl: z.string().nullable(),
  createdAt: z.date(),
  liveAt: z.date().nullable(),
});

export type Installation = z.infer<typeof installationRow>;

/** The one row of this installation; null before its first start. */
export async function findInstallation(db: CommonQueryMethods): Promise<Installation | null> {
  return db.maybeOne(sql.type(installationRow)`
    select epoch, mode, simulator_url as "simulatorUrl", created_at as "createdAt", live_at as "liveAt"
    from installation`);
}

/** Records the first start; the first of several processes wins. */
export async function insertInstallation(
  db: CommonQueryMethods,
  row: { readonly epoch: string; readonly mode: Installation['mode'] },
): Promise<void> {
  await db.query(sql.unsafe`
    insert into installation (epoch, mode, live_at)
    values (${row.epoch}, ${row.mode}, case when ${row.mode} = 'live' then now() end)
    on conflict do nothing`);
}

/** Where the simulator of practice mode listens; told to workers in other processes. */
export async function updateSimulatorUrl(db: CommonQueryMethods, url: string): Promise<void> {
  await db.query(sql.unsafe`update installation set simulator_url = ${url}`);
}

/** From now on messages really leave; there is no way back in the same installation. */
export async function updateToLive(tx: DatabaseTransactionConnection): Promise<void> {
  await tx.query(sql.unsafe`
    update installation
    set mode = 'live', live_at = now(), simulator_url = null
    where mode = 'practice'`);
}

const settingRow = z.object({ key: z.string(), value: z.unknown() });

/** All stored settings; `parseSettings` of the domain gives the rest their defaults. */
export async function listSettings(db: CommonQueryMethods): Promise<readonly z.infer<typeof settingRow>[]> {
  return db.any(sql.type(settingRow)`select key, value from settings`);
}

/** Stores one setting. */
export async function upsertSetting(
  tx: DatabaseTransactionConnection,
  setting: { readonly key: string; readonly value: unknown; readonly by: string },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into settings (key, value, updated_by)
    values (${setting.key}, ${JSON.stringify(setting.value)}::jsonb, ${setting.by})
    on conflict (key) do update
    set value = excluded.value, updated_at = now(), updated_by = excluded.updated_by`);
}

/** False while the database cannot be reached. */
export async function isDatabaseUp(db: CommonQueryMethods): Promise<boolean> {
  try {
    await db.query(sql.unsafe`select 1`);
    return true;
  } catch {
    return false;
  }
}

/** Settings change one change at a time: what was read after this stands until the transaction ends. Reads go on. */
export async function lockSettings(tx: DatabaseTransactionConnection): Promise<void> {
  await tx.query(sql.unsafe`lock table settings in share row exclusive mode`);
}

/** Takes back stored settings, so that what comes with the release holds. */
export async function deleteSetting(tx: DatabaseTransactionConnection, key: string): Promise<void> {
  await tx.query(sql.unsafe`delete from settings where key = ${key}`);
}
