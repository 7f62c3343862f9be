import { insertAudit } from '#db/audit.ts';
import { insertDeclaration } from '#db/declarations.ts';
import { type Declaration, findDeclarationProblems } from '#domain/declaration.ts';
import { dayOf } from '#domain/report-period.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

export type DeclarationSaved =
  | { readonly ok: true }
  | { readonly ok: false; readonly problems: ReturnType<typeof findDeclarationProblems> };

/** Keeps a draft as it is, or publishes a declaration that is complete; what was before stays in the table. */
export async function saveDeclaration(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: {
    readonly content: Declaration;
    readonly wish: 'draft' | 'publish';
    readonly by: { readonly staffId: number; readonly role: StaffRole };
  },
): Promise<DeclarationSaved> {
  const { content, wish, by } = request;
  if (!roleCan(by.role, 'govern'))
    throw new ServiceError('forbidden', 'only administrators write the declaration');
  const now = deps.clock();
  if (wish === 'publish') {
    const problems = findDeclarationProblems(content, dayOf(now));
    if (Object.keys(problems).length > 0) return { ok: false, problems };
  }
  const actor = `staff:${by.staffId}`;
  await deps.db.transaction(async (tx) => {
    await insertDeclaration(tx, { content, publishedAt: wish === 'publish' ? now : null, by: actor });
    await insertAudit(tx, { actor, act: wish === 'publish' ? 'declaration.publish' : 'declaration.save' });
  });
  return { ok: true };
}
