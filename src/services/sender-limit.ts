import type { Campaign } from '#db/campaigns.ts';
import type { Reads } from '#db/pool.ts';
import { findStaff, type Staff } from '#db/staff.ts';
import type { Audience } from '#domain/audience.ts';
import type { CampaignLane } from '#domain/lanes.ts';
import { isLimited, roleCan, type StaffRole } from '#domain/roles.ts';
import { isWithin, limitOf, narrowTo, type SenderLimit } from '#domain/sender-scope.ts';
import type { Deps, Office } from './deps.ts';
import { ServiceError } from './errors.ts';
import type { Session } from './open-session.ts';

/** What a session may send to. */
export function limitOfSession(
  office: Pick<Office, 'areas'>,
  session: Pick<Session, 'role' | 'localities' | 'areaIds' | 'categories'>,
): SenderLimit {
  return limitOf({ role: session.role, scope: session }, office.areas);
}

/**
 * The people a session may see: null = all of the office's; else those with an address in one of its places. Who is
 * limited by subject, or sees no people at all, has none.
 */
export function peopleOfSession(
  office: Pick<Office, 'areas'>,
  session: Pick<Session, 'role' | 'localities' | 'areaIds' | 'categories'>,
): SenderLimit {
  if (roleCan(session.role, 'look')) return null;
  return session.role === 'local' ? limitOfSession(office, session) : [];
}

type LimitDeps = { readonly db: Reads; readonly office: Deps['office'] };

/**
 * The audience of a draft cut down to what its maker may send to. ServiceError `forbidden` where that can't be done,
 * or where the maker's role does not send such a thing at all. Other systems have limits of their own.
 */
export async function limitDraft(
  deps: LimitDeps,
  draft: { readonly actor: string; readonly audience: Audience; readonly lane: CampaignLane },
): Promise<Audience> {
  const staff = await findActor(deps.db, draft.actor);
  if (staff === null) return draft.audience;
  refuseLane(staff.role, draft.lane);
  const narrowed = narrowTo(limitOfStaff(deps, staff), draft.audience);
  if (narrowed === null) throw new ServiceError('forbidden', 'the audience is not within the account');
  return narrowed;
}

/** ServiceError unless this person may launch the campaign as it stands: the account may have changed since the draft. */
export async function checkLaunch(
  deps: LimitDeps,
  launch: { readonly actor: string; readonly campaign: Pick<Campaign, 'createdBy' | 'audience' | 'lane'> },
): Promise<void> {
  const { actor, campaign } = launch;
  const staff = await findActor(deps.db, actor);
  if (staff === null) return;
  refuseForeign(staff.role, { actor, campaign });
  refuseLane(staff.role, campaign.lane);
  if (!isWithin(limitOfStaff(deps, staff), campaign.audience)) {
    throw new ServiceError('forbidden', 'the audience is not within the account');
  }
}

/** ServiceError unless this person may change, stop or agree to the campaign; a limited role changes its own only. */
export async function checkChange(
  db: Reads,
  change: {
    readonly actor: string;
    readonly campaign: Pick<Campaign, 'createdBy'>;
    readonly ability: 'work' | 'share';
  },
): Promise<void> {
  const staff = await findActor(db, change.actor);
  if (staff === null) return;
  refuseForeign(staff.role, change);
  const isOwnActs = isLimited(staff.role) && change.ability === 'work';
  if (!isOwnActs && !roleCan(staff.role, change.ability)) {
    throw new ServiceError('forbidden', `${staff.role} may not do this to a campaign`);
  }
}

/** `not_found`: a limited role need not know of others' campaigns. */
function refuseForeign(
  role: StaffRole,
  act: { readonly actor: string; readonly campaign: Pick<Campaign, 'createdBy'> },
): void {
  if (isLimited(role) && act.campaign.createdBy !== act.actor) {
    throw new ServiceError('not_found', 'no campaign of this account');
  }
}

function refuseLane(role: StaffRole, lane: CampaignLane): void {
  if (!roleCan(role, lane === 'alert' ? 'alert' : 'compose')) {
    throw new ServiceError('forbidden', `${role} sends no ${lane}`);
  }
}

function limitOfStaff(deps: Pick<LimitDeps, 'office'>, staff: Staff): SenderLimit {
  return limitOf({ role: staff.role, scope: staff }, deps.office().areas);
}

/** The account behind an act; null for other systems, the command line and the service itself. */
async function findActor(db: Reads, actor: string): Promise<Staff | null> {
  const [, id] = /^staff:(\d{1,15})$/.exec(actor) ?? [];
  return id === undefined ? null : findStaff(db, Number(id));
}
