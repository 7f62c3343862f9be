/**
 * Keeps the process alive when the database goes away in the middle of something and nobody is left to catch what a
 * driver throws: postgres.js 3.4.9 writes to a closed connection from a timer (porsager/postgres issues 1154 and
 * 1208), graphile-worker drops the promise of a failed batch. Our own queries have been rejected by then and are tried
 * again. Everything else stays fatal.
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
  'CONNECTION_CLOSED',
  'CONNECT_TIMEOUT',
  // PostgreSQL's own: stopped by an administrator, crashed, not yet accepting connections.
  '57P01',
  '57P02',
  '57P03',
]);

function isLostConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && lostCodes.has(String(error.code));
}
