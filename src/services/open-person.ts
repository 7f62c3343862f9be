import { insertAudit } from '#db/audit.ts';
import { findPersonPhone, type PersonPhone } from '#db/person.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

/** A person for somebody's eyes; each look is audited by the number's id. Whom the account may see is the door's to ask. */
export async function openPerson(
  deps: Pick<Deps, 'db'>,
  request: { readonly staffId: number; readonly phoneId: number },
): Promise<PersonPhone> {
  const { staffId, phoneId } = request;
  return deps.db.transaction(async (tx) => {
    const phone = await findPersonPhone(tx, phoneId);
    if (phone === null) throw new ServiceError('not_found', 'no such person');
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'person.open', subject: `phone:${phoneId}` });
    return phone;
  });
}
