// TOTP (RFC 6238) as authenticator apps speak it: six digits, 30 seconds, SHA-1.
import { generateSecret, generateURI, verify } from 'otplib';
import { seal, unseal } from './staff-secrets.ts';

export type SecondFactorOffer = {
  /** For typing by hand. */
  readonly secret: string;
  /** For the QR code. */
  readonly uri: string;
  /** Sealed for this account: goes through the form, so that nothing is stored before a code has proved it. */
  readonly sealed: string;
};

/** A secret offered to an account. */
export function offerSecondFactor(options: {
  readonly secretKey: Uint8Array;
  readonly staffId: number;
  readonly login: string;
  readonly officeName: string;
  /** The same offer again, after a wrong code: the person has already scanned it. */
  readonly sealed?: string | undefined;
}): SecondFactorOffer {
  const { secretKey, staffId } = options;
  const earlier =
    options.sealed === undefined ? null : openOffer({ secretKey, staffId, sealed: options.sealed });
  const secret = earlier ?? generateSecret();
  return {
    secret,
    uri: generateURI({ issuer: `Wici ${options.officeName}`, label: options.login, secret }),
    sealed: Buffer.from(seal(secretKey, { text: secret, context: offerContext(staffId) })).toString(
      'base64url',
    ),
  };
}

/** The offered secret; null when the form did not bring back one of ours for this account. */
export function openOffer(options: {
  readonly secretKey: Uint8Array;
  readonly staffId: number;
  readonly sealed: string;
}): string | null {
  const bytes = Buffer.from(options.sealed, 'base64url');
  return unseal(options.secretKey, { bytes, context: offerContext(options.staffId) });
}

/** The secret as it is stored. */
export function sealSecondFactor(
  secretKey: Uint8Array,
  row: { readonly staffId: number; readonly secret: string },
): Uint8Array {
  return seal(secretKey, { text: row.secret, context: storedContext(row.staffId) });
}

export function openSecondFactor(
  secretKey: Uint8Array,
  row: { readonly staffId: number; readonly bytes: Uint8Array },
): string | null {
  return unseal(secretKey, { bytes: row.bytes, context: storedContext(row.staffId) });
}

/** The time step a code belongs to, one step early or late allowed; null when it is wrong. */
export async function findTotpStep(options: {
  readonly secret: string;
  readonly code: string;
  readonly now: Date;
}): Promise<number | null> {
  const token = options.code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const epoch = Math.floor(options.now.getTime() / 1000);
  const result = await verify({ secret: options.secret, token, epoch, epochTolerance: 30 });
  return result.valid ? Math.floor(epoch / 30) + result.delta : null;
}

function offerContext(staffId: number): string {
  return `offer ${staffId}`;
}

function storedContext(staffId: number): string {
  return `staff ${staffId}`;
}
