import { type ApiToken, findToken, updateTokenUse } from '#db/tokens.ts';
import type { Deps } from './deps.ts';
import { hashToken } from './staff-secrets.ts';

/** The token of an outside system, null when it is not ours or was revoked. Notes its use. */
export async function authenticateToken(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
): Promise<ApiToken | null> {
  if (!/^wici_[A-Za-z0-9_-]{43}$/.test(token)) return null;
  const found = await findToken(deps.db, hashToken(token));
  if (found !== null) await updateTokenUse(deps.db, { id: found.id, now: deps.clock() });
  return found;
}
