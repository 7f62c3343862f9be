import { insertAudit } from '#db/audit.ts';
import { deleteSavedAudience, insertSavedAudience } from '#db/saved-audiences.ts';
import type { Audience } from '#domain/audience.ts';
import type { Deps } from './deps.ts';

export type SavedName =
  | { readonly ok: true; readonly id: number }
  | { readonly ok: false; readonly problem: 'length' };

/** Keeps an audience under a name, in place of one that has it. Campaigns copy it: changing it changes none of them. */
export async function saveAudience(
  deps: Pick<Deps, 'db'>,
  given: { readonly name: string; readonly audience: Audience; readonly actor: string },
): Promise<SavedName> {
  const name = given.name.toWellFormed().replace(/\s+/g, ' ').trim();
  if (name.length < 2 || name.length > 80) return { ok: false, problem: 'length' };
  const { audience, actor } = given;
  const id = await deps.db.transaction(async (tx) => {
    const saved = await insertSavedAudience(tx, { name, audience, actor });
    await insertAudit(tx, { actor, act: 'audience.save', subject: `audience:${saved}` });
    return saved;
  });
  return { ok: true, id };
}

/** Forgets a saved audience. Idempotent. */
export async function dropSavedAudience(
  deps: Pick<Deps, 'db'>,
  given: { readonly id: number; readonly actor: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await deleteSavedAudience(tx, given.id))) return;
    await insertAudit(tx, {
      actor: given.actor,
      act: 'audience.delete',
      subject: `audience:${given.id}`,
    });
  });
}
