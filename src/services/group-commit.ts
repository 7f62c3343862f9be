/**
 * Gathers what concurrent callers want written: while one write is on its way the items of others wait for the next,
 * in the order they came. Each caller is answered after the write that held all of its items; when that write fails,
 * every caller in it is told.
 */
export function createGroupCommit<T>(options: {
  readonly write: (items: readonly T[]) => Promise<void>;
  readonly mostPerWrite: number;
  /** What an item counts for; 1 unless said. */
  readonly weigh?: (item: T) => number;
  /** Beyond this weight of waiting items the store is not keeping up, and callers are refused. */
  readonly mostWaiting: number;
  /**
   * A write that takes longer counts as failed, and the next does not wait for it: what hangs must not hold up what
   * comes. It may yet be done, so only what may be written twice can have a limit.
   */
  readonly limitMs?: number;
}): (items: readonly T[]) => Promise<void> {
  type Waiting = {
    readonly items: readonly T[];
    readonly weight: number;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  };
  let queue: Waiting[] = [];
  let waitingWeight = 0;
  let isWriting = false;

  function write(items: readonly T[]): Promise<void> {
    const { limitMs } = options;
    return limitMs === undefined ? options.write(items) : settleWithin(options.write(items), limitMs);
  }

  function weighAll(items: readonly T[]): number {
    const { weigh } = options;
    return weigh === undefined ? items.length : items.reduce((sum, item) => sum + weigh(item), 0);
  }

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (queue.length > 0) {
      const group = takeGroup();
      try {
        await write(group.flatMap((waiting) => waiting.items));
        for (const waiting of group) waiting.resolve();
      } catch (error) {
        for (const waiting of group) waiting.reject(error);
      }
    }
    isWriting = false;
  }

  function takeGroup(): readonly Waiting[] {
    let size = 0;
    let end = 0;
    for (const waiting of queue) {
      if (end > 0 && size + waiting.weight > options.mostPerWrite) break;
      size += waiting.weight;
      end += 1;
    }
    const group = queue.slice(0, end);
    queue = queue.slice(end);
    waitingWeight -= size;
    return group;
  }

  return (items) => {
    if (items.length === 0) return Promise.resolve();
    const weight = weighAll(items);
    if (waitingWeight + weight > options.mostWaiting) {
      return Promise.reject(new Error('too much is waiting to be written'));
    }
    return new Promise((resolve, reject) => {
      queue.push({ items, weight, resolve, reject });
      waitingWeight += weight;
      if (!isWriting) void writeAll();
    });
  };
}

/** As the promise settles; rejects when it has not settled within the limit. */
export async function settleWithin<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database took too long')), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
