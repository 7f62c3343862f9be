import { insertAudit } from '#db/audit.ts';
import { GatewayError } from '#sms/gateway.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { findOurs, isCalled, type LiveAccess, listCallbackUrls } from './live-checks.ts';
import type { Session } from './open-session.ts';

export type RegisterAnswer =
  | { readonly ok: true; readonly made: number }
  | { readonly ok: false; readonly problem: 'no_token' | 'no_url' | 'refused'; readonly code: string };

/**
 * Gives the gateway our addresses for texts and receipts, and switches on those it has stopped calling. What stands is
 * left alone, so it may be repeated: killed between the two, the next press adds the one that is missing.
 */
export async function registerCallbacks(
  deps: Pick<Deps, 'db'>,
  request: { readonly access: LiveAccess; readonly staff: Pick<Session, 'staffId' | 'role'> },
): Promise<RegisterAnswer> {
  const { access, staff } = request;
  if (staff.role !== 'admin') throw new ServiceError('forbidden', 'only administrators register callbacks');
  const { account } = access;
  if (account === undefined) return { ok: false, problem: 'no_token', code: '' };
  const wanted = listCallbackUrls(access);
  if (wanted.length === 0) return { ok: false, problem: 'no_url', code: '' };
  let made = 0;
  try {
    const listed = await account.listCallbacks();
    for (const { type, urls } of wanted) {
      const found = findOurs(listed, { type, urls });
      const [url] = urls;
      if (found !== undefined && isCalled(found)) continue;
      if (found !== undefined) await account.activateCallback(found.id);
      else if (url !== undefined) await account.createCallback({ type, url });
      made += 1;
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { ok: false, problem: 'refused', code: String(error.code ?? error.kind) };
  } finally {
    if (made > 0) {
      const actor = `staff:${staff.staffId}`;
      await insertAudit(deps.db, { actor, act: 'installation.register_callbacks', detail: { count: made } });
    }
  }
  return { ok: true, made };
}
