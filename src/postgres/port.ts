import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { ClusterError } from './errors.ts';

const lowest = 15_000;

/**
 * A free port on 127.0.0.1, the same for the same data folder where possible. Below the range from which the system
 * takes ports for outgoing connections: a pool that retries a dead port inside that range may one day connect to
 * itself, and then the server cannot have its port back.
 */
export async function choosePort(dataDir: string): Promise<number> {
  const highest = ephemeralStart() - 1;
  const count = highest - lowest + 1;
  if (count > 0) {
    const first = createHash('sha256').update(dataDir).digest().readUInt32BE(0) % count;
    for (let step = 0; step < 64; step++) {
      const port = lowest + ((first + step * 101) % count);
      if (await isFree(port)) return port;
    }
  }
  throw new ClusterError(
    'start_failed',
    `No free port for PostgreSQL was found between ${lowest} and ${highest}.`,
  );
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function ephemeralStart(): number {
  try {
    const start = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
    return start > lowest + 1000 ? start : 32_768;
  } catch {
    return 32_768;
  }
}
