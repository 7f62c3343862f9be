/** What may be logged of an error: its message or its fields could quote a row, and a row holds numbers and texts. */
export function outlineError(error: unknown): {
  readonly error: string;
  readonly code: string | undefined;
  readonly at: readonly string[];
} {
  if (!(error instanceof Error)) return { error: typeof error, code: undefined, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, code: findCode(error), at: frames.slice(0, 6).map((line) => line.trim()) };
}

// PostgreSQL's classes of lost connections, shutdown and lack of resources; Node's and the drivers' own codes.
const lossCodes = /^(08|53|57P|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOST|CONNECT|CONNECTION_)/;
const lossNames =
  /^(Connection|BackendTerminated|Tuple|StatementTimeout|IdleTransactionTimeout|UnexpectedState)/;

/** Whether the database could not be reached or went away, as opposed to refusing what it was given. */
export function isConnectionLoss(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if ('code' in current && lossCodes.test(String(current.code))) return true;
    if (lossNames.test(current.name) || lossNames.test(current.constructor.name)) return true;
  }
  return false;
}

function findCode(error: Error): string | undefined {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
}

/** A client that hung up, or was cut off, before its request was complete: no failure of ours. */
export function isHangUp(error: unknown): boolean {
  return (
    error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
  );
}
