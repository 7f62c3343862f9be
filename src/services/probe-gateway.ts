import { hasProbeSince, insertProbe } from '#db/gateway-samples.ts';
import { GatewayError } from '#sms/gateway.ts';
import type { Deps } from './deps.ts';

/** Shorter than the minute between two rounds, so that a round a little early does not count as done. */
const sinceMs = 50_000;

/**
 * Asks the gateway for the balance and notes how it answered, unless that was done within the minute: whether it can
 * be reached is thus known at night too, when nothing is sent. Holds no connection while it waits.
 */
export async function probeGateway(
  deps: Pick<Deps, 'db' | 'sql' | 'gateway' | 'clock'>,
): Promise<'asked' | 'asked_before'> {
  const at = deps.clock();
  if (await hasProbeSince(deps.db, new Date(at.getTime() - sinceMs))) return 'asked_before';
  const startedAt = performance.now();
  const answer = await ask(deps);
  await insertProbe(deps.sql, { at, tookMs: Math.round(performance.now() - startedAt), ...answer });
  return 'asked';
}

async function ask({
  gateway,
}: Pick<Deps, 'gateway'>): Promise<{ readonly failure: string | null; readonly points: number | null }> {
  try {
    return { failure: null, points: (await gateway.getBalance()) ?? null };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { failure: error.kind, points: null };
  }
}
