// A clerk's own phone: confirmed by a code, and then good for seeing a message before the town does.
import { randomInt, timingSafeEqual } from 'node:crypto';
import { insertAudit } from '#db/audit.ts';
import { findCampaign } from '#db/campaigns.ts';
import { listOwnItems } from '#db/conversations.ts';
import {
  findOwnPhone,
  lockOwnPhoneCode,
  updateOwnPhone,
  updateOwnPhoneTries,
  upsertOwnPhoneCode,
} from '#db/own-phones.ts';
import { findPhoneByMsisdn, insertMissingPhones } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { createRateLimit } from '#db/rate-limits.ts';
import { codeExpiresAt, codeFromRandom, judgeCode } from '#domain/codes.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { toGsm7 } from '#domain/segments.ts';
import { listOf } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { hashCode } from './issue-code.ts';
import { previewCampaign } from './preview-campaign.ts';
import { insertReplies } from './queue-reply.ts';

export type OwnPhoneAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: 'number' | 'wrong' | 'expired' | 'spent' | 'none' }
  | { readonly ok: false; readonly problem: 'too_many'; readonly waitSeconds: number };

type PhoneDeps = Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey' | 'office'>;

/** Sends a code to the number that somebody calls their own. At most five an hour and account. */
export async function startOwnPhone(
  deps: PhoneDeps,
  request: { readonly staffId: number; readonly number: string },
): Promise<OwnPhoneAnswer> {
  const { staffId } = request;
  const parsed = parseMsisdn(request.number);
  if (!parsed.ok) return { ok: false, problem: 'number' };
  const limit = createRateLimit(deps.sql, { name: 'own-phone', points: 5, seconds: 3600 });
  const waitSeconds = await limit.consume(String(staffId));
  if (waitSeconds > 0) return { ok: false, problem: 'too_many', waitSeconds };
  const now = deps.clock();
  const expiresAt = codeExpiresAt(now);
  const digits = codeFromRandom(randomInt(1_000_000));
  await deps.db.transaction(async (tx) => {
    await insertMissingPhones(tx, [parsed.msisdn]);
    const phone = await findPhoneByMsisdn(tx, parsed.msisdn);
    if (phone === null) throw new Error('The row of a number went missing.');
    const hash = hashOf(deps, { staffId, phoneId: phone.id, digits }).toString('hex');
    await upsertOwnPhoneCode(tx, { staffId, phoneId: phone.id, hash, now, expiresAt });
    const { officeShortName } = deps.office().settings;
    const text = toGsm7(`${officeShortName}: kod ${digits} potwierdza Twoj telefon w panelu Wici.`);
    await insertOne(tx, { phoneId: phone.id, text, now, secretUntil: expiresAt });
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'own_phone.ask', subject: `phone:${phone.id}` });
  });
  return { ok: true };
}

/** Takes the code: the phone is then the account's. A wrong try counts; five end the code. */
export async function confirmOwnPhone(
  deps: PhoneDeps,
  { staffId, code }: { readonly staffId: number; readonly code: string },
): Promise<OwnPhoneAnswer> {
  return deps.db.transaction(async (tx): Promise<OwnPhoneAnswer> => {
    const stored = await lockOwnPhoneCode(tx, staffId);
    if (stored === null) return { ok: false, problem: 'none' };
    const { phoneId, tries, expiresAt } = stored;
    const given = hashOf(deps, { staffId, phoneId, digits: code.replace(/[^0-9]/g, '') });
    const hash = timingSafeEqual(Buffer.from(stored.hash, 'hex'), given) ? 'equal' : 'different';
    const verdict = judgeCode({ code: { tries, expiresAt, usedAt: null }, hash, now: deps.clock() });
    if (verdict.kind !== 'right') {
      await updateOwnPhoneTries(tx, { staffId, tries: tries + 1 });
      return { ok: false, problem: verdict.kind };
    }
    await updateOwnPhoneTries(tx, { staffId, tries: null });
    await updateOwnPhone(tx, { staffId, phoneId });
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'own_phone.set', subject: `phone:${phoneId}` });
    return { ok: true };
  });
}

