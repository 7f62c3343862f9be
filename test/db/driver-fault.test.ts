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

function runProgram(bug: 'yes' | 'no'): { readonly status: number | null; readonly output: string } {
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    env: { PATH: process.env.PATH, BUG: bug },
    encoding: 'utf8',
  });
  return { status, output: stdout.trim() };
}

test('a process outlives a connection that the server ends inside a transaction', () => {
  assert.deepEqual(runProgram('no'), { status: 0, output: 'CONNECTION_CLOSED' });
});

test('any other error that nothing catches still ends the process', () => {
  assert.notEqual(runProgram('yes').status, 0);
});
