// The list of what must and what should be in order before an office really sends: one list for the panel, for
// `wici doctor --live` and for `wici go-live`.
import { countUnfinished } from '#db/figures.ts';
import { findLiveProof, findProofText } from '#db/live-proofs.ts';
import type { Reads } from '#db/pool.ts';
import { countAdmins, listLoginsWithoutSecondFactor } from '#db/staff.ts';
import {
  judgePublicUrl,
  type LiveCheck,
  type LiveFinding,
  liveCheckNames,
  makeLiveCheck,
} from '#domain/live-checks.ts';
import type { Callback, GatewayAccount } from '#sms/account.ts';
import { type Gateway, GatewayError } from '#sms/gateway.ts';
import type { Deps } from './deps.ts';

/** What the environment gives: the account messages will really go through, and how the gateway reaches us. */
export type LiveAccess = {
  readonly token: string | undefined;
  readonly number: string | undefined;
  /** With a token: the account and the way to send, whatever the mode. */
  readonly account?: GatewayAccount | undefined;
  readonly gateway?: Gateway | undefined;
  readonly publicUrl?: string | undefined;
  /** The first is given to the gateway; the second is still taken while the secret is being changed. */
  readonly webhookSecrets?: readonly string[] | undefined;
};

type CheckDeps = Pick<Deps, 'db' | 'office' | 'clock'>;

/** Addresses that the gateway should call, by kind; empty without PUBLIC_URL. They hold the webhook's secret. */
export function listCallbackUrls(
  access: LiveAccess,
): readonly { readonly type: 'sms_mo' | 'sms_dlr'; readonly urls: readonly string[] }[] {
  const { publicUrl, webhookSecrets = [] } = access;
  if (publicUrl === undefined || webhookSecrets.length === 0) return [];
  const urls = (door: string): readonly string[] =>
    webhookSecrets.map((secret) => `${publicUrl}/webhooks/smsapi/${secret}/${door}`);
  return [
    { type: 'sms_mo', urls: urls('mo') },
    { type: 'sms_dlr', urls: urls('dlr') },
  ];
}

/**
 * Looks at everything, changing nothing; in the order of `liveCheckNames`. With `tries: 'call'` the gateway is asked
 * to call our addresses. A gateway that does not answer makes its checks `unknown`, never an error.
 */
export async function checkLive(
  deps: CheckDeps,
  access: LiveAccess,
  { tries }: { readonly tries: 'call' | 'none' },
): Promise<readonly LiveCheck[]> {
  const [ownChecks, asked] = await Promise.all([
    checkInstallation(deps.db, access),
    askAccount(deps, access, tries),
  ]);
  const proof = await checkRoundTrip(deps);
  const checks = [
    ...ownChecks,
    ...asked,
    proof,
    makeLiveCheck(`public_url.${judgePublicUrl(access.publicUrl)}`),
  ];
  // A live installation always has something on its way.
  const isLive = deps.office().mode === 'live';
  const names = liveCheckNames.filter((name) => !(isLive && name === 'unfinished'));
  return names.flatMap((name) => checks.filter((check) => check.name === name));
}

/** What the database and the environment alone decide; in a transaction it is what holds when it commits. */
export async function checkInstallation(db: Reads, access: LiveAccess): Promise<readonly LiveCheck[]> {
  // Every role sees numbers and texts of residents, if masked: all active accounts need the second factor.
  const logins = await listLoginsWithoutSecondFactor(db);
  const unfinished = await countUnfinished(db);
  const admins = await countAdmins(db);
  return [
    makeLiveCheck(access.number === undefined ? 'number.missing' : 'number.good'),
    makeLiveCheck(logins.length > 0 ? 'second_factor.missing' : 'second_factor.good', logins.join(', ')),
    makeLiveCheck(admins > 1 ? 'admins.good' : 'admins.one', String(admins)),
    unfinished.messages + unfinished.campaigns > 0
      ? makeLiveCheck('unfinished.some', `${unfinished.campaigns} ${unfinished.messages}`)
      : makeLiveCheck('unfinished.good'),
  ];
}

async function askAccount(
  deps: CheckDeps,
  access: LiveAccess,
  tries: 'call' | 'none',
): Promise<readonly LiveCheck[]> {
  const { account } = access;
  if (access.token === undefined || account === undefined) {
    const token = access.token === undefined ? 'token.missing' : 'token.not_asked';
    const notAsked: readonly LiveFinding[] = [
      ...([token, 'balance.not_asked', 'callbacks.not_asked', 'webhook.not_tried'] as const),
      deps.office().settings.senderName === '' ? 'sender.number' : 'sender.not_asked',
    ];
    return notAsked.map((finding) => makeLiveCheck(finding));
  }
  const [profile, callbacks, sender] = await Promise.all([
    checkProfile(account),
    checkCallbacks(account, access, tries),
    checkSender(account, deps.office().settings.senderName),
  ]);
  return [...profile, ...callbacks, sender];
}

