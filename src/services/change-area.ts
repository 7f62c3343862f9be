import {
  deleteAreaMember,
  deleteArea as deleteAreaRow,
  hasOpenCampaign,
  insertAreaMember,
  lockArea,
  updateAreaName,
  upsertAreaPeople,
} from '#db/areas.ts';
import { insertAudit } from '#db/audit.ts';
import { isLivePlace } from '#db/place-orphans.ts';
import type { AreaMember } from '#domain/areas.ts';
import { type AreaNameProblem, parseAreaName } from './create-area.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { type PlaceKeeper, refuseOthers } from './place-access.ts';

export type AreaChange =
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'add_member'; readonly member: AreaMember }
  | { readonly kind: 'remove_member'; readonly memberId: number }
  | { readonly kind: 'delete' };

export type AreaProblem = AreaNameProblem | 'in_use' | 'unknown_place' | 'repeated' | 'numbers';

type Answer = { readonly ok: true } | { readonly ok: false; readonly problem: AreaProblem };
type Tx = Parameters<typeof lockArea>[0];

/**
 * Changes one area; audited. It keeps its name while a campaign that has not chosen its recipients yet names it:
 * "all but this area" would reach those very people.
 */
export async function changeArea(
  deps: Pick<Deps, 'db'>,
  request: PlaceKeeper & { readonly areaId: number; readonly change: AreaChange },
): Promise<Answer> {
  refuseOthers(request);
  const { areaId, change, actor } = request;
  return deps.db.transaction(async (tx) => {
    const area = await lockArea(tx, areaId);
    if (area === null) throw new ServiceError('not_found', 'no such area');
    const problem = await apply(tx, { area, change });
    if (problem !== null) return { ok: false, problem };
    await upsertAreaPeople(tx, { areaId });
    await insertAudit(tx, {
      actor,
      act: `area.${change.kind}`,
      subject: `area:${areaId}`,
      detail: describe(change),
    });
    return { ok: true };
  });
}

async function apply(
  tx: Tx,
  given: { readonly area: { readonly id: number; readonly name: string }; readonly change: AreaChange },
): Promise<AreaProblem | null> {
  const { area, change } = given;
  switch (change.kind) {
    case 'rename': {
      const name = parseAreaName(change.name);
      if (name === null) return 'length';
      if (name === area.name) return null;
      if (await hasOpenCampaign(tx, area.name)) return 'in_use';
      return (await updateAreaName(tx, { id: area.id, name })) ? null : 'taken';
    }
    case 'add_member': {
      const { member } = change;
      if (member.from !== null && member.to !== null && member.from > member.to) return 'numbers';
      if (!(await isLivePlace(tx, member))) return 'unknown_place';
      return (await insertAreaMember(tx, { areaId: area.id, member })) ? null : 'repeated';
    }
    case 'remove_member':
      await deleteAreaMember(tx, { areaId: area.id, memberId: change.memberId });
      return null;
    case 'delete':
      if (await hasOpenCampaign(tx, area.name)) return 'in_use';
      await deleteAreaRow(tx, area.id);
      return null;
    default:
      return change satisfies never;
  }
}

function describe(change: AreaChange): Readonly<Record<string, string | number | null>> {
  if (change.kind === 'rename') return { name: change.name };
  if (change.kind === 'add_member') return { ...change.member };
  return change.kind === 'remove_member' ? { member: change.memberId } : {};
}
