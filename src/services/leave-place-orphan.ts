import { insertAudit } from '#db/audit.ts';
import { lockPlaceOrphan, updateOrphanLeft } from '#db/place-orphans.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { type PlaceKeeper, refuseOthers } from './place-access.ts';

/** A human's word that people stay with a vanished place for now: it waits for nobody any longer. Audited. */
export async function leavePlaceOrphan(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: PlaceKeeper & { readonly orphanId: number },
): Promise<void> {
  refuseOthers(request);
  await deps.db.transaction(async (tx) => {
    const place = await lockPlaceOrphan(tx, request.orphanId);
    if (place === null) throw new ServiceError('not_found', 'this orphan has been settled already');
    await updateOrphanLeft(tx, { id: request.orphanId, at: deps.clock() });
    await insertAudit(tx, {
      actor: request.actor,
      act: 'place_orphan.leave',
      subject: [place.sym, place.symUl].filter(Boolean).join(' '),
    });
  });
}
