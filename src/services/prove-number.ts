// The proof that the number works both ways: one real message out to the operator's phone, and a word texted back.
//
// The row is committed before the gateway is called, and carries the message's idx. Killed before the call: the row
// stays `asked`, nobody got anything. Killed after it: the same row, the message may have come, and the word in it is
// good. Neither is ever sent again by itself; the operator presses once more, which makes a new word.
import { randomInt } from 'node:crypto';
import { insertAudit } from '#db/audit.ts';
import { findInstallation } from '#db/installation.ts';
import {
  findLiveProof,
  findProofText,
  insertLiveProof,
  updateLiveProof,
  updateProofReturned,
} from '#db/live-proofs.ts';
import { createRateLimit } from '#db/rate-limits.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { toGsm7 } from '#domain/segments.ts';
import { GatewayError } from '#sms/gateway.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import type { LiveAccess } from './live-checks.ts';
import type { Session } from './open-session.ts';
import { findSender } from './senders.ts';

export type ProofAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: 'number' | 'no_token' | 'too_many' };

// Without letters and digits that look alike.
const letters = 'ACDEFHJKMNPRTUWXY347';

/**
 * Sends one real message through the account that will be used live, in practice mode too, from the dialogue number:
 * "text this word back". At most five an hour. The number is not kept.
 */
export async function sendNumberProof(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'office'>,
  request: {
    readonly access: LiveAccess;
    readonly staff: Pick<Session, 'staffId' | 'role'>;
    readonly number: string;
  },
): Promise<ProofAnswer> {
  const { access, staff } = request;
  if (staff.role !== 'admin') throw new ServiceError('forbidden', 'only administrators prove the number');
  const parsed = parseMsisdn(request.number);
  if (!parsed.ok) return { ok: false, problem: 'number' };
  if (access.gateway === undefined) return { ok: false, problem: 'no_token' };
  const limit = createRateLimit(deps.sql, { name: 'live-proof', points: 5, seconds: 3600 });
  if ((await limit.consume('all')) > 0) return { ok: false, problem: 'too_many' };
  const by = `staff:${staff.staffId}`;
  const word = makeWord();
  const { id, epoch } = await deps.db.transaction(async (tx) => {
    const installation = await findInstallation(tx);
    const proofId = await insertLiveProof(tx, { word, by, now: deps.clock() });
    await insertAudit(tx, { actor: by, act: 'installation.prove_number', subject: `proof:${proofId}` });
    return { id: proofId, epoch: installation?.epoch ?? 'x' };
  });
  const { settings } = deps.office();
  const senders = { name: undefined, number: access.number };
  const outcome = await submit(access.gateway, {
    text: toGsm7(
      `${settings.officeShortName}: proba numeru. Odpisz na tego SMS-a jednym slowem: ${word}. Strona w panelu pokaze, ze doszlo.`,
    ),
    from: findSender({ lane: 'reply', settings, senders }) ?? undefined,
    recipients: [{ msisdn: parsed.msisdn, idx: `${epoch}-proof-${id}` }],
  });
  await deps.db.transaction((tx) => updateLiveProof(tx, { id, ...outcome }));
  return { ok: true };
}

/** Looks whether the word came back, and notes it for good: texts are not kept for ever. */
export async function settleNumberProof(deps: Pick<Deps, 'db'>): Promise<void> {
  const proof = await findLiveProof(deps.db);
  if (proof === null || proof.returnedAt !== null) return;
  const at = await findProofText(deps.db, { word: proof.word, since: proof.createdAt });
  if (at !== null) await deps.db.transaction((tx) => updateProofReturned(tx, { id: proof.id, at }));
}

type Outcome = { readonly state: 'sent' | 'failed' | 'unknown'; readonly code: string | null };

async function submit(
  gateway: NonNullable<LiveAccess['gateway']>,
  call: Parameters<NonNullable<LiveAccess['gateway']>['submit']>[0],
): Promise<Outcome> {
  try {
    const [row] = await gateway.submit(call);
    if (row?.kind === 'accepted') return { state: 'sent', code: null };
    return row?.kind === 'refused'
      ? { state: 'failed', code: String(row.code ?? row.error) }
      : { state: 'unknown', code: null };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const code = error.code === undefined ? null : String(error.code);
    return { state: error.kind === 'unknown' ? 'unknown' : 'failed', code };
  }
}

function makeWord(): string {
  const code = Array.from({ length: 6 }, () => letters[randomInt(letters.length)] ?? '').join('');
  return `PROBA${code}`;
}
