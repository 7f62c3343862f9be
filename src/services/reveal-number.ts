import { insertAudit } from '#db/audit.ts';
import { findMsisdn } from '#db/phones.ts';
import { findThread } from '#db/threads.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

/** The whole number of a person, for staff who may see it; each look is audited by the number's id. */
export async function revealNumber(
  deps: Pick<Deps, 'db'>,
  request: {
    readonly staffId: number;
    readonly role: StaffRole;
    readonly phoneId: number;
  },
): Promise<string> {
  if (!roleCan(request.role, 'work')) throw new ServiceError('forbidden', 'viewers see masked numbers only');
  return deps.db.transaction(async (tx) => {
    const msisdn = await findMsisdn(tx, request.phoneId);
    if (msisdn === null) throw new ServiceError('not_found', 'no such number, or it has been erased');
    await insertAudit(tx, {
      actor: `staff:${request.staffId}`,
      act: 'number.reveal',
      subject: `phone:${request.phoneId}`,
    });
    return msisdn;
  });
}

/** The sender of a thread that no answer can reach (a foreign number, a name), for staff who may see it; audited. */
export async function revealSender(
  deps: Pick<Deps, 'db'>,
  request: {
    readonly staffId: number;
    readonly role: StaffRole;
    readonly threadId: number;
  },
): Promise<string> {
  if (!roleCan(request.role, 'work')) throw new ServiceError('forbidden', 'viewers see masked numbers only');
  return deps.db.transaction(async (tx) => {
    const thread = await findThread(tx, request.threadId);
    if (thread === null || thread.sender === null) throw new ServiceError('not_found', 'no such sender');
    await insertAudit(tx, {
      actor: `staff:${request.staffId}`,
      act: 'number.reveal',
      subject: thread.phoneId === null ? `thread:${thread.id}` : `phone:${thread.phoneId}`,
    });
    return thread.sender;
  });
}
