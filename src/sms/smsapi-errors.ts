import type { GatewayErrorKind } from './gateway.ts';

// SMSAPI's error table (its docs, "Errors"). What is not listed here is still a definite refusal: the gateway
// answered in its own format that it did not take the message, and we do not know why → ours to look at.
const codesByKind: Readonly<Record<Exclude<GatewayErrorKind, 'ours'>, readonly number[]>> = {
  // 52: more than ten texts to one number in a minute. 200, 202, 203: not sent, too many at once. 998: short links.
  retryable: [52, 200, 202, 203, 998],
  recipient: [13, 57, 59, 112],
  // 7: short links off · 14: sender id · 94: links · 98: trial · 101…110, 401, 1000, 1001: token, IP, scope, user ·
  // 104: template · 997: HTTPS only.
  misconfigured: [7, 14, 94, 98, 101, 102, 104, 105, 110, 401, 997, 1000, 1001],
  funds: [103],
  // The gateway's own faults: whether the message went out is not said.
  unknown: [8, 201, 666, 999],
  duplicate: [53],
};

const kindByCode = new Map<number, GatewayErrorKind>();
for (const kind of ['retryable', 'recipient', 'misconfigured', 'funds', 'unknown', 'duplicate'] as const) {
  for (const code of codesByKind[kind]) kindByCode.set(code, kind);
}

/** The class of one of SMSAPI's numeric error codes; undocumented codes are `ours`. */
export function errorKindOfCode(code: number): GatewayErrorKind {
  return kindByCode.get(code) ?? 'ours';
}

/**
 * The class of an HTTP status other than 200. A body with a numeric code decides in the 4xx range; a 5xx never
 * does: it may come from a proxy that had already passed the call on.
 */
export function errorKindOfHttp(status: number, code: number | undefined): GatewayErrorKind {
  if (status >= 500 || status === 408 || status < 400) return 'unknown';
  if (code !== undefined) return errorKindOfCode(code);
  if (status === 429) return 'retryable';
  if (status === 401 || status === 403 || status === 404) return 'misconfigured';
  return 'ours';
}

const notConnectedCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  // The certificate was refused, so the request was never written.
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

/**
 * The code of a network error when it proves that no connection was made, so that nothing can have been accepted.
 * A reset is no such proof: an idle connection closed under us looks the same as one closed after the call was taken.
 */
export function findNotConnectedCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // Several addresses tried (happy eyeballs): every attempt must have failed before it connected.
  if (error instanceof AggregateError && error.errors.length > 0) {
    const codes = error.errors.map(findNotConnectedCode);
    return codes.every((code) => code !== undefined) ? codes[0] : undefined;
  }
  const code = readString(error, 'code');
  if (code !== undefined && notConnectedCodes.has(code)) return code;
  if (code === 'ETIMEDOUT' && readString(error, 'syscall') === 'connect') return code;
  return error.cause === undefined ? undefined : findNotConnectedCode(error.cause);
}

function readString(value: object, key: string): string | undefined {
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : undefined;
}
