// A few processes take the test files from one queue. A process of its own for each file costs a second of CPU before
// its first test, and there are more than 150. Each file is a suite with its own hooks and ends before the next begins;
// `node --test FILE` still runs one alone.
import { globSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';

/** The folder in which a taken file leaves its mark; global-setup.ts makes one for each run. */
export const queueVariable = 'WICI_TEST_QUEUE';
/** Which files, as patterns with a space between them; all tests when it is not given. */
const filesVariable = 'WICI_TEST_FILES';

const fileLimitMs = 180_000;
/** Whatever is long comes first, so that the processes end together. */
const longFirst = [
  'test/services/dispatch-',
  'test/journeys/',
  'test/browser/',
  'test/cli/',
  'test/attacks/',
  'test/admin/permissions',
  'test/model/',
];

/** Runs test files until none is left for this process. */
export async function workThroughQueue(): Promise<void> {
  const queue = process.env[queueVariable];
  if (queue === undefined) throw new Error(`${queueVariable} is not set: run this by npm test.`);
  for (const file of listTestFiles()) {
    if (!(await take(queue, file))) continue;
    await describe(file, { timeout: fileLimitMs }, async () => {
      await import(pathToFileURL(file).href);
    });
  }
}

function listTestFiles(): string[] {
  const patterns = process.env[filesVariable]?.split(' ') ?? ['test/**/*.test.ts'];
  const files = globSync(patterns).toSorted();
  const rank = (file: string) => {
    const found = longFirst.findIndex((folder) => file.startsWith(folder));
    return found === -1 ? longFirst.length : found;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether this process is the first to ask for the file. */
async function take(queue: string, file: string): Promise<boolean> {
  try {
    const mark = await open(join(queue, encodeURIComponent(file)), 'wx');
    await mark.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
