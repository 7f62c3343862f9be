import { insertAudit } from '#db/audit.ts';
import { updateTokenRevoked } from '#db/tokens.ts';
import type { Deps } from './deps.ts';

/** Ends a token: from the commit on each call with it is refused. One that is revoked already stays so. */
export async function revokeToken(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: { readonly id: number; readonly actor: string },
): Promise<void> {
  const { id, actor } = request;
  await deps.db.transaction(async (tx) => {
    if (!(await updateTokenRevoked(tx, { id, now: deps.clock() }))) return;
    await insertAudit(tx, { actor, act: 'token.revoke', subject: `token:${id}` });
  });
}
