import { insertAudit } from '#db/audit.ts';
import { lockThread, updateThreadState } from '#db/threads.ts';
import { roleCan } from '#domain/roles.ts';
import type { StaffMember } from './answer-thread.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { threadSubject } from './open-thread.ts';

/** Closes a thread unless a text came that the person has not seen; false: it stays open. Idempotent. */
export async function closeThread(
  deps: Pick<Deps, 'db'>,
  request: { readonly staff: StaffMember; readonly threadId: number; readonly seenMoId: number },
): Promise<boolean> {
  const { staff, threadId, seenMoId } = request;
  return changeState(deps, { staff, threadId, state: 'closed', seenMoId });
}

/** Opens a closed thread again. Idempotent. */
export async function reopenThread(
  deps: Pick<Deps, 'db'>,
  request: { readonly staff: StaffMember; readonly threadId: number },
): Promise<void> {
  await changeState(deps, { ...request, state: 'open', seenMoId: Number.MAX_SAFE_INTEGER });
}

async function changeState(
  deps: Pick<Deps, 'db'>,
  request: {
    readonly staff: StaffMember;
    readonly threadId: number;
    readonly state: 'open' | 'closed';
    readonly seenMoId: number;
  },
): Promise<boolean> {
  const { staff, threadId, state } = request;
  if (!roleCan(staff.role, 'work')) throw new ServiceError('forbidden', 'viewers do not close threads');
  return deps.db.transaction(async (tx) => {
    const thread = await lockThread(tx, threadId);
    if (thread === null) throw new ServiceError('not_found', 'no such thread');
    if (thread.lastMoId > request.seenMoId) return false;
    if (thread.state === state) return true;
    await updateThreadState(tx, { id: threadId, state });
    await insertAudit(tx, {
      actor: `staff:${staff.staffId}`,
      act: state === 'closed' ? 'thread.close' : 'thread.reopen',
      subject: threadSubject(thread),
      detail: { danger: thread.isDanger },
    });
    return true;
  });
}
