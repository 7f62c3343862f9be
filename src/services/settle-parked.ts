import { insertAudit } from '#db/audit.ts';
import { updateParkedMo } from '#db/inbox.ts';
import { roleCan } from '#domain/roles.ts';
import type { StaffMember } from './answer-thread.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

/** Lets a text that was set aside be handled once more, or ends it; a text that is aside no longer is left alone. */
export async function settleParked(
  deps: Pick<Deps, 'db'>,
  request: { readonly staff: StaffMember; readonly moId: number; readonly act: 'retry' | 'close' },
): Promise<void> {
  const { staff, moId, act } = request;
  if (!roleCan(staff.role, 'work')) throw new ServiceError('forbidden', 'viewers do not settle texts');
  await deps.db.transaction(async (tx) => {
    const isSettled = await updateParkedMo(tx, { id: moId, state: act === 'retry' ? 'waiting' : 'handled' });
    if (!isSettled) return;
    await insertAudit(tx, { actor: `staff:${staff.staffId}`, act: `parked.${act}`, subject: `mo:${moId}` });
  });
}
