import { insertAudit } from '#db/audit.ts';
import { insertDataRequest, type RequestKind } from '#db/data-requests.ts';
import { findMsisdn } from '#db/phones.ts';
import { deleteResidentSessionsOf } from '#db/resident-sessions.ts';
import { dayOf } from '#domain/report-period.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { eraseForStaff } from './erase-person.ts';
import { ServiceError } from './errors.ts';

export type RequestAnswered =
  | { readonly ok: true; readonly id: number }
  | { readonly ok: false; readonly problem: 'not_a_day' | 'in_future' };

/**
 * Answers a person's request about their data and enters it in the register, in one transaction: erasing begins with it,
 * access is the page that follows, rectification is what the clerk has just changed.
 */
export async function answerRequest(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: {
    readonly phoneId: number;
    readonly kind: RequestKind;
    /** ISO date on which the person asked. */
    readonly receivedOn: string;
    readonly by: { readonly staffId: number; readonly role: StaffRole };
  },
): Promise<RequestAnswered> {
  const { phoneId, kind, receivedOn, by } = request;
  if (!roleCan(by.role, 'work')) throw new ServiceError('forbidden', 'this role does not handle people');
  const now = deps.clock();
  if (!isDay(receivedOn)) return { ok: false, problem: 'not_a_day' };
  if (receivedOn > dayOf(now)) return { ok: false, problem: 'in_future' };
  const actor = `staff:${by.staffId}`;
  return deps.db.transaction(async (tx) => {
    if ((await findMsisdn(tx, phoneId)) === null)
      throw new ServiceError('not_found', 'nobody has this number');
    if (kind === 'erasure') {
      await eraseForStaff(tx, { phoneId, actor, now });
      await deleteResidentSessionsOf(tx, phoneId);
    }
    const entry = { phoneId, kind, door: 'staff', receivedOn, answeredAt: now, answeredBy: actor } as const;
    const id = await insertDataRequest(tx, entry);
    await insertAudit(tx, {
      actor,
      act: 'person.answer_request',
      subject: `phone:${phoneId}`,
      detail: { kind, request: id },
    });
    return { ok: true, id };
  });
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).year >= 2000;
  } catch {
    return false;
  }
}
