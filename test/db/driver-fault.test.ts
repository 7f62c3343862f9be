import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { createTestDatabase } from '../support/database.ts';

const { url } = await createTestDatabase();

/** A process whose connection is ended by the server between two statements of a transaction. */
const program = `
  import { surviveLostConnections } from '#db/driver-fault.ts';
  import { openDatabase } from '#db/pool.ts';
  surviveLostConnections();
  const { sql, end } = await openDatabase({ url: ${JSON.stringify(url)} });
  const outcome = await sql.begin(async (tx) => {
    const [me] = await tx\`select pg_backend_pid() as pid\`;
    await sql\`select pg_terminate_backend(\${me?.pid})\`;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await tx\`select 1\`;
  }).then(() => 'committed', (error) => error.code);
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (process.env.BUG === 'yes') setTimeout(() => { throw new Error('a bug of ours'); });
  await new Promise((resolve) => setTimeout(resolve, 100));
  console.log(outcome);
  await end();
`;

/** A process in which nobody awaits a query whose server goes away without a word. */
const forsaken = `
  import { createServer } from 'node:net';
  import { makeWorkerUtils } from 'graphile-worker';
  import { surviveLostConnections } from '#db/driver-fault.ts';
  surviveLostConnections();
  const server = createServer((socket) => socket.once('data', () => socket.end()));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connectionString = 'postgres://nobody@127.0.0.1:' + server.address().port + '/none';
  void makeWorkerUtils({ connectionString });
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log('alive');
  process.exit(0);
`;

function runProgram(bug: 'yes' | 'no'): { readonly status: number | null; readonly output: string } {
  return run(program, { BUG: bug });
}

function run(
  code: string,
  env: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly output: string } {
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', code], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, output: stdout.trim() };
}

test('a process outlives a connection that the server ends inside a transaction', () => {
  assert.deepEqual(runProgram('no'), { status: 0, output: 'CONNECTION_CLOSED' });
});

test('a process outlives a query that nobody awaits and whose server went away without a word', () => {
  assert.deepEqual(run(forsaken), { status: 0, output: 'alive' });
});

test('any other error that nothing catches still ends the process', () => {
  assert.notEqual(runProgram('yes').status, 0);
});
