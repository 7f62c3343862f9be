import { insertAudit } from '#db/audit.ts';
import { findThread, type Thread, updateThreadRead } from '#db/threads.ts';
import { roleCan } from '#domain/roles.ts';
import type { StaffMember } from './answer-thread.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

/**
 * A thread for somebody's eyes: its texts count as read, unless a viewer opened it, who can do nothing about them.
 * Each look is audited by ids.
 */
export async function openThread(
  deps: Pick<Deps, 'db'>,
  request: { readonly staff: StaffMember; readonly threadId: number },
): Promise<Thread> {
  const { staff, threadId } = request;
  return deps.db.transaction(async (tx) => {
    const thread = await findThread(tx, threadId);
    if (thread === null) throw new ServiceError('not_found', 'no such thread');
    if (roleCan(staff.role, 'work') && thread.unread > 0)
      await updateThreadRead(tx, { id: threadId, moId: thread.lastMoId });
    await insertAudit(tx, {
      actor: `staff:${staff.staffId}`,
      act: 'thread.open',
      subject: threadSubject(thread),
    });
    return thread;
  });
}

/** What the audit log calls a thread: the person's id, or the thread's where nobody's number is known. */
export function threadSubject(thread: Pick<Thread, 'id' | 'phoneId'>): string {
  return thread.phoneId === null ? `thread:${thread.id}` : `phone:${thread.phoneId}`;
}

/** Notes that staff searched the texts of residents; the words are not kept. */
export async function noteTextSearch(deps: Pick<Deps, 'db'>, staff: StaffMember): Promise<void> {
  if (!roleCan(staff.role, 'work')) throw new ServiceError('forbidden', 'viewers do not search texts');
  await insertAudit(deps.db, { actor: `staff:${staff.staffId}`, act: 'inbox.search' });
}
