import { insertAudit } from '#db/audit.ts';
import { findInstallation, updateToLive } from '#db/installation.ts';
import { updatePracticeSubscribersLeft } from '#db/practice.ts';
import { isObstacle, type LiveCheck } from '#domain/live-checks.ts';
import type { Deps } from './deps.ts';
import { checkInstallation, checkLive, type LiveAccess } from './live-checks.ts';

export type GoLiveAnswer =
  | { readonly ok: true }
  /** Everything required that is open; nothing was changed. */
  | { readonly ok: false; readonly obstacles: readonly LiveCheck[] };

/**
 * From practice to live: from the next call on messages are really sent. There is no way back in this installation;
 * on a live one it changes nothing. Sign-ups made on practice phones end; imported people, settings and staff stay.
 * The gateway is asked before the transaction; what the database decides is looked at again within it.
 */
export async function goLive(
  deps: Pick<Deps, 'db' | 'clock' | 'office'>,
  request: { readonly actor: string; readonly access: LiveAccess },
): Promise<GoLiveAnswer> {
  const { actor, access } = request;
  if ((await findInstallation(deps.db))?.mode === 'live') return { ok: true };
  const before = (await checkLive(deps, access, { tries: 'none' })).filter(isObstacle);
  if (before.length > 0) return { ok: false, obstacles: before };
  return deps.db.transaction(async (tx): Promise<GoLiveAnswer> => {
    const installation = await findInstallation(tx);
    if (installation?.mode === 'live') return { ok: true };
    const obstacles = (await checkInstallation(tx, access)).filter(isObstacle);
    if (obstacles.length > 0) return { ok: false, obstacles };
    await updateToLive(tx);
    const ended = await updatePracticeSubscribersLeft(tx, { now: deps.clock() });
    await insertAudit(tx, {
      actor,
      act: 'installation.go_live',
      detail: { practice_subscribers_ended: ended },
    });
    return { ok: true };
  });
}
