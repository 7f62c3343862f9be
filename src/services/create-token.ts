import { insertAudit } from '#db/audit.ts';
import { insertToken } from '#db/tokens.ts';
import type { ApiScope } from '#domain/scopes.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { hashToken, newToken } from './staff-secrets.ts';

/**
 * Makes a token for an outside system and returns it: the only time it is seen, as only its SHA-256 is stored.
 * Throws `conflict` when the name is taken, `invalid` when it is empty or longer than 60 characters.
 */
export async function createToken(
  deps: Pick<Deps, 'db'>,
  request: { readonly name: string; readonly scopes: readonly ApiScope[]; readonly actor: string },
): Promise<string> {
  const name = request.name.trim();
  if (name === '' || name.length > 60)
    throw new ServiceError('invalid', 'A token needs a name of at most 60 characters.');
  const token = `wici_${newToken().token}`;
  await deps.db.transaction(async (tx) => {
    const id = await insertToken(tx, { name, hash: hashToken(token), scopes: request.scopes });
    if (id === null) throw new ServiceError('conflict', `There is a token named '${name}' already.`);
    await insertAudit(tx, {
      actor: request.actor,
      act: 'token.create',
      subject: `token:${id}`,
      detail: { scopes: request.scopes.join(',') },
    });
  });
  return token;
}
