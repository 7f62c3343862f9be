import { insertAudit } from '#db/audit.ts';
import { insertDeadNumbers, updateAlive, updateTextedAlive } from '#db/dead-numbers.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

const rule = { failures: 3, days: 14, lookBackDays: 180 } as const;

/**
 * Finds numbers that have failed for weeks, so that nothing is spent on them, and those of them that have texted since,
 * which live. Idempotent; once a day is enough. Returns how many of each.
 */
export async function markDeadNumbers(
  deps: Pick<Deps, 'db' | 'clock'>,
): Promise<{ readonly dead: number; readonly alive: number }> {
  return deps.db.transaction(async (tx) => {
    const now = deps.clock();
    const alive = await updateTextedAlive(tx, now);
    const dead = await insertDeadNumbers(tx, { ...rule, now });
    if (dead + alive > 0)
      await insertAudit(tx, { actor: 'system', act: 'numbers.dead', detail: { dead, alive } });
    return { dead, alive };
  });
}

/** A person knows better: the number gets messages again. Refuses with `too_late` when it does already. */
export async function reviveNumber(
  deps: Pick<Deps, 'db' | 'clock'>,
  act: { readonly phoneId: number; readonly actor: string },
): Promise<void> {
  const { phoneId, actor } = act;
  await deps.db.transaction(async (tx) => {
    if (!(await updateAlive(tx, { phoneId, now: deps.clock(), by: actor }))) {
      throw new ServiceError('too_late', `number ${phoneId} is not marked`);
    }
    await insertAudit(tx, { actor, act: 'number.revive', subject: `phone:${phoneId}` });
  });
}
