import { createHash } from 'node:crypto';
import { insertAudit } from '#db/audit.ts';
import { createRateLimit, type RateLimit } from '#db/rate-limits.ts';
import { findKnownDevice } from '#db/sessions.ts';
import { findStaffByLogin, type Staff } from '#db/staff.ts';
import type { Deps } from './deps.ts';
import { openFullSession, openPasswordSession } from './open-session.ts';
import { hashToken, verifyPassword } from './staff-secrets.ts';

export type LogInAnswer =
  /** The same for a wrong password, an unknown login and a closed account. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly waitSeconds: number }
  /** Live mode, and the account never set up its second factor: it needs a new link. */
  | { readonly kind: 'no_second_factor' }
  | { readonly kind: 'code_needed'; readonly token: string }
  | { readonly kind: 'enrolment_needed'; readonly token: string }
  | { readonly kind: 'in'; readonly token: string; readonly deviceToken: string };

export type LogInLimits = {
  readonly account: RateLimit;
  readonly network: RateLimit;
  readonly device: RateLimit;
  readonly code: RateLimit;
};

/** Waits are short and end by themselves: whoever guesses at an account must not keep its owner out. */
export function createLogInLimits(deps: Pick<Deps, 'sql'>): LogInLimits {
  const window = 15 * 60;
  return {
    account: createRateLimit(deps.sql, { name: 'login-account', points: 5, seconds: window }),
    network: createRateLimit(deps.sql, { name: 'login-network', points: 50, seconds: window }),
    device: createRateLimit(deps.sql, { name: 'login-device', points: 10, seconds: window }),
    code: createRateLimit(deps.sql, { name: 'login-code', points: 5, seconds: window }),
  };
}

/** The key of a limit for codes: the owner's known device is not stopped by guesses made elsewhere. */
export async function findCodeLimitKey(
  deps: Pick<Deps, 'db' | 'clock'>,
  login: { readonly staffId: number; readonly deviceToken: string | undefined },
): Promise<string> {
  return (await isKnownDevice(deps, login))
    ? `device ${digest(login.deviceToken ?? '')}`
    : `staff ${login.staffId}`;
}

/**
 * Checks login and password. Tries count per account and per network; a device that has logged in to this account
 * before has a count of its own instead. Unknown logins answer alike and as slowly.
 */
export async function logIn(
  deps: Deps,
  attempt: {
    readonly login: string;
    readonly password: string;
    /** The client's address; an IPv6 client is its /64. */
    readonly network: string;
    readonly deviceToken?: string | undefined;
    readonly limits: LogInLimits;
  },
): Promise<LogInAnswer> {
  const login = attempt.login.trim().toLowerCase().slice(0, 100);
  const staff = await findStaffByLogin(deps.db, login);
  const waitSeconds = await countAttempt(deps, { ...attempt, login, staff });
  if (waitSeconds > 0) return { kind: 'throttled', waitSeconds };
  const isRight = await verifyPassword(attempt.password.slice(0, 1000), staff?.passwordHash ?? null);
  if (staff === null || !isRight || !staff.isActive) {
    await deps.db.transaction((tx) =>
      insertAudit(tx, {
        actor: staff === null ? 'unknown' : `staff:${staff.id}`,
        act: 'staff.log_in_refused',
      }),
    );
    return { kind: 'wrong' };
  }
  await attempt.limits.account.reset(digest(login));
  return admit(deps, { staff, deviceToken: attempt.deviceToken });
}

async function admit(
  deps: Deps,
  login: { readonly staff: Staff; readonly deviceToken: string | undefined },
): Promise<LogInAnswer> {
  const { staff } = login;
  const now = deps.clock();
  const isLive = deps.office().mode === 'live';
  return deps.db.transaction(async (tx): Promise<LogInAnswer> => {
    if (staff.totpSecret !== null) {
      return { kind: 'code_needed', token: await openPasswordSession(tx, { staffId: staff.id, now }) };
    }
    // Until the first login the account is still being set up by the person who holds its link.
    if (isLive && staff.lastLoginAt === null) {
      return { kind: 'enrolment_needed', token: await openPasswordSession(tx, { staffId: staff.id, now }) };
    }
    if (isLive) {
      await insertAudit(tx, {
        actor: `staff:${staff.id}`,
        act: 'staff.log_in_refused',
        detail: { reason: 'no_second_factor' },
      });
      return { kind: 'no_second_factor' };
    }
    const opened = await openFullSession(tx, {
      staffId: staff.id,
      now,
      deviceToken: login.deviceToken,
      hasSecondFactor: 'no',
    });
    return { kind: 'in', ...opened };
  });
}

async function countAttempt(
  deps: Deps,
  attempt: {
    readonly login: string;
    readonly network: string;
    readonly staff: Staff | null;
    readonly deviceToken?: string | undefined;
    readonly limits: LogInLimits;
  },
): Promise<number> {
  const { limits, staff, deviceToken } = attempt;
  if (staff !== null && (await isKnownDevice(deps, { staffId: staff.id, deviceToken }))) {
    return limits.device.consume(digest(deviceToken ?? ''));
  }
  const network = await limits.network.consume(digest(attempt.network));
  return network > 0 ? network : limits.account.consume(digest(attempt.login));
}

const deviceLifeMs = 180 * 24 * 3_600_000;

async function isKnownDevice(
  deps: Pick<Deps, 'db' | 'clock'>,
  login: { readonly staffId: number; readonly deviceToken: string | undefined },
): Promise<boolean> {
  if (login.deviceToken === undefined) return false;
  const usedSince = new Date(deps.clock().getTime() - deviceLifeMs);
  const owner = await findKnownDevice(deps.db, { tokenHash: hashToken(login.deviceToken), usedSince });
  return owner === login.staffId;
}

/** Keys in the table of limits are no plain logins or addresses. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
