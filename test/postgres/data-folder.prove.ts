import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster } from '../../src/postgres/cluster.ts';
import { giveTo } from '../../src/postgres/run-as.ts';
import { clusterOptions, eventually, makeDataDir, query, spawnParent } from './support.ts';

const isRoot = process.getuid?.() === 0;

test('a start killed while the cluster is being made leaves none, and the next one succeeds', async () => {
  const dataDir = await makeDataDir();
  for (const delayMs of [0, 60, 150, 300]) {
    const parent = spawnParent(dataDir);
    const ended = once(parent, 'exit');
    await eventually(async () => (await readdir(dataDir).catch(() => [])).some(isUnfinished));
    await sleep(delayMs);
    parent.kill('SIGKILL');
    await ended;
    assert.equal((await readdir(dataDir)).includes('pg'), false);
  }

  const cluster = await startCluster(clusterOptions(dataDir));
  assert.equal((await query(cluster.url, 'select 1 as one'))[0]?.one, 1);
  await cluster.stop();
  assert.deepEqual((await readdir(dataDir)).filter(isUnfinished), []);
});

function isUnfinished(name: string): boolean {
  return name.startsWith('pg.new-') && name !== 'pg.new-password';
}

test('data of another major version is refused with what to do, and left as it is', async () => {
  const dataDir = await makeDataDir();
  await mkdir(join(dataDir, 'pg'), { recursive: true });
  await writeFile(join(dataDir, 'pg', 'PG_VERSION'), '14\n');
  await assert.rejects(startCluster(clusterOptions(dataDir)), {
    code: 'other_major',
    message: /made by PostgreSQL 14, but .* brings PostgreSQL \d+.*backup create/,
  });
  assert.deepEqual(await readdir(join(dataDir, 'pg')), ['PG_VERSION']);
});

test('a cluster whose password is lost is refused, and no new password is made', async () => {
  const dataDir = await makeDataDir();
  await (await startCluster(clusterOptions(dataDir))).stop();
  await rm(join(dataDir, 'pg-password'));
  await assert.rejects(startCluster(clusterOptions(dataDir)), { code: 'password_missing' });
  assert.equal((await readdir(dataDir)).includes('pg-password'), false);
});

test('binaries that do not run are named', async () => {
  const dataDir = await makeDataDir();
  await assert.rejects(startCluster({ ...clusterOptions(dataDir), binDir: '/nowhere' }), {
    code: 'no_binaries',
    message: /\/nowhere\/postgres/,
  });
});

test('as root, the folder that the server’s user cannot enter is named', { skip: !isRoot }, async () => {
  const dataDir = await makeDataDir();
  const closed = dirname(dataDir);
  await chmod(closed, 0o700);
  await assert.rejects(startCluster(clusterOptions(dataDir)), (error: Error) => {
    assert.ok(error.message.includes(`cannot enter the folder ${closed} (mode 0700)`), error.message);
    return true;
  });
  await chmod(closed, 0o755);
  const cluster = await startCluster(clusterOptions(dataDir));
  await cluster.stop();
});

test('as root, data that a restore gave to root is handed to the server’s user', {
  skip: !isRoot,
}, async () => {
  const dataDir = await makeDataDir();
  await (await startCluster(clusterOptions(dataDir))).stop();
  await giveTo({ path: join(dataDir, 'pg'), user: { name: 'root', uid: 0, gid: 0 } });
  const cluster = await startCluster(clusterOptions(dataDir));
  assert.equal((await query(cluster.url, 'select 1 as one'))[0]?.one, 1);
  await cluster.stop();
});
