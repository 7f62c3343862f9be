import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Cluster, startCluster } from '../../src/postgres/cluster.ts';
import { findRunningCluster } from '../../src/postgres/running.ts';
import type { ClusterState } from '../../src/postgres/supervise.ts';
import { clusterOptions, eventually, makeDataDir, query } from './support.ts';

// One cluster for the file: each test leaves it running.
const dataDir = await makeDataDir();
const states: string[] = [];
let cluster: Cluster;

before(async () => {
  cluster = await startCluster({ ...clusterOptions(dataDir), onStateChange });
});
after(() => cluster.stop());

function onStateChange(state: ClusterState): void {
  states.push(state.state);
}

test('the first start makes a new cluster', () => {
  assert.equal(cluster.adopted, false);
  assert.deepEqual(cluster.state(), { state: 'ready' });
});

test('the database sorts Polish, keeps UTF-8 and is durable', async () => {
  const [row] = await query(
    cluster.url,
    `select current_database() as name, current_setting('server_encoding') as encoding,
      (select datlocprovider from pg_database where datname = current_database()) as provider,
      array(select word from unnest(array['żaba', 'ława', 'lis', 'zając']) word order by word) as sorted,
      current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('full_page_writes') as pages, current_setting('data_checksums') as checksums`,
  );
  assert.deepEqual(
    { ...row },
    {
      name: 'wici',
      encoding: 'UTF8',
      provider: 'i',
      sorted: ['lis', 'ława', 'zając', 'żaba'],
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      checksums: 'on',
    },
  );
});

test('only this machine can connect, by password, and the password is readable to its owner alone', async () => {
  const [row] = await query(
    cluster.url,
    `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets`,
  );
  assert.deepEqual({ ...row }, { addresses: '127.0.0.1', sockets: '' });
  const wrong = new URL(cluster.url);
  wrong.password = 'wrong';
  await assert.rejects(query(wrong.href, 'select 1'), { code: '28P01' });
  assert.equal((await stat(join(dataDir, 'pg-password'))).mode & 0o777, 0o600);
  assert.equal((await stat(join(dataDir, 'pg'))).mode & 0o777, 0o700);
});

test('a second start on the same data folder is refused and harms nothing', async () => {
  await assert.rejects(startCluster(clusterOptions(dataDir)), { name: 'ClusterError', code: 'in_use' });
  assert.equal((await query(cluster.url, 'select 1 as one'))[0]?.one, 1);
});

test('a command finds the running server without starting one', async () => {
  const running = await findRunningCluster({ dataDir });
  assert.deepEqual(running, { url: cluster.url, port: cluster.port, pid: cluster.pid() });
});

test('a refused statement leaves neither numbers nor texts in the log', async () => {
  await query(cluster.url, 'create table phones (msisdn text primary key, visits integer)');
  await query(cluster.url, "insert into phones values ('+48500000001', 1)");
  await assert.rejects(query(cluster.url, "insert into phones values ('+48500000001', 2)"), {
    code: '23505',
  });
  await assert.rejects(query(cluster.url, "select 'poufna tresc'::integer"), { code: '22P02' });
  const log = await readFile(join(dataDir, 'pg.log'), 'utf8');
  assert.match(log, /ready to accept connections/);
  assert.doesNotMatch(log, /500000001|poufna/);
});

test('a killed server comes back on the same port with what was committed', async () => {
  await query(cluster.url, 'create table kept (id integer); insert into kept values (42)');
  const { port } = cluster;
  const killed = cluster.pid();
  states.length = 0;
  process.kill(killed, 'SIGKILL');
  await eventually(() => states.includes('ready'));
  assert.deepEqual(states, ['down', 'ready']);
  assert.notEqual(cluster.pid(), killed);
  assert.equal(new URL(cluster.url).port, String(port));
  assert.deepEqual([...(await query(cluster.url, 'select id from kept'))], [{ id: 42 }]);
});

test('a busy backend that outlives a killed server does not keep it down', async () => {
  // Such a backend looks for its parent only between statements.
  const busy = query(
    cluster.url,
    'select count(*) from generate_series(1, 100000000000) n where n % 7 = 3',
  ).catch(() => undefined);
  await eventually(async () => {
    const rows = await query(
      cluster.url,
      "select from pg_stat_activity where query like '%n % 7%' and state = 'active'",
    );
    return rows.length > 1;
  });
  states.length = 0;
  process.kill(cluster.pid(), 'SIGKILL');
  await eventually(() => states.includes('ready'));
  await busy;
  assert.equal((await query(cluster.url, 'select 1 as one'))[0]?.one, 1);
});

test('data survives a stop and a start', async () => {
  await query(cluster.url, 'create table survived (id integer); insert into survived values (7)');
  await cluster.stop();
  assert.deepEqual(cluster.state(), { state: 'stopped' });
  assert.equal(await findRunningCluster({ dataDir }), undefined);
  const log = await readFile(join(dataDir, 'pg.log'), 'utf8');
  assert.match(log.trimEnd().split('\n').at(-1) ?? '', /database system is shut down/);
  cluster = await startCluster({ ...clusterOptions(dataDir), onStateChange });
  assert.deepEqual([...(await query(cluster.url, 'select id from survived'))], [{ id: 7 }]);
});

test('stop during a restart leaves no server behind', async () => {
  states.length = 0;
  process.kill(cluster.pid(), 'SIGKILL');
  await eventually(() => states.includes('down'));
  await cluster.stop();
  assert.equal(await findRunningCluster({ dataDir }), undefined);
  assert.equal((await readdir(join(dataDir, 'pg'))).includes('PG_VERSION'), true);
  cluster = await startCluster({ ...clusterOptions(dataDir), onStateChange });
  assert.equal(cluster.adopted, false);
});
