import type { Deps } from '#services/deps.ts';
import { createDlrReceiver } from '#services/receive-dlrs.ts';
import type { MoReceiver } from '#services/receive-mo.ts';
import { parseForm } from '#sms/smsapi-callbacks.ts';
import type { Door } from './mo.ts';

/** Delivery reports, 1 to 5 a call. Those that can be read are stored; a call with any that can't is kept raw. */
export function createDlrDoor(options: {
  readonly deps: Pick<Deps, 'sql' | 'gateway' | 'logger' | 'office'>;
  readonly receiver: Pick<MoReceiver, 'refuse'>;
}): Door {
  const { deps, receiver } = options;
  const dlrs = createDlrReceiver({ sql: deps.sql, epoch: () => deps.office().epoch });
  async function refuse(problem: string, raw: Uint8Array): Promise<void> {
    deps.logger.warn({ problem }, 'delivery report refused');
    await receiver.refuse({ problem: `dlr_${problem}`, raw });
  }
  return async (call) => {
    if (call.kind === 'too_large') return refuse('too_large', call.raw);
    const { reports, problems } = deps.gateway.parseDlrs(parseForm(call.raw));
    if (reports.length > 0) await dlrs.receive(reports);
    const [problem] = problems;
    if (problem !== undefined) await refuse(problem, call.raw);
  };
}
