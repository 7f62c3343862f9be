import { listFormHours } from '#db/form-hours.ts';
import {
  countStrayReceipts,
  listAppliedMigrations,
  listDurabilitySettings,
  listMissingLedgerMonths,
  listPausedRuns,
} from '#db/health.ts';
import { listMigrations } from '#db/migrations.ts';
import { countLocalities } from '#db/places.ts';
import { GatewayError } from '#sms/gateway.ts';
import type { Deps } from './deps.ts';

export type HealthFinding = {
  readonly name: string;
  readonly verdict: 'good' | 'bad' | 'unknown';
  readonly detail: string;
};

/** Looks the installation over without changing anything; one finding a line, `bad` where somebody has to act. */
export async function checkHealth(
  deps: Pick<Deps, 'db' | 'gateway' | 'clock' | 'office'>,
): Promise<readonly HealthFinding[]> {
  const [settings, applied, known, places] = await Promise.all([
    listDurabilitySettings(deps.db),
    listAppliedMigrations(deps.db),
    listMigrations(),
    countLocalities(deps.db),
  ]);
  const months = ledgerMonths(deps.clock());
  const missingMonths = await listMissingLedgerMonths(deps.db, months);
  const missing = known.filter((name) => !applied.includes(name));
  // Before its migrations a database has nothing of this to look at.
  const [paused, stray, [formHour]] =
    missing.length === 0
      ? await Promise.all([
          listPausedRuns(deps.db),
          countStrayReceipts(deps.db),
          listFormHours(deps.db, deps.clock()),
        ])
      : [[], { waiting: 0, otherEpochs: 0 }, []];
  return [
    ...settings.map(({ name, setting }): HealthFinding => {
      if (name === 'server_version') return { name: 'postgresql', verdict: 'good', detail: setting };
      return { name, verdict: setting === 'off' ? 'bad' : 'good', detail: setting };
    }),
    {
      name: 'migrations',
      verdict: missing.length === 0 ? 'good' : 'bad',
      detail: missing.length === 0 ? `${applied.length} applied` : `missing: ${missing.join(', ')}`,
    },
    {
      name: 'ledger',
      verdict: missingMonths.length === 0 ? 'good' : 'bad',
      detail:
        missingMonths.length === 0
          ? `partitions for ${months.join(' and ')}`
          : `no partition for ${missingMonths.join(' and ')}; start a worker, it makes them`,
    },
    ...paused.map(
      ({ lane, reason, runs }): HealthFinding => ({
        name: 'paused',
        verdict: 'bad',
        detail: `${runs} ${lane} ${runs === 1 ? 'run' : 'runs'}: ${reason}`,
      }),
    ),
    {
      name: 'receipts',
      verdict: 'good',
      detail: `${stray.waiting} wait for their message, ${stray.otherEpochs} of other epochs so far`,
    },
    {
      name: 'form codes',
      verdict: formHour?.cappedAt == null ? 'good' : 'bad',
      detail:
        formHour?.cappedAt == null
          ? `${formHour?.codes ?? 0} this hour`
          : `reached what an hour may cost; ${formHour.refused} refused this hour`,
    },
    {
      name: 'places',
      verdict: places > 0 ? 'good' : 'bad',
      detail: places > 0 ? `${places} localities` : 'none imported',
    },
    { name: 'mode', verdict: 'good', detail: deps.office().mode },
    await checkBalance(deps),
  ];
}

async function checkBalance(deps: Pick<Deps, 'gateway' | 'office'>): Promise<HealthFinding> {
  const name = 'gateway';
  try {
    const balance = await deps.gateway.getBalance();
    if (balance === undefined)
      return { name, verdict: 'unknown', detail: 'answers; the account does not show its balance' };
    return { name, verdict: balance > 0 ? 'good' : 'bad', detail: `balance ${balance}` };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    // The simulator runs inside the service: without it there is nothing to ask, and nothing wrong.
    if (deps.office().mode === 'practice')
      return { name, verdict: 'unknown', detail: 'the simulator does not run' };
    return { name, verdict: 'bad', detail: `does not answer: ${error.kind} ${error.code ?? ''}`.trim() };
  }
}

/** This month and the next, as the ledger names them. */
function ledgerMonths(now: Date): readonly number[] {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth() + 1;
  return [year * 100 + month, month === 12 ? (year + 1) * 100 + 1 : year * 100 + month + 1];
}
