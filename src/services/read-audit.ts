import { insertAudit } from '#db/audit.ts';
import type { Deps } from './deps.ts';

/** Notes that the log was taken away as a file. */
export async function noteAuditRead(deps: Pick<Deps, 'db'>, actor: string): Promise<void> {
  await insertAudit(deps.db, { actor, act: 'audit.export' });
}
