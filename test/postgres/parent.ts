import { startCluster } from '../../src/postgres/cluster.ts';
import { clusterOptions } from './support.ts';

const cluster = await startCluster(clusterOptions(process.argv[2] ?? ''));
console.log(JSON.stringify({ port: cluster.port, pid: cluster.pid(), url: cluster.url }));
setInterval(() => undefined, 60_000);
