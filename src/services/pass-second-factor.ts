import { insertAudit } from '#db/audit.ts';
import { findStaff, updateStaffTotp, updateStaffTotpStep } from '#db/staff.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { findCodeLimitKey, type LogInLimits } from './log-in.ts';
import { type Opened, openFullSession, type Session } from './open-session.ts';
import { consumeRecoveryCode, readRecoveryCode } from './recovery-codes.ts';
import { findTotpStep, openOffer, openSecondFactor, sealSecondFactor } from './second-factor.ts';

export type CodeAnswer =
  | ({ readonly kind: 'in' } & Opened)
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly waitSeconds: number };

type CodeAttempt = {
  readonly session: Session;
  readonly code: string;
  readonly deviceToken?: string | undefined;
  readonly limits: LogInLimits;
};

/** The second step of a login: a code of the app or one from paper. Each works once, for anybody; ServiceError when the account has no second factor. */
export async function passSecondFactor(deps: Deps, attempt: CodeAttempt): Promise<CodeAnswer> {
  const { session, deviceToken } = attempt;
  const staff = await findStaff(deps.db, session.staffId);
  if (staff === null || staff.totpSecret === null) throw new ServiceError('conflict', 'no second factor');
  const count = await countCode(deps, attempt);
  if (count.waitSeconds > 0) return { kind: 'throttled', waitSeconds: count.waitSeconds };
  const secret = openSecondFactor(deps.secretKey, { staffId: staff.id, bytes: staff.totpSecret });
  if (secret === null) throw new Error('A second factor was sealed with another SECRET_KEY.');
  const now = deps.clock();
  const step = await findTotpStep({ secret, code: attempt.code, now });
  const recovery = readRecoveryCode(attempt.code);
  if (step === null && recovery === null) return { kind: 'wrong' };
  const answer = await deps.db.transaction(async (tx): Promise<CodeAnswer> => {
    const isGood =
      step !== null
        ? await updateStaffTotpStep(tx, { id: staff.id, step })
        : recovery !== null && (await consumeRecoveryCode(deps, tx, { staffId: staff.id, code: recovery }));
    if (!isGood) return { kind: 'wrong' };
    const opened = await openFullSession(tx, {
      staffId: staff.id,
      now,
      earlierToken: session.token,
      deviceToken,
      hasSecondFactor: 'yes',
    });
    return { kind: 'in', ...opened };
  });
  if (answer.kind === 'in') await attempt.limits.code.reset(count.key);
  return answer;
}

/**
 * Stores the offered second factor once a code proves that the person has it, and lets them in. ServiceError when
 * the account has one already: replacing it takes a new link.
 */
export async function enrolSecondFactor(
  deps: Deps,
  attempt: CodeAttempt & { readonly sealed: string },
): Promise<CodeAnswer> {
  const { session, deviceToken } = attempt;
  const { staffId } = session;
  if (session.hasSecondFactor) throw new ServiceError('conflict', 'the account has a second factor');
  const secret = openOffer({ secretKey: deps.secretKey, staffId, sealed: attempt.sealed });
  if (secret === null) throw new ServiceError('invalid', 'not an offer of ours');
  const count = await countCode(deps, attempt);
  if (count.waitSeconds > 0) return { kind: 'throttled', waitSeconds: count.waitSeconds };
  const now = deps.clock();
  const step = await findTotpStep({ secret, code: attempt.code, now });
  if (step === null) return { kind: 'wrong' };
  await attempt.limits.code.reset(count.key);
  return deps.db.transaction(async (tx): Promise<CodeAnswer> => {
    await updateStaffTotp(tx, {
      id: staffId,
      secret: sealSecondFactor(deps.secretKey, { staffId, secret }),
      step,
    });
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'staff.enrol_second_factor' });
    const opened = await openFullSession(tx, {
      staffId,
      now,
      earlierToken: session.token,
      deviceToken,
      hasSecondFactor: 'yes',
    });
    return { kind: 'in', ...opened };
  });
}

/** Practice mode lets people in without a second factor; going live asks for it. */
export async function skipSecondFactor(
  deps: Deps,
  attempt: { readonly session: Session; readonly deviceToken?: string | undefined },
): Promise<Opened> {
  const { session } = attempt;
  if (deps.office().mode === 'live') throw new ServiceError('forbidden', 'live mode needs a second factor');
  if (session.hasSecondFactor) throw new ServiceError('forbidden', 'the account has a second factor');
  return deps.db.transaction((tx) =>
    openFullSession(tx, {
      staffId: session.staffId,
      now: deps.clock(),
      earlierToken: session.token,
      deviceToken: attempt.deviceToken,
      hasSecondFactor: 'no',
    }),
  );
}

async function countCode(
  deps: Deps,
  attempt: CodeAttempt,
): Promise<{ readonly key: string; readonly waitSeconds: number }> {
  const { session, deviceToken } = attempt;
  const key = await findCodeLimitKey(deps, { staffId: session.staffId, deviceToken });
  return { key, waitSeconds: await attempt.limits.code.consume(key) };
}
