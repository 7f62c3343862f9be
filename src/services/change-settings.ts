import { insertAudit } from '#db/audit.ts';
import { upsertSetting } from '#db/installation.ts';
import type { StaffRole } from '#domain/roles.ts';
import { type OfficeSettingKey, officeSettingKeys, officeSettingSchemas } from '#domain/settings.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

export type SettingsAnswer =
  | { readonly ok: true; readonly changed: readonly OfficeSettingKey[] }
  | { readonly ok: false; readonly problems: readonly OfficeSettingKey[] };

/**
 * Stores those of the given settings that differ from what holds; all of them or, when one does not fit its schema,
 * none. Each change is audited by its name. Running processes take it up within a second.
 */
export async function changeSettings(
  deps: Pick<Deps, 'db' | 'office'>,
  change: {
    readonly actor: string;
    readonly role: StaffRole;
    readonly values: Readonly<Partial<Record<OfficeSettingKey, unknown>>>;
  },
): Promise<SettingsAnswer> {
  if (change.role !== 'admin') throw new ServiceError('forbidden', 'only administrators change settings');
  const current = deps.office().settings;
  const problems: OfficeSettingKey[] = [];
  const changed: { readonly key: OfficeSettingKey; readonly value: unknown }[] = [];
  for (const key of officeSettingKeys()) {
    if (!(key in change.values)) continue;
    const parsed = officeSettingSchemas[key].safeParse(change.values[key]);
    if (!parsed.success) problems.push(key);
    else if (JSON.stringify(parsed.data) !== JSON.stringify(current[key]))
      changed.push({ key, value: parsed.data });
  }
  if (problems.length > 0) return { ok: false, problems };
  if (changed.length === 0) return { ok: true, changed: [] };
  await deps.db.transaction(async (tx) => {
    for (const { key, value } of changed) await upsertSetting(tx, { key, value, by: change.actor });
    await insertAudit(tx, {
      actor: change.actor,
      act: 'settings.change',
      detail: { keys: changed.map((setting) => setting.key).join(',') },
    });
  });
  return { ok: true, changed: changed.map((setting) => setting.key) };
}
