// The worker process: conversations, planning, dispatch, receipts, sweeps. Several may run; the lease and row locks
// see to it that each thing is done by one of them.
import { listenForAnnouncements } from '#db/listen.ts';
import { ensureLedgerMonths } from '#db/runs.ts';
import { startConversations } from '#services/advance-conversations.ts';
import { alarmDuty } from '#services/alarm-duty.ts';
import { startDlrApplier } from '#services/apply-dlr.ts';
import { startDispatcher } from '#services/dispatch.ts';
import { completeErasures } from '#services/erase-person.ts';
import { outlineError } from '#services/failures.ts';
import { probeGateway } from '#services/probe-gateway.ts';
import { reviveStranded } from '#services/revive-stranded.ts';
import { runDueOccurrences } from '#services/run-occurrences.ts';
import { scrubSecrets } from '#services/scrub-secrets.ts';
import { finishStops } from '#services/stop-campaign.ts';
import { sweepDeadlines } from '#services/sweep-deadlines.ts';
import { startJobRunner } from './jobs/runner.ts';
import type { Runtime } from './runtime.ts';

export type Worker = { readonly stop: () => Promise<void> };

const second = 1_000;

/** Works until `stop`, which claims nothing more, lets calls and jobs under way end, and records what they brought. */
export async function startWorker(
  runtime: Pick<Runtime, 'config' | 'deps' | 'databaseUrl' | 'logger' | 'installation'>,
): Promise<Worker> {
  const { config, deps, databaseUrl, logger } = runtime;
  const { smsapi } = config;
  await ensureLedgerMonths(deps.db, deps.clock());

  const dispatcher = startDispatcher(deps, {
    maxRecipients: smsapi.maxRecipients,
    maxCallsPerSecond: smsapi.maxCallsPerSecond,
    hasBackup: () => smsapi.backupUrl !== undefined && runtime.installation().mode === 'live',
    senders: { name: smsapi.from, number: smsapi.number },
  });
  const applier = startDlrApplier(deps);
  const conversations = startConversations(deps);
  const jobs = await startJobRunner({ deps, databaseUrl });
  const stops = every({ ms: 5 * second, name: 'finish stops', act: () => finishStops(deps) });
  const alarms = every({ ms: 5 * second, name: 'alarms', act: () => alarmDuty(deps) });
  const probes = every({ ms: 60 * second, name: 'probe', act: () => probeGateway(deps) });
  probes.wake();
  const listening = await listenForAnnouncements(deps.sql, (what) => {
    if (what === 'dlrs') applier.wake();
    if (what === 'danger') alarms.wake();
    if (what === 'outbox') dispatcher.wake('rows');
    if (what === 'runs') dispatcher.wake('runs');
  });

  function every(sweep: {
    readonly ms: number;
    readonly name: string;
    readonly act: () => Promise<unknown>;
  }): { readonly wake: () => void; readonly stop: () => Promise<void> } {
    let running: Promise<void> | undefined;
    let isWoken = false;
    // One at a time: a slow sweep is not joined by its next; one that is woken meanwhile is followed by another.
    function run(): void {
      running ??= sweep
        .act()
        .then(() => undefined)
        .catch((error: unknown) => {
          logger.warn({ sweep: sweep.name, ...outlineError(error) }, 'sweep failed, it will be tried again');
        })
        .finally(() => {
          running = undefined;
          if (!isWoken) return;
          isWoken = false;
          run();
        });
    }
    const timer = setInterval(run, sweep.ms);
    return {
      wake: () => {
        if (running === undefined) run();
        else isWoken = true;
      },
      stop: async () => {
        clearInterval(timer);
        isWoken = false;
        await running;
      },
    };
  }
  const sweeps = [
    stops,
    alarms,
    every({ ms: second, name: 'schedules', act: () => runDueOccurrences(deps) }),
    every({ ms: 10 * second, name: 'deadlines', act: () => sweepDeadlines(deps) }),
    every({ ms: 10 * second, name: 'erasures', act: () => completeErasures(deps) }),
    every({ ms: 15 * second, name: 'secrets', act: () => scrubSecrets(deps) }),
    every({ ms: 15 * second, name: 'stranded', act: () => reviveStranded(deps) }),
    probes,
    every({ ms: 3_600 * second, name: 'months', act: () => ensureLedgerMonths(deps.db, deps.clock()) }),
  ];
  logger.info('worker started');
  return {
    stop: async () => {
      await conversations.stop();
      // What conversations queued last is claimed by the next worker: it stands in the rows.
      await Promise.all([jobs.stop(), dispatcher.stop(), ...sweeps.map((sweep) => sweep.stop())]);
      await listening.stop().catch(() => undefined);
      await applier.stop();
      logger.info('worker stopped');
    },
  };
}
