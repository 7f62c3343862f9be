// What an init system or an operator's Ctrl-C ends is npm, and the service must end with it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from '../support/database.ts';
import { waitFor } from '../support/service.ts';

const { sql, url } = await createTestDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'wici-npm-'));
after(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

test('SIGTERM to npm stops the service in order', async () => {
  const npm = spawn('npm', ['start', '-s'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      PATH: process.env.PATH,
      HOME: dataDir,
      DATA_DIR: dataDir,
      DATABASE_URL: url,
      PORT: '0',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, so that nothing of it is left when this fails.
    detached: true,
  });
  after(() => killGroup(npm.pid));
  let output = '';
  npm.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const address = await waitFor(() => /^Wici: (\S+)/m.exec(output)?.[1], { limitMs: 60_000 });
  await waitFor(async () => (await sql`select from workers`).length > 0);
  npm.kill('SIGTERM');
  await waitFor(() => npm.exitCode !== null || npm.signalCode !== null, { what: 'npm to end' });
  // A worker that has stopped in order takes its name off the list; a killed one leaves it, and a living one writes it anew.
  await waitFor(async () => (await sql`select from workers`).length === 0, { what: 'the worker to stop' });
  await assert.rejects(fetch(address));
});

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
}
