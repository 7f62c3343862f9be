// A process that handles what waits at the time it is told, and may be killed meanwhile. Usage: handler.ts DATABASE_URL
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import pino from 'pino';
import { openDatabase } from '#db/pool.ts';
import { advanceConversations } from '#services/advance-conversations.ts';
import { loadOffice } from '#services/office.ts';

const database = await openDatabase({ url: process.argv[2] ?? '', size: 3 });
const office = await loadOffice(database.db);
// The next is started sooner, though this one is killed.
flushCompileCache();
process.stdout.write('ready\n');
const [line] = await once(process.stdin, 'data');
const now = new Date(String(line).trim());
const deps = {
  ...database,
  logger: pino({ level: 'silent' }),
  clock: () => now,
  secretKey: new Uint8Array(32).fill(7),
  office: () => office,
};
const handle = async (): Promise<void> => {
  for (let idle = 0; idle < 2; ) idle = (await advanceConversations(deps)) > 0 ? 0 : idle + 1;
};
await Promise.all([handle(), handle()]);
await database.end();
process.exit(0);
