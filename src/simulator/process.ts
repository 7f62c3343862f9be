import { parseArgs } from 'node:util';
import { parseJson } from './params.ts';
import { settingsPatchSchema } from './settings.ts';
import { startSimulator } from './simulator.ts';

// The simulator as a process of its own: `node src/simulator/process.ts --port 0 --settings '{"latencyMs":20}'`.
// Prints one JSON line with its address and lives until SIGTERM or SIGINT.
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    mo: { type: 'string' },
    dlr: { type: 'string' },
    token: { type: 'string' },
    number: { type: 'string' },
    journal: { type: 'string' },
    settings: { type: 'string', default: '{}' },
    seed: { type: 'string', default: '1' },
  },
});

const simulator = await startSimulator({
  port: Number(values.port),
  host: values.host,
  callbackUrl: { mo: values.mo, dlr: values.dlr },
  token: values.token,
  officeNumber: values.number,
  journalPath: values.journal,
  settings: settingsPatchSchema.parse(parseJson(values.settings)),
  seed: Number(values.seed),
});
process.stdout.write(`${JSON.stringify({ url: simulator.url, port: simulator.port })}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void simulator.stop().then(() => process.exit(0));
  });
}
