/** What is looked at before an office really sends, and what may be found. Words for it are the doors' own. */

/** Every finding, by check; the first part of a name in the tables of words. */
const findings = {
  token: ['missing', 'refused', 'no_answer', 'not_asked', 'good'],
  number: ['missing', 'good'],
  second_factor: ['missing', 'good'],
  unfinished: ['some', 'good'],
  admins: ['one', 'good'],
  public_url: ['missing', 'local', 'plain', 'good'],
  callbacks: ['no_url', 'missing', 'stopped', 'no_answer', 'not_asked', 'good'],
  webhook: ['not_tried', 'fails', 'good'],
  round_trip: ['not_begun', 'failed', 'unknown', 'waiting', 'late', 'good'],
  sender: ['absent', 'not_active', 'no_answer', 'not_asked', 'number', 'good'],
  balance: ['empty', 'hidden', 'no_answer', 'not_asked', 'good'],
} as const;

type Findings = typeof findings;
export type LiveCheckName = keyof Findings;
export type LiveFinding = { [Name in LiveCheckName]: `${Name}.${Findings[Name][number]}` }[LiveCheckName];

/** `open`: somebody has to act · `unknown`: it could not be seen, or not yet. */
export type LiveState = 'good' | 'open' | 'unknown';

export type LiveCheck = {
  readonly name: LiveCheckName;
  readonly finding: LiveFinding;
  readonly state: LiveState;
  /** Without it this installation does not go live (product rule 11); the others are for a person to weigh. */
  readonly isRequired: boolean;
  /** Logins, counts, a status: what the words need. Never a secret. */
  readonly detail: string;
};

const required: ReadonlySet<LiveCheckName> = new Set(['token', 'number', 'second_factor', 'unfinished']);

const unknowns: ReadonlySet<string> = new Set(['no_answer', 'not_asked', 'not_tried', 'hidden', 'unknown']);

/** A check with its state, which the finding decides. */
export function makeLiveCheck(finding: LiveFinding, detail = ''): LiveCheck {
  const [name, found = ''] = splitFinding(finding);
  const isGood = found === 'good' || found === 'number';
  const state = isGood ? 'good' : unknowns.has(found) ? 'unknown' : 'open';
  return { name, finding, state, isRequired: required.has(name), detail };
}

/** Whether it alone keeps the installation from going live. */
export function isObstacle(check: LiveCheck): boolean {
  return check.isRequired && check.state === 'open';
}

function splitFinding(finding: LiveFinding): readonly [LiveCheckName, string] {
  const name = liveCheckNames.find((known) => finding.startsWith(`${known}.`));
  if (name === undefined) throw new Error(`No check is called ${finding}.`);
  return [name, finding.slice(name.length + 1)];
}

/** In the order in which they are worth settling. */
export const liveCheckNames: readonly LiveCheckName[] = [
  ...(['token', 'balance', 'number', 'sender'] as const),
  ...(['public_url', 'callbacks', 'webhook', 'round_trip'] as const),
  ...(['second_factor', 'admins', 'unfinished'] as const),
];

/**
 * What is wrong with the address that the gateway would call: it must be reachable from the internet, and by HTTPS,
 * because texts of people pass there.
 */
export function judgePublicUrl(publicUrl: string | undefined): 'missing' | 'local' | 'plain' | 'good' {
  if (publicUrl === undefined || !URL.canParse(publicUrl)) return 'missing';
  const { hostname, protocol } = new URL(publicUrl);
  const isLocal =
    /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cd]|fe80))/i.test(
      hostname,
    ) || !/[.:]/.test(hostname);
  if (isLocal) return 'local';
  return protocol === 'https:' ? 'good' : 'plain';
}
