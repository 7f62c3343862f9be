import { insertAudit } from '#db/audit.ts';
import { deleteRecoveryCodes } from '#db/recovery-codes.ts';
import { deleteSessionsOfStaff } from '#db/sessions.ts';
import {
  findStaffLink,
  insertStaff,
  type StaffLink,
  updateStaffLinkUsed,
  updateStaffReset,
} from '#db/staff.ts';
import { findPasswordProblem, type PasswordProblem } from '#domain/passwords.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { openPasswordSession } from './open-session.ts';
import { hashPassword, hashToken } from './staff-secrets.ts';

export type SetUpProblems = {
  readonly name?: 'empty';
  readonly login?: 'bad' | 'taken';
  readonly password?: PasswordProblem;
};

export type SetUpAnswer =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly problems: SetUpProblems };

/** The open link of a token; null when it was used, replaced or has expired. */
export async function findSetUpLink(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
): Promise<StaffLink | null> {
  return findStaffLink(deps.db, { tokenHash: hashToken(token), now: deps.clock() });
}

/**
 * Uses up a link: makes its account, or gives an account a new password, and opens a session that goes on to the
 * second factor. ServiceError `not_found` when the link no longer holds.
 */
export async function setUpStaff(
  deps: Deps,
  request: {
    readonly linkToken: string;
    readonly name: string;
    readonly login: string;
    readonly password: string;
  },
): Promise<SetUpAnswer> {
  const now = deps.clock();
  const tokenHash = hashToken(request.linkToken);
  const open = await findStaffLink(deps.db, { tokenHash, now });
  if (open === null) throw new ServiceError('not_found', 'the link no longer holds');
  const name = request.name.trim().slice(0, 100);
  const login = request.login.trim().toLowerCase();
  const problems = findSetUpProblems({ name, login, password: request.password, link: open });
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const passwordHash = await hashPassword(request.password);
  return deps.db
    .transaction(async (tx): Promise<SetUpAnswer> => {
      const link = await updateStaffLinkUsed(tx, { tokenHash, now });
      if (link === null) throw new ServiceError('not_found', 'the link no longer holds');
      if (link.staffId !== null) {
        await updateStaffReset(tx, { id: link.staffId, passwordHash });
        await deleteSessionsOfStaff(tx, link.staffId);
        await deleteRecoveryCodes(tx, link.staffId);
        await insertAudit(tx, { actor: `staff:${link.staffId}`, act: 'staff.reset' });
        return { ok: true, token: await openPasswordSession(tx, { staffId: link.staffId, now }) };
      }
      const staffId = await insertStaff(tx, { login, name, role: link.role, scope: link, passwordHash });
      if (staffId === null) throw new LoginTaken();
      await insertAudit(tx, { actor: `staff:${staffId}`, act: 'staff.set_up', detail: { role: link.role } });
      return { ok: true, token: await openPasswordSession(tx, { staffId, now }) };
    })
    .catch((error: unknown): SetUpAnswer => {
      if (error instanceof LoginTaken) return { ok: false, problems: { login: 'taken' } };
      throw error;
    });
}

/** Rolls the transaction back, so that the link stays open for another login. */
class LoginTaken extends Error {
  override name = 'LoginTaken';
}

function findSetUpProblems(request: {
  readonly name: string;
  readonly login: string;
  readonly password: string;
  readonly link: StaffLink;
}): SetUpProblems {
  const isReset = request.link.purpose === 'reset';
  const password = findPasswordProblem(request.password, isReset ? [] : [request.login, request.name]);
  return {
    ...(!isReset && request.name === '' ? { name: 'empty' as const } : {}),
    ...(!isReset && !/^[a-z0-9][a-z0-9._-]{1,39}$/.test(request.login) ? { login: 'bad' as const } : {}),
    ...(password === null ? {} : { password }),
  };
}
