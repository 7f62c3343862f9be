// Ten thousand residents who text as they please, and handlers that are killed for real while they are at it.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { walkCrowd } from '../model/walks.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { chooseSeed, createSeededRandom } from '../support/seeded-random.ts';

const seed = chooseSeed();
// Two nights on which the clock changes lie among the walks; all of them are past: a text dated after it came is a wrong
// clock's, and the database says when it came.
const starts = [
  '2025-10-20T06:00:00Z',
  '2025-03-25T18:00:00Z',
  '2025-06-01T10:00:00Z',
  '2025-10-23T20:00:00Z',
];
const crowds = 19;
const crowdSize = 500;
const towns = 3;

suite('ten thousand walks', { concurrency: true }, () => {
  test(
    '9 500 walks, with handlers that die before and after their commits, end as the last valid act says',
    walkCrowds,
  );
  test('500 walks while the handling process is killed by SIGKILL again and again', walkUnderKills);
});

async function walkCrowds(): Promise<void> {
  let next = 0;
  // A town's clock is its own, so that crowds that walk at the same time live in different towns.
  const walkTown = async (): Promise<void> => {
    const deps = await createOfficeDeps(await createTestDatabase({ size: 8 }));
    while (next < crowds) {
      const n = next;
      next += 1;
      const startsAt = new Date(starts[n % starts.length] ?? '');
      const firstNumber = 511_000_000 + n * crowdSize;
      await walkCrowd({ deps, seed: seed + n, size: crowdSize, rounds: 10, firstNumber, startsAt });
    }
  };
  await Promise.all(Array.from({ length: towns }, walkTown));
}

async function walkUnderKills(t: TestContext): Promise<void> {
  const database = await createTestDatabase({ size: 8 });
  const deps = await createOfficeDeps(database);
  const random = createSeededRandom(seed);
  const kills = { n: 0 };
  const handlers = Array.from({ length: 2 }, () => startHandler(database.url));
  const advance = async (now: Date): Promise<void> => {
    for (let killed = 0; ; ) {
      const waiting = await database.sql`select 1 from mos where state = 'waiting' limit 1`;
      if (waiting.length === 0) return;
      const handler = handlers.shift() ?? startHandler(database.url);
      handlers.push(startHandler(database.url));
      if (killed < 8) {
        killed += 1;
        // Somewhere in its work: most of it takes less than 60 ms.
        await handler.workUntilKilled(now, random() * 60);
        kills.n += 1;
      } else await handler.workToTheEnd(now);
    }
  };
  try {
    const startsAt = new Date('2025-10-22T12:00:00Z');
    await walkCrowd({ deps, seed, size: 500, rounds: 14, firstNumber: 531_000_000, startsAt, advance });
  } finally {
    for (const handler of handlers) handler.kill();
  }
  t.diagnostic(`${kills.n} kills`);
  assert.ok(kills.n >= 80, `${kills.n} kills`);
}

type Handler = {
  readonly workUntilKilled: (now: Date, afterMs: number) => Promise<void>;
  readonly workToTheEnd: (now: Date) => Promise<void>;
  readonly kill: () => void;
};

function startHandler(url: string): Handler {
  const program = fileURLToPath(new URL('../model/handler.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [program, url], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'wici-compiled') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = once(child.stdout ?? child, 'data');
  const work = async (now: Date): Promise<void> => {
    await lines;
    child.stdin?.write(`${now.toISOString()}\n`);
  };
  return {
    workUntilKilled: async (now, afterMs) => {
      await work(now);
      const ended = once(child, 'exit');
      setTimeout(() => child.kill('SIGKILL'), afterMs);
      await ended;
    },
    workToTheEnd: async (now) => {
      const ended = once(child, 'exit');
      await work(now);
      const [code] = await ended;
      assert.equal(code, 0);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
