/**
 * Keeps the process alive when postgres.js 3.4.9 writes to a connection that has just been closed: a server that is
 * killed inside a transaction would else take us with it (porsager/postgres issues 1154 and 1208). The throw comes from
 * a timer, where no query can catch it; the query itself is rejected as any other on a lost connection. Everything else
 * stays fatal. To be removed with the first release of the driver that guards its `nextWrite`.
 */
export function surviveClosedConnections(): void {
  process.on('uncaughtException', (error: unknown) => {
    if (!isWriteAfterClose(error)) throw error;
  });
}

function isWriteAfterClose(error: unknown): boolean {
  return error instanceof TypeError && /nextWrite \(.*postgres[/\\](?:src|cjs)/.test(error.stack ?? '');
}
