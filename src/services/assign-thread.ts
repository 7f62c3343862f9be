import { insertAudit } from '#db/audit.ts';
import { listClerks, lockThread, updateThreadAssignee } from '#db/threads.ts';
import { roleCan } from '#domain/roles.ts';
import type { StaffMember } from './answer-thread.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { threadSubject } from './open-thread.ts';

/** Gives a thread to somebody who may answer, or to nobody. Idempotent. */
export async function assignThread(
  deps: Pick<Deps, 'db'>,
  request: { readonly staff: StaffMember; readonly threadId: number; readonly assigneeId: number | null },
): Promise<void> {
  const { staff, threadId, assigneeId } = request;
  if (!roleCan(staff.role, 'work')) throw new ServiceError('forbidden', 'viewers do not assign');
  await deps.db.transaction(async (tx) => {
    const thread = await lockThread(tx, threadId);
    if (thread === null) throw new ServiceError('not_found', 'no such thread');
    if (thread.assigneeId === assigneeId) return;
    const clerks = await listClerks(tx);
    if (assigneeId !== null && !clerks.some((clerk) => clerk.id === assigneeId))
      throw new ServiceError('invalid', 'no such clerk');
    await updateThreadAssignee(tx, { id: threadId, staffId: assigneeId });
    await insertAudit(tx, {
      actor: `staff:${staff.staffId}`,
      act: 'thread.assign',
      subject: threadSubject(thread),
      detail: { to: assigneeId },
    });
  });
}
