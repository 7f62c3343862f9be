import { z } from 'zod';
import { listClauses } from '#db/clauses.ts';
import { listCategories } from '#db/places.ts';
import { findSettingChange, type SettingChange } from '#db/setting-changes.ts';
import { firstClause } from '#domain/clauses.ts';
import { isReplyKey } from '#domain/reply-texts.ts';
import { canRestore, readHistorySubject } from '#domain/setting-history.ts';
import { changeCategory } from './change-categories.ts';
import { changeClause } from './change-clause.ts';
import { changeReplyText } from './change-reply-text.ts';
import { changeSettings } from './change-settings.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import type { Session } from './open-session.ts';

export type RestoreAnswer =
  | { readonly ok: true }
  /** What was good once no longer is: another category has the name, a link is no longer allowed. */
  | { readonly ok: false; readonly problem: 'no_longer_fits' };

const categoryWish = z.object({
  name: z.string(),
  legalBasis: z.string(),
  isCommercial: z.boolean(),
  isActive: z.boolean(),
});

/**
 * Brings back what held before a change. It is a change like any other: checked, audited, and itself in the history,
 * so that it can be taken back too. Throws `not_found`, and `conflict` where there is nothing to bring back.
 */
export async function restoreSetting(
  deps: Pick<Deps, 'db' | 'office'>,
  request: { readonly changeId: number; readonly staff: Pick<Session, 'staffId' | 'role'> },
): Promise<RestoreAnswer> {
  const change = await findSettingChange(deps.db, request.changeId);
  if (change === null) throw new ServiceError('not_found', 'no such change');
  if (!canRestore(change)) throw new ServiceError('conflict', 'nothing of this change can be brought back');
  const isDone = await restore(deps, { change, staff: request.staff });
  return isDone ? { ok: true } : { ok: false, problem: 'no_longer_fits' };
}

async function restore(
  deps: Pick<Deps, 'db' | 'office'>,
  { change, staff }: { readonly change: SettingChange; readonly staff: Pick<Session, 'staffId' | 'role'> },
): Promise<boolean> {
  const actor = `staff:${staff.staffId}`;
  const subject = readHistorySubject(change.subject);
  switch (subject.kind) {
    case 'setting': {
      const values = { [subject.key]: change.before };
      return (await changeSettings(deps, { actor, role: staff.role, values })).ok;
    }
    case 'category': {
      const wish = categoryWish.safeParse(change.before);
      const category = (await listCategories(deps.db)).find(({ key }) => key === subject.key);
      if (!wish.success || category === undefined) return false;
      return (await changeCategory(deps, { id: category.id, ...wish.data, by: staff })).ok;
    }
    case 'clause': {
      const stored = await listClauses(deps.db);
      const wanted = stored.find(({ version }) => version === change.before) ?? firstClause.texts;
      const { pl, uk, en } = wanted;
      const after = stored[0]?.version ?? firstClause.version;
      return (await changeClause(deps, { staff, after, texts: { pl, uk, en } })).ok;
    }
    case 'text': {
      const { before } = change;
      if (!isReplyKey(subject.key)) return false;
      const text = typeof before === 'string' ? before : null;
      return (await changeReplyText(deps, { key: subject.key, text, staff })).ok;
    }
    case 'crest':
    case 'other':
      return false;
    default:
      return subject satisfies never;
  }
}
