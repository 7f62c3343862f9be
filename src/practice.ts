import { updateSimulatorUrl } from '#db/installation.ts';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';
import type { Runtime } from './runtime.ts';

/**
 * Practice mode's gateway: the simulator, calling our webhooks at `baseUrl`. Its address goes to the installation's
 * row, so that workers in other processes find it. Its journal in DATA_DIR keeps the phones' history over restarts.
 */
export async function startPractice(options: {
  readonly runtime: Runtime;
  readonly baseUrl: string;
}): Promise<Simulator> {
  const { config, deps } = options.runtime;
  const root = `${options.baseUrl}/webhooks/smsapi/${config.webhookSecrets[0]}`;
  const simulator = await startSimulator({
    callbackUrl: { mo: `${root}/mo`, dlr: `${root}/dlr` },
    officeNumber: deps.office().settings.dialogueNumber.replace(/\D/g, '') || undefined,
    journalPath: `${config.dataDir}/simulator.jsonl`,
  });
  await updateSimulatorUrl(deps.db, simulator.url);
  return simulator;
}
