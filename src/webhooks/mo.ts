import type { Deps } from '#services/deps.ts';
import { isRefusalOfData, type MoReceiver } from '#services/receive-mo.ts';
import { parseForm } from '#sms/smsapi-callbacks.ts';
import type { Call } from './call.ts';

/** Resolves when the call may be acknowledged; throws when it must be repeated. */
export type Door = (call: Call) => Promise<void>;

/**
 * Inbound texts. What can't be read, or can't ever be stored, is kept raw and acknowledged: a repetition would only
 * bring the same again.
 */
export function createMoDoor(options: {
  readonly deps: Pick<Deps, 'gateway' | 'logger' | 'clock'>;
  readonly receiver: MoReceiver;
}): Door {
  const { deps, receiver } = options;
  async function refuse(problem: string, raw: Uint8Array): Promise<void> {
    deps.logger.warn({ problem }, 'inbound text refused');
    await receiver.refuse({ problem, raw });
  }
  return async (call) => {
    if (call.kind === 'too_large') return refuse('too_large', call.raw);
    const parsed = deps.gateway.parseMo(parseForm(call.raw), deps.clock());
    if (!parsed.ok) return refuse(parsed.problem, call.raw);
    try {
      await receiver.receive(parsed.mo);
    } catch (error) {
      if (!isRefusalOfData(error)) throw error;
      await refuse('unstorable', call.raw);
    }
  };
}
