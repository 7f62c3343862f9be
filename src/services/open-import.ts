import { insertAudit } from '#db/audit.ts';
import { findSubscriberImport, type SubscriberImport } from '#db/subscriber-imports.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

/** An import for somebody's eyes; each look at its rows is audited. */
export async function openImport(
  deps: Pick<Deps, 'db'>,
  request: { readonly actor: string; readonly id: number },
): Promise<SubscriberImport> {
  const { actor, id } = request;
  const found = await findSubscriberImport(deps.db, id);
  if (found === null) throw new ServiceError('not_found', 'no such import');
  await insertAudit(deps.db, { actor, act: 'import.open', subject: `import:${id}` });
  return found;
}
