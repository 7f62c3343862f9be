/**
 * The id we give the gateway for one try of one row. Unique for ever: the epoch is new at initdb and after every
 * restore, the attempt changes only after a definite refusal. Only `[A-Za-z0-9_-]`, because receipts come as
 * comma-separated lists and calls as `|`-separated ones.
 */
export type Idx = {
  readonly epoch: string;
  readonly runId: bigint;
  readonly id: bigint;
  readonly attempt: number;
};

export type IdxSource = {
  readonly epoch: string;
  /** As the driver gives it: bigint, or a decimal string. */
  readonly runId: bigint | number | string;
  readonly id: bigint | number | string;
  readonly attempt: number;
};

const pattern = /^([a-z0-9]{8})-(0|[1-9]\d{0,18})-(0|[1-9]\d{0,18})-(0|[1-9]\d{0,4})$/;

/** At most 53 characters. Decimal, so that a row is found in the gateway's panel by what our own pages show. */
export function formatIdx({ epoch, runId, id, attempt }: IdxSource): string {
  return `${epoch}-${runId}-${id}-${attempt}`;
}

/** Null for anything we cannot have written, such as the idx of another system on the same account. */
export function parseIdx(text: string): Idx | null {
  const [, epoch, runId, id, attempt] = pattern.exec(text) ?? [];
  if (epoch === undefined || runId === undefined || id === undefined || attempt === undefined) return null;
  return { epoch, runId: BigInt(runId), id: BigInt(id), attempt: Number(attempt) };
}