async function checkProfile(account: GatewayAccount): Promise<readonly LiveCheck[]> {
  const profile = await answerOf(account.getProfile());
  if (!profile.ok) {
    // Only a refusal is certain: a gateway that can't be reached just now says nothing about the token.
    const isRefused = profile.kind === 'misconfigured';
    return [
      makeLiveCheck(isRefused ? 'token.refused' : 'token.no_answer', profile.code),
      makeLiveCheck('balance.no_answer'),
    ];
  }
  const { points } = profile.value;
  const balance =
    points === undefined
      ? makeLiveCheck('balance.hidden')
      : makeLiveCheck(points > 0 ? 'balance.good' : 'balance.empty', String(points));
  return [makeLiveCheck('token.good'), balance];
}

async function checkCallbacks(
  account: GatewayAccount,
  access: LiveAccess,
  tries: 'call' | 'none',
): Promise<readonly LiveCheck[]> {
  const wanted = listCallbackUrls(access);
  if (wanted.length === 0) return [makeLiveCheck('callbacks.no_url'), makeLiveCheck('webhook.not_tried')];
  const listed = await answerOf(account.listCallbacks());
  if (!listed.ok)
    return [makeLiveCheck('callbacks.no_answer', listed.code), makeLiveCheck('webhook.not_tried')];
  const ours = wanted.map(({ type, urls }) => ({ type, found: findOurs(listed.value, { type, urls }) }));
  const missing = ours.filter(({ found }) => found === undefined).map(({ type }) => type);
  const stopped = ours.filter(({ found }) => found !== undefined && !isCalled(found)).map(({ type }) => type);
  const registered =
    missing.length > 0
      ? makeLiveCheck('callbacks.missing', missing.join(' '))
      : stopped.length > 0
        ? makeLiveCheck('callbacks.stopped', stopped.join(' '))
        : makeLiveCheck('callbacks.good');
  const found = ours.flatMap((one) => (one.found === undefined ? [] : [one.found]));
  return [
    registered,
    tries === 'call' ? await tryWebhooks(account, found) : makeLiveCheck('webhook.not_tried'),
  ];
}

async function tryWebhooks(account: GatewayAccount, callbacks: readonly Callback[]): Promise<LiveCheck> {
  if (callbacks.length === 0) return makeLiveCheck('webhook.not_tried');
  for (const { id } of callbacks) {
    const tried = await answerOf(account.testCallback(id));
    if (!tried.ok) return makeLiveCheck('webhook.not_tried');
    if (!tried.value.isGood) return makeLiveCheck('webhook.fails', String(tried.value.status ?? ''));
  }
  return makeLiveCheck('webhook.good');
}

/** Of several the one that is called, as an old one may have been left behind. */
export function findOurs(
  callbacks: readonly Callback[],
  wanted: { readonly type: string; readonly urls: readonly string[] },
): Callback | undefined {
  const ours = callbacks.filter(
    ({ type, url }) => type === wanted.type && wanted.urls.includes(url.replace(/\/+$/, '')),
  );
  return ours.find(isCalled) ?? ours[0];
}

export function isCalled({ isActive, isInvalid }: Callback): boolean {
  return isActive && !isInvalid;
}

async function checkSender(account: GatewayAccount, name: string): Promise<LiveCheck> {
  if (name === '') return makeLiveCheck('sender.number');
  const listed = await answerOf(account.listSenderNames());
  if (!listed.ok) return makeLiveCheck('sender.no_answer', name);
  const found = listed.value.find((row) => row.name === name);
  if (found === undefined) return makeLiveCheck('sender.absent', name);
  return makeLiveCheck(found.status === 'ACTIVE' ? 'sender.good' : 'sender.not_active', name);
}

const proofLifeMs = 86_400_000;

async function checkRoundTrip({ db, clock }: CheckDeps): Promise<LiveCheck> {
  const proof = await findLiveProof(db);
  if (proof === null) return makeLiveCheck('round_trip.not_begun');
  const { word, createdAt, state, code } = proof;
  const returnedAt = proof.returnedAt ?? (await findProofText(db, { word, since: createdAt }));
  if (returnedAt !== null) return makeLiveCheck('round_trip.good', returnedAt.toISOString());
  if (state === 'failed') return makeLiveCheck('round_trip.failed', code ?? '');
  if (clock().getTime() - createdAt.getTime() > proofLifeMs) return makeLiveCheck('round_trip.late');
  return makeLiveCheck(state === 'sent' ? 'round_trip.waiting' : 'round_trip.unknown', word);
}

type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly kind: GatewayError['kind']; readonly code: string };

async function answerOf<Value>(asked: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await asked };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { ok: false, kind: error.kind, code: String(error.code ?? '') };
  }
}
