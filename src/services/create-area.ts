import { insertArea, upsertAreaPeople } from '#db/areas.ts';
import { insertAudit } from '#db/audit.ts';
import type { Deps } from './deps.ts';
import { type PlaceKeeper, refuseOthers } from './place-access.ts';

export type AreaNameProblem = 'length' | 'taken';

/** Adds an empty area. A name is taken whatever its case. */
export async function createArea(
  deps: Pick<Deps, 'db'>,
  request: PlaceKeeper & { readonly name: string },
): Promise<
  { readonly ok: true; readonly id: number } | { readonly ok: false; readonly problem: AreaNameProblem }
> {
  refuseOthers(request);
  const name = parseAreaName(request.name);
  if (name === null) return { ok: false, problem: 'length' };
  return deps.db.transaction(async (tx) => {
    const id = await insertArea(tx, name);
    if (id === null) return { ok: false, problem: 'taken' };
    await upsertAreaPeople(tx, { areaId: id });
    await insertAudit(tx, {
      actor: request.actor,
      act: 'area.create',
      subject: `area:${id}`,
      detail: { name },
    });
    return { ok: true, id };
  });
}

/** Trimmed, single spaces; null when it is none. */
export function parseAreaName(text: string): string | null {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  return name.length >= 2 && name.length <= 60 && /\p{L}/u.test(name) && name.isWellFormed() ? name : null;
}
