import { insertAudit } from '#db/audit.ts';
import { insertKit, updateKitArchived } from '#db/kits.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

export type KitProblem = 'name_length' | 'name_taken' | 'no_such_place';

export const longestKitName = 60;

/** Whom a kit speaks to: a locality, an area, or the whole gmina. */
export type KitPlace = { readonly sym: string } | { readonly areaId: number } | null;

type Keeper = { readonly staffId: number; readonly role: StaffRole };

/** Makes a kit: a name for the office and a tag of its own, which is its id and is never given again. */
export async function createKit(
  deps: Pick<Deps, 'db' | 'office'>,
  request: { readonly staff: Keeper; readonly name: string; readonly place: KitPlace },
): Promise<
  { readonly ok: true; readonly id: number } | { readonly ok: false; readonly problem: KitProblem }
> {
  const { staff, place } = request;
  refuseOthers(staff);
  const name = request.name.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name.length < 2 || name.length > longestKitName) return { ok: false, problem: 'name_length' };
  const { places, areas } = deps.office();
  const sym = place !== null && 'sym' in place ? place.sym : null;
  const areaId = place !== null && 'areaId' in place ? place.areaId : null;
  const isKnown =
    (sym === null || places.findLocality(sym) !== null) &&
    (areaId === null || areas.some(({ id }) => id === areaId));
  if (!isKnown) return { ok: false, problem: 'no_such_place' };
  const actor = `staff:${staff.staffId}`;
  return deps.db.transaction(async (tx) => {
    const id = await insertKit(tx, { name, sym, areaId, by: actor });
    if (id === null) return { ok: false, problem: 'name_taken' };
    await insertAudit(tx, { actor, act: 'kit.create', subject: `kit:${id}` });
    return { ok: true, id };
  });
}

/** Puts a kit away, or takes it back; what hangs on walls is counted all the same. */
export async function archiveKit(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: { readonly staff: Keeper; readonly id: number; readonly to: 'archive' | 'use' },
): Promise<void> {
  const { staff, id, to } = request;
  refuseOthers(staff);
  await deps.db.transaction(async (tx) => {
    const archivedAt = to === 'archive' ? deps.clock() : null;
    if (!(await updateKitArchived(tx, { id, archivedAt })))
      throw new ServiceError('not_found', 'no such kit');
    const act = to === 'archive' ? 'kit.archive' : 'kit.restore';
    await insertAudit(tx, { actor: `staff:${staff.staffId}`, act, subject: `kit:${id}` });
  });
}

function refuseOthers(staff: Keeper): void {
  if (!roleCan(staff.role, 'share')) throw new ServiceError('forbidden', 'this role makes no posters');
}
