/**
 * Keeps the process alive when the database goes away in the middle of something and nobody is left to catch what a
 * driver throws: postgres.js 3.4.9 writes to a closed connection from a timer (porsager/postgres issues 1154 and
 * 1208), graphile-worker 0.18.0 drops the promise with which it says that a job is done or has failed. Our own queries
 * have been rejected by then and are tried again; such a job is freed by the next beat (jobs/runner.ts). Everything else
 * stays fatal.
 */
export function surviveLostConnections(): void {
  process.on('uncaughtException', (error: unknown) => {
    if (!isWriteAfterClose(error) && !isLostConnection(error)) throw error;
  });
}

function isWriteAfterClose(error: unknown): boolean {
  return error instanceof TypeError && /nextWrite \(.*postgres[/\\](?:src|cjs)/.test(error.stack ?? '');
}

const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  // PostgreSQL's own: stopped by an administrator, crashed, not yet accepting connections, no connection left for us.
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

/** node-postgres gives these no code. */
const lostMessages =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying)/;

function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && lostCodes.has(String(error.code))) || lostMessages.test(error.message);
}