/** Forgets the account's phone. Idempotent. */
export async function removeOwnPhone(deps: Pick<Deps, 'db'>, staffId: number): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await updateOwnPhone(tx, { staffId, phoneId: null });
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'own_phone.remove' });
  });
}

/**
 * Sends a draft, exactly as one recipient would get it, to the clerk's own phone. It is a message of its own and counts
 * for nothing in the campaign. Refuses with `conflict` where no phone is confirmed, with `too_many` after 20 an hour.
 */
export async function sendTrial(
  deps: PhoneDeps & Pick<Deps, 'gateway'>,
  { campaignId, staffId }: { readonly campaignId: number; readonly staffId: number },
): Promise<void> {
  const [phone, campaign] = await Promise.all([
    findOwnPhone(deps.db, staffId),
    findCampaign(deps.db, campaignId),
  ]);
  if (campaign === null) throw new ServiceError('not_found', 'no such campaign');
  if (phone === null) throw new ServiceError('conflict', 'no phone of this account is confirmed');
  const limit = createRateLimit(deps.sql, { name: 'trial', points: 20, seconds: 3600 });
  if ((await limit.consume(String(staffId))) > 0) throw new ServiceError('too_many', 'too many trials');
  const { text, audience, lane, legalBasis } = campaign;
  const preview = await previewCampaign(deps, { text, audience, lane, list: listOf(campaign), legalBasis });
  if (preview.problems.length > 0 || preview.sample === '')
    throw new ServiceError('invalid', `campaign ${campaignId} has problems`);
  await deps.db.transaction(async (tx) => {
    await insertOne(tx, { phoneId: phone.phoneId, text: preview.sample, now: deps.clock() });
    await insertAudit(tx, {
      actor: `staff:${staffId}`,
      act: 'campaign.trial',
      subject: `campaign:${campaignId}`,
    });
  });
}

/**
 * Sends one short message to the account's own phone, as any message goes: through the ledger, by the mode's gateway.
 * Refuses with `conflict` where no phone is confirmed, with `too_many` after 20 an hour.
 */
export async function sendFirstText(deps: PhoneDeps, staffId: number): Promise<void> {
  const phone = await findOwnPhone(deps.db, staffId);
  if (phone === null) throw new ServiceError('conflict', 'no phone of this account is confirmed');
  const limit = createRateLimit(deps.sql, { name: 'trial', points: 20, seconds: 3600 });
  if ((await limit.consume(String(staffId))) > 0) throw new ServiceError('too_many', 'too many trials');
  const { officeShortName } = deps.office().settings;
  const text = toGsm7(`${officeShortName}: to pierwszy SMS z Wici. Dziala! Mozesz odpisac ZAPISZ.`);
  await deps.db.transaction(async (tx) => {
    await insertOne(tx, { phoneId: phone.phoneId, text, now: deps.clock() });
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'own_phone.test' });
  });
}

async function insertOne(
  tx: Tx,
  message: {
    readonly phoneId: number;
    readonly text: string;
    readonly now: Date;
    readonly secretUntil?: Date;
  },
): Promise<void> {
  const { phoneId, text, now, secretUntil } = message;
  const items = await listOwnItems(tx, 1);
  await insertReplies(tx, { replies: items.map((item) => ({ phoneId, item, text, secretUntil })), now });
}

function hashOf(
  deps: Pick<Deps, 'secretKey'>,
  code: { readonly staffId: number; readonly phoneId: number; readonly digits: string },
): Buffer {
  const { staffId, phoneId, digits } = code;
  return hashCode(deps.secretKey, { id: `staff:${staffId}`, phoneId, act: 'self', digits });
}
