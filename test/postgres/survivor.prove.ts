import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startCluster } from '../../src/postgres/cluster.ts';
import { isRunning } from '../../src/postgres/processes.ts';
import { readPidFile } from '../../src/postgres/running.ts';
import { clusterOptions, eventually, makeDataDir, query, readParent, spawnParent } from './support.ts';

async function leaveSurvivor(dataDir: string): Promise<{ port: number; pid: number; url: string }> {
  const parent = spawnParent(dataDir);
  const survivor = await readParent(parent);
  const ended = once(parent, 'exit');
  parent.kill('SIGKILL');
  await ended;
  assert.equal(isRunning(survivor.pid), true);
  return survivor;
}

test('a server whose parent was killed is taken over, and then looked after as if it were ours', async () => {
  const dataDir = await makeDataDir();
  const survivor = await leaveSurvivor(dataDir);
  await query(survivor.url, 'create table kept (id integer); insert into kept values (1)');

  const states: string[] = [];
  const cluster = await startCluster({
    ...clusterOptions(dataDir),
    onStateChange: ({ state }) => states.push(state),
  });
  assert.deepEqual(
    { adopted: cluster.adopted, pid: cluster.pid(), port: cluster.port, url: cluster.url },
    { adopted: true, ...survivor },
  );

  process.kill(survivor.pid, 'SIGKILL');
  await eventually(() => states.includes('ready'));
  assert.equal(cluster.port, survivor.port);
  assert.deepEqual([...(await query(survivor.url, 'select id from kept'))], [{ id: 1 }]);
  await cluster.stop();
});

test('an adopted server is stopped like our own', async () => {
  const dataDir = await makeDataDir();
  const survivor = await leaveSurvivor(dataDir);
  const cluster = await startCluster(clusterOptions(dataDir));
  assert.equal(cluster.adopted, true);
  await cluster.stop();
  assert.equal(isRunning(survivor.pid), false);
});

test('a survivor with other settings is replaced by one with ours', async () => {
  const dataDir = await makeDataDir();
  const survivor = await leaveSurvivor(dataDir);
  const cluster = await startCluster({
    ...clusterOptions(dataDir),
    extraSettings: { max_connections: '50' },
  });
  assert.equal(cluster.adopted, false);
  assert.equal(isRunning(survivor.pid), false);
  assert.equal((await query(cluster.url, 'show max_connections'))[0]?.max_connections, '50');
  await cluster.stop();
});

test('a running server that refuses our password is neither taken over nor harmed', async () => {
  const dataDir = await makeDataDir();
  const survivor = await leaveSurvivor(dataDir);
  const path = join(dataDir, 'pg-password');
  const password = await readFile(path, 'utf8');
  await writeFile(path, 'another\n');
  await assert.rejects(startCluster(clusterOptions(dataDir)), { code: 'foreign_server' });
  assert.equal(isRunning(survivor.pid), true);

  await writeFile(path, password);
  const cluster = await startCluster(clusterOptions(dataDir));
  assert.equal(cluster.adopted, true);
  await cluster.stop();
});

test('a pid file that names another folder’s server, or any other program, is not believed', async () => {
  const [ours, theirs] = [await makeDataDir(), await makeDataDir()];
  const foreign = await startCluster(clusterOptions(theirs));
  await (await startCluster(clusterOptions(ours))).stop();

  await copyFile(join(theirs, 'pg', 'postmaster.pid'), join(ours, 'pg', 'postmaster.pid'));
  const beside = await startCluster(clusterOptions(ours));
  assert.equal(beside.adopted, false);
  assert.notEqual(beside.pid(), foreign.pid());
  await beside.stop();

  // The test itself now has the number that a dead server once had.
  const text = await readFile(join(theirs, 'pg', 'postmaster.pid'), 'utf8');
  await writeFile(join(ours, 'pg', 'postmaster.pid'), text.replace(/^\d+/, String(process.pid)));
  const again = await startCluster(clusterOptions(ours));
  assert.equal(again.adopted, false);
  assert.equal((await readPidFile(join(ours, 'pg')))?.pid, again.pid());
  await again.stop();

  assert.equal((await query(foreign.url, 'select 1 as one'))[0]?.one, 1);
  await foreign.stop();
});
