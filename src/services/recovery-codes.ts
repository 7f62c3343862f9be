// Codes on paper for who has lost the phone: twelve digits, which the keypad of the code's field can type.
import { createHmac, hkdfSync, randomInt } from 'node:crypto';
import { insertAudit } from '#db/audit.ts';
import type { Tx } from '#db/pool.ts';
import { updateRecoveryCodes, updateRecoveryCodeUsed } from '#db/recovery-codes.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import type { Session } from './open-session.ts';

const count = 10;

/**
 * Ten new codes for the person's own account, as "1234 5678 9012": they are shown this once and kept as keyed hashes;
 * those before them work no more. ServiceError when the account has no second factor that they could stand in for.
 */
export async function makeRecoveryCodes(
  deps: Pick<Deps, 'db' | 'clock' | 'secretKey'>,
  session: Pick<Session, 'staffId' | 'hasSecondFactor'>,
): Promise<readonly string[]> {
  if (!session.hasSecondFactor) throw new ServiceError('conflict', 'no second factor');
  const { staffId } = session;
  const codes = new Set<string>();
  while (codes.size < count) codes.add(`${newHalf()}${newHalf()}`);
  const hashes = [...codes].map((code) => hashCode(deps.secretKey, { staffId, code }));
  await deps.db.transaction(async (tx) => {
    await updateRecoveryCodes(tx, { staffId, hashes, now: deps.clock() });
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'staff.make_recovery_codes' });
  });
  return [...codes].map((code) => code.replace(/(\d{4})(?=\d)/g, '$1 '));
}

/** The digits of what was typed, when they could be such a code. */
export function readRecoveryCode(typed: string): string | null {
  const digits = typed.replace(/[\s-]/g, '');
  return /^\d{12}$/.test(digits) ? digits : null;
}

/** Uses up a code of the account and audits it; false when it does not hold. */
export async function consumeRecoveryCode(
  deps: Pick<Deps, 'clock' | 'secretKey'>,
  tx: Tx,
  given: { readonly staffId: number; readonly code: string },
): Promise<boolean> {
  const { staffId } = given;
  const hash = hashCode(deps.secretKey, given);
  const isGood = await updateRecoveryCodeUsed(tx, { staffId, hash, now: deps.clock() });
  if (isGood) await insertAudit(tx, { actor: `staff:${staffId}`, act: 'staff.use_recovery_code' });
  return isGood;
}

/** Keyed: forty bits of digits could be tried one by one by whoever has the table only. */
function hashCode(
  secretKey: Uint8Array,
  code: { readonly staffId: number; readonly code: string },
): Uint8Array {
  const key = new Uint8Array(hkdfSync('sha256', secretKey, '', 'wici: recovery codes of staff', 32));
  return createHmac('sha256', key).update(`${code.staffId} ${code.code}`).digest();
}

function newHalf(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
