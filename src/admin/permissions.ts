// Who may open which page: one line for each route. The guard reads this table, and nothing passes it that is not here;
// a test walks the app's own list of routes, so that a new one without a line fails.
import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import { findCampaign } from '#db/campaigns.ts';
import { findThread } from '#db/threads.ts';
import { findIsWithin } from '#db/within.ts';
import { isLimited, roleCan, type StaffRole } from '#domain/roles.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { peopleOfSession } from '#services/sender-limit.ts';
import { permissions, type Rule } from './permissions.table.ts';
import type { AdminContext } from './session.ts';

/** The line of a route as Hono lists it ('GET', '/admin/wysylki/:id{[0-9]{1,15}}'); undefined when there is none. */
export function findRule(route: { readonly method: string; readonly path: string }): Rule | undefined {
  return permissions[toKey(route)];
}

/** "GET /wysylki/:id": without the mount and the patterns of parameters. */
export function toKey(route: { readonly method: string; readonly path: string }): string {
  const bare = route.path.replace(/^\/admin(?=\/|$)/, '').replace(/\{(?:[^{}]|\{[^{}]*\})*\}/g, '');
  return `${route.method} ${bare === '' ? '/' : bare}`;
}

/** Whether a role passes this line; whose campaign it is, is asked besides. */
export function passesRule(role: StaffRole, rule: Rule): boolean {
  switch (rule) {
    case 'gate':
    case 'self':
      return true;
    case 'look_or_place':
      return role === 'local' || roleCan(role, 'look');
    case 'look_or_own':
      return isLimited(role) || roleCan(role, 'look');
    case 'work_or_own':
      return isLimited(role) || roleCan(role, 'work') || roleCan(role, 'compose');
    default:
      return roleCan(role, rule);
  }
}

/** Whether pages should link there for this role. */
export function mayOpen(role: StaffRole, path: string): boolean {
  const rule = findRule({ method: 'GET', path });
  return rule !== undefined && passesRule(role, rule);
}

/** Where a role begins, who may not see the office's first page. */
export function findHome(role: StaffRole): string {
  if (mayOpen(role, paths.admin.home)) return paths.admin.home;
  return isLimited(role) ? paths.admin.compose : paths.admin.account;
}

/** Throws ServiceError `forbidden` (of another's campaign `not_found`) unless the session may open what was asked for. */
export async function checkPermission(admin: AdminContext, c: Context, session: Session): Promise<void> {
  const route = matchedRoutes(c).find(({ method }) => method !== 'ALL');
  // No page has this address: the app answers so.
  if (route === undefined) return;
  const rule = findRule(route);
  if (rule === undefined) throw new Error(`${toKey(route)} has no line in admin/permissions.table.ts.`);
  if (!passesRule(session.role, rule))
    throw new ServiceError('forbidden', `${session.role}: ${toKey(route)}`);
  if ((rule === 'look_or_own' || rule === 'work_or_own') && isLimited(session.role)) {
    await checkOwn(admin, c, session);
  }
  if (rule === 'look_or_place' && isLimited(session.role)) await checkPlace(admin, c, session);
}

/** `not_found`: who is limited to places need not know of people elsewhere. */
async function checkPlace(admin: AdminContext, c: Context, session: Session): Promise<void> {
  const { db, office } = admin.deps;
  const [, room, id] = /\/(skrzynka|odbiorcy)\/(\d{1,15})(?:\/|$)/.exec(c.req.path) ?? [];
  if (id === undefined) return;
  const phoneId = room === 'odbiorcy' ? Number(id) : ((await findThread(db, Number(id)))?.phoneId ?? null);
  const limit = peopleOfSession(office(), session);
  if (phoneId === null || !(await findIsWithin(db, { phoneId, limit }))) {
    throw new ServiceError('not_found', 'nobody of the places of this account');
  }
}

async function checkOwn(admin: AdminContext, c: Context, session: Session): Promise<void> {
  const [, id] = /\/wysylki\/(\d{1,15})(?:\/|$)/.exec(c.req.path) ?? [];
  if (id === undefined) return;
  const campaign = await findCampaign(admin.deps.db, Number(id));
  if (campaign?.createdBy !== `staff:${session.staffId}`) {
    throw new ServiceError('not_found', 'no campaign of this account');
  }
}
