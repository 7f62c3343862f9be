import { updateMembersMoved } from '#db/areas.ts';
import { insertAudit } from '#db/audit.ts';
import {
  countUnmatchedStreets,
  deletePlaceOrphan,
  isLivePlace,
  lockPlaceOrphan,
  updateAddressesMoved,
} from '#db/place-orphans.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

type Place = { readonly sym: string; readonly symUl: string | null };

/**
 * A human's word on where the people of a vanished place belong: moves their addresses there and forgets the place.
 * Refuses a successor that the register has not, and, unless told otherwise, one that would lose people's streets.
 */
export async function settlePlaceOrphan(
  deps: Pick<Deps, 'db'>,
  request: {
    readonly orphanId: number;
    readonly successor: Place;
    /** Streets that the other locality has not: their people stay with the locality only. */
    readonly unmatchedStreets: 'refuse' | 'leave_out';
    readonly actor: string;
    readonly role: StaffRole;
  },
): Promise<{ readonly moved: number }> {
  const { orphanId, successor, actor } = request;
  if (!roleCan(request.role, 'work')) throw new ServiceError('forbidden', 'viewers do not move addresses');
  return deps.db.transaction(async (tx) => {
    const from = await lockPlaceOrphan(tx, orphanId);
    if (from === null) throw new ServiceError('not_found', 'this orphan has been settled already');
    if (!(await isLivePlace(tx, successor))) {
      throw new ServiceError('invalid', 'the successor is no place of the register');
    }
    const isWhole = from.symUl === null && successor.symUl === null;
    if (isWhole && request.unmatchedStreets === 'refuse') {
      const lost = await countUnmatchedStreets(tx, { from: from.sym, to: successor.sym });
      if (lost > 0)
        throw new ServiceError('conflict', `${lost} addresses name streets the successor has not`);
    }
    const moved = await updateAddressesMoved(tx, { from, to: successor });
    await updateMembersMoved(tx, { from, to: successor });
    await deletePlaceOrphan(tx, from);
    await insertAudit(tx, {
      actor,
      act: 'place_orphan.settle',
      subject: [from.sym, from.symUl].filter(Boolean).join(' '),
      detail: { sym: successor.sym, symUl: successor.symUl, moved },
    });
    return { moved };
  });
}
