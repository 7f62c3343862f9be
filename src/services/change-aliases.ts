import { insertAudit } from '#db/audit.ts';
import { deletePlaceAlias, insertPlaceAlias } from '#db/place-aliases.ts';
import { type AliasProblem, findAliasProblem, type PlaceAlias } from '#domain/place-aliases.ts';
import type { Deps } from './deps.ts';
import { type PlaceKeeper, refuseOthers } from './place-access.ts';

/** Gives a place one more name, unless another place has it; audited. People are understood by it within a second. */
export async function addPlaceAlias(
  deps: Pick<Deps, 'db' | 'office'>,
  request: PlaceKeeper & { readonly alias: PlaceAlias },
): Promise<{ readonly ok: true } | { readonly ok: false; readonly problem: AliasProblem }> {
  refuseOthers(request);
  const given = { ...request.alias, alias: request.alias.alias.normalize('NFC').trim().replace(/\s+/g, ' ') };
  const problem = findAliasProblem(deps.office().places, given);
  if (problem !== null) return { ok: false, problem };
  return deps.db.transaction(async (tx) => {
    const id = await insertPlaceAlias(tx, given);
    if (id === null) return { ok: false, problem: { kind: 'same_name' } };
    await insertAudit(tx, {
      actor: request.actor,
      act: 'place_alias.add',
      subject: [given.sym, given.symUl].filter(Boolean).join(' '),
      detail: { alias: given.alias },
    });
    return { ok: true };
  });
}

/** Takes a name away again; audited, and nothing when it is gone already. */
export async function removePlaceAlias(
  deps: Pick<Deps, 'db'>,
  request: PlaceKeeper & { readonly aliasId: number },
): Promise<void> {
  refuseOthers(request);
  await deps.db.transaction(async (tx) => {
    const gone = await deletePlaceAlias(tx, request.aliasId);
    if (gone === null) return;
    await insertAudit(tx, {
      actor: request.actor,
      act: 'place_alias.remove',
      subject: [gone.sym, gone.symUl].filter(Boolean).join(' '),
      detail: { alias: gone.alias },
    });
  });
}
