import { insertAudit } from '#db/audit.ts';
import { listSettings, lockSettings, upsertSetting } from '#db/installation.ts';
import { findLastChangeId, insertSettingChange } from '#db/setting-changes.ts';
import type { StaffRole } from '#domain/roles.ts';
import { historicValue } from '#domain/setting-history.ts';
import {
  type OfficeSettingKey,
  type OfficeSettings,
  officeSettingKeys,
  officeSettingSchemas,
  parseSettings,
} from '#domain/settings.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

export type SettingsAnswer =
  | { readonly ok: true; readonly changed: readonly OfficeSettingKey[] }
  | { readonly ok: false; readonly problems: readonly OfficeSettingKey[] }
  /** Somebody else has changed one of them since the form was made; nothing was stored. */
  | { readonly ok: false; readonly problems: readonly []; readonly isOutdated: true };

type Values = Readonly<Partial<Record<OfficeSettingKey, unknown>>>;

/**
 * Stores those of the given settings that differ from what holds; all of them or, when one does not fit its schema,
 * none. Each change is audited by its name, and its value before kept in the history. Running processes take it up
 * within a second.
 */
export async function changeSettings(
  deps: Pick<Deps, 'db' | 'office'>,
  change: {
    readonly actor: string;
    readonly role: StaffRole;
    readonly values: Values;
    /** The last change of these settings that the person has seen; left out: whatever holds is overwritten. */
    readonly seen?: number | undefined;
  },
): Promise<SettingsAnswer> {
  const { actor, seen } = change;
  if (change.role !== 'admin') throw new ServiceError('forbidden', 'only administrators change settings');
  const checked = checkSettings(change.values);
  if (!checked.ok) return checked;
  return deps.db.transaction(async (tx): Promise<SettingsAnswer> => {
    // Before they are compared: of two who change the same at once the second compares with what the first left.
    await lockSettings(tx);
    const { settings: stored } = parseSettings(await listSettings(tx));
    const current = withEnvironment(stored, deps.office().settings);
    const given = officeSettingKeys().filter((key) => key in change.values);
    const changed = given.filter(
      (key) => !isEqual(checked.values[key], current[key]) && !isEqual(checked.values[key], stored[key]),
    );
    if (changed.length === 0) return { ok: true, changed: [] };
    if (seen !== undefined && (await findLastChangeId(tx, given)) > seen)
      return { ok: false, problems: [], isOutdated: true };
    for (const key of changed) {
      await upsertSetting(tx, { key, value: checked.values[key], by: actor });
      const before = historicValue(key, stored[key]);
      const after = historicValue(key, checked.values[key] ?? stored[key]);
      await insertSettingChange(tx, { actor, subject: key, before, after });
    }
    await insertAudit(tx, { actor, act: 'settings.change', detail: { keys: changed.join(',') } });
    return { ok: true, changed };
  });
}

/** Whether each value fits its schema; nothing is stored. */
export function checkSettings(
  values: Values,
):
  | { readonly ok: true; readonly values: Partial<OfficeSettings> }
  | { readonly ok: false; readonly problems: readonly OfficeSettingKey[] } {
  const fitting: Record<string, unknown> = {};
  const problems: OfficeSettingKey[] = [];
  for (const key of officeSettingKeys()) {
    if (!(key in values)) continue;
    const parsed = officeSettingSchemas[key].safeParse(values[key]);
    if (parsed.success) fitting[key] = parsed.data;
    else problems.push(key);
  }
  if (problems.length > 0) return { ok: false, problems };
  // Each was parsed by its own schema just now: the compiler can't tell through the loop.
  return { ok: true, values: fitting as Partial<OfficeSettings> };
}

/**
 * The settings as stored this moment, with the environment's number and name where the office has none: what a page
 * shows that comes right after a change, which running processes take up within a second.
 */
export async function readFreshSettings(deps: Pick<Deps, 'db' | 'office'>): Promise<OfficeSettings> {
  const { settings } = parseSettings(await listSettings(deps.db));
  return withEnvironment(settings, deps.office().settings);
}

/** The number and name given by the environment hold until the office sets its own. */
function withEnvironment(stored: OfficeSettings, known: OfficeSettings): OfficeSettings {
  return {
    ...stored,
    dialogueNumber: stored.dialogueNumber === '' ? known.dialogueNumber : stored.dialogueNumber,
    senderName: stored.senderName === '' ? known.senderName : stored.senderName,
  };
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
