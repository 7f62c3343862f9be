// Secrets of staff accounts: tokens are kept as hashes, passwords as argon2id, second factors encrypted.
import {
  argon2,
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';

export type NewToken = { readonly token: string; readonly hash: Uint8Array };

/** 32 random bytes for a cookie or a link, and what is stored of them. */
export function newToken(): NewToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** A token holds 256 random bits: a plain hash is enough, nothing can be guessed from it. */
export function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

const deriveKey = promisify(argon2);
const cost = { memory: 65_536, passes: 3, parallelism: 4, tagLength: 32 };

/** About 120 ms and 64 MiB, off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password, { salt, ...cost });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${salt.toString('base64url')}$${tag.toString('base64url')}`;
}

/** `stored` null (no such account) takes as long as a wrong password. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parsed = parseHash(stored ?? '');
  const { tag, ...parameters } = parsed ?? { ...cost, salt: Buffer.alloc(16), tag: Buffer.alloc(32) };
  const given = await derive(password, { ...parameters, tagLength: tag.length });
  return parsed !== null && timingSafeEqual(given, tag);
}

/** Encrypts with a key derived from SECRET_KEY; `context` must be the same to open it again. */
export function seal(
  secretKey: Uint8Array,
  plain: { readonly text: string; readonly context: string },
): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secretKey), nonce).setAAD(
    Buffer.from(plain.context),
  );
  const body = Buffer.concat([cipher.update(plain.text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Null when it was sealed by another key or for another context, or was changed. */
export function unseal(
  secretKey: Uint8Array,
  sealed: { readonly bytes: Uint8Array; readonly context: string },
): string | null {
  const bytes = Buffer.from(sealed.bytes);
  if (bytes.length < 28) return null;
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secretKey), bytes.subarray(0, 12))
    .setAAD(Buffer.from(sealed.context))
    .setAuthTag(bytes.subarray(12, 28));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function sealingKey(secretKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secretKey, '', 'wici: second factors of staff', 32));
}

type Parameters = {
  readonly salt: Buffer;
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly tagLength: number;
};

function derive(password: string, parameters: Parameters): Promise<Buffer> {
  const { salt, ...rest } = parameters;
  // NFC: the same password typed on a Mac and on Windows is the same bytes.
  return deriveKey('argon2id', { message: Buffer.from(password.normalize('NFC')), nonce: salt, ...rest });
}

function parseHash(stored: string): (Parameters & { readonly tag: Buffer }) | null {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (match === null) return null;
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  const bytes = Buffer.from(tag, 'base64url');
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64url'),
    tag: bytes,
    tagLength: bytes.length,
  };
}
