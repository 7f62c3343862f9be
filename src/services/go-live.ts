import { insertAudit } from '#db/audit.ts';
import { countUnfinished } from '#db/figures.ts';
import { findInstallation, updateToLive } from '#db/installation.ts';
import type { Reads } from '#db/pool.ts';
import { updatePracticeSubscribersLeft } from '#db/practice.ts';
import { listLoginsWithoutSecondFactor } from '#db/staff.ts';
import type { Deps } from './deps.ts';

export type GoLiveObstacle =
  | { readonly kind: 'no_token' }
  | { readonly kind: 'no_number' }
  | { readonly kind: 'no_second_factor'; readonly logins: readonly string[] }
  /** Practice texts still on their way would leave as real ones. */
  | { readonly kind: 'unfinished'; readonly messages: number; readonly campaigns: number };

export type GoLiveAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly obstacles: readonly GoLiveObstacle[] };

/** What of the environment decides: SMSAPI_TOKEN and SMSAPI_NUMBER. */
export type GatewayAccess = { readonly token: string | undefined; readonly number: string | undefined };

/** Everything that keeps this installation from sending real messages; empty = it may go live. */
export async function findGoLiveObstacles(
  db: Reads,
  access: GatewayAccess,
): Promise<readonly GoLiveObstacle[]> {
  // Every role sees numbers and texts of residents, if masked: all active accounts need the second factor.
  const logins = await listLoginsWithoutSecondFactor(db);
  const unfinished = await countUnfinished(db);
  return [
    ...(access.token === undefined ? [{ kind: 'no_token' as const }] : []),
    ...(access.number === undefined ? [{ kind: 'no_number' as const }] : []),
    ...(logins.length > 0 ? [{ kind: 'no_second_factor' as const, logins }] : []),
    ...(unfinished.messages + unfinished.campaigns > 0
      ? [{ kind: 'unfinished' as const, ...unfinished }]
      : []),
  ];
}

/**
 * From practice to live: from the next call on messages are really sent. There is no way back in this installation;
 * on a live one it changes nothing. Sign-ups made on practice phones end; imported people, settings and staff stay.
 */
export async function goLive(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: { readonly actor: string; readonly access: GatewayAccess },
): Promise<GoLiveAnswer> {
  return deps.db.transaction(async (tx): Promise<GoLiveAnswer> => {
    const installation = await findInstallation(tx);
    if (installation?.mode === 'live') return { ok: true };
    const obstacles = await findGoLiveObstacles(tx, request.access);
    if (obstacles.length > 0) return { ok: false, obstacles };
    await updateToLive(tx);
    const ended = await updatePracticeSubscribersLeft(tx, { now: deps.clock() });
    await insertAudit(tx, {
      actor: request.actor,
      act: 'installation.go_live',
      detail: { practice_subscribers_ended: ended },
    });
    return { ok: true };
  });
}
