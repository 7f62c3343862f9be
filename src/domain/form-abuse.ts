import type { CodeAct } from './codes.ts';
import { blockOf, networkOf } from './networks.ts';

/**
 * What makes a request at the public door suspect. Suspicion asks for a proof of work and never refuses: a whole office
 * and all phones of one operator share an address.
 */

/** What a person asks the public door for: a code, or to have one checked. */
export type PublicAct = CodeAct | 'confirm';

/** One count and how high it may go within its seconds before it makes a request suspect. */
export type Allowance = { readonly key: string; readonly most: number; readonly seconds: number };

type Wide = 'host' | 'block';

const tenMinutes = 600;
const allowances: Readonly<Record<'ask' | 'confirm', Readonly<Record<Wide, number>>>> = {
  ask: { host: 20, block: 60 },
  confirm: { host: 100, block: 300 },
};

/**
 * The counts that an address adds to: its own (an IPv4 address, an IPv6 /64) and its block's (/24, /48), the address's
 * first. Leaving and joining are counted apart, and leaving may go twice as far: it can only cost what members cost.
 */
export function listNetworkAllowances(act: PublicAct, address: string): readonly Allowance[] {
  const most = allowances[act === 'confirm' ? 'confirm' : 'ask'];
  const times = act === 'join' || act === 'confirm' ? 1 : 2;
  const kind = act === 'confirm' ? 'tries' : act === 'join' ? 'joins' : 'asks';
  return [
    { key: `${kind}:${networkOf(address)}`, most: most.host * times, seconds: tenMinutes },
    { key: `${kind}-block:${blockOf(address)}`, most: most.block * times, seconds: tenMinutes },
  ];
}

const anHour = 3600;
/** Numbers are sold to people at random; who goes through them in order stays among neighbours. */
const neighbourhoods = [
  { cut: 2, most: 10 },
  { cut: 3, most: 25 },
  { cut: 4, most: 80 },
] as const;

/** The hundred, the thousand and the ten thousand numbers that a number lies among, and how many requests each stands. */
export function listNeighbourhoods(msisdn: string): readonly Allowance[] {
  return neighbourhoods.map(({ cut, most }) => ({
    key: `${msisdn.slice(0, -cut)}${'x'.repeat(cut)}`,
    most,
    seconds: anHour,
  }));
}

/** The requests to join by which the share of confirmed ones is judged: old enough to have been confirmed by now. */
export const joinSample = { fromMinutes: 3, toMinutes: 60, least: 30, most: 100 } as const;

/** Numbers that nobody confirms are not typed by their owners: fewer than three in ten open the breaker. */
export function isConfirmedTooRarely(sample: {
  readonly asked: number;
  readonly confirmed: number;
}): boolean {
  return sample.asked >= joinSample.least && sample.confirmed * 10 < sample.asked * 3;
}

/**
 * What the codes of an hour may cost an act: joining leaves the last fifth to those who leave or look after their data,
 * so that nobody can shut the way out by rushing the way in.
 */
export function capFor(act: CodeAct, hourGrosze: number): number {
  return act === 'join' ? (hourGrosze * 4) / 5 : hourGrosze;
}
