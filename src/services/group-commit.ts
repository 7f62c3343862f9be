/**
 * Gathers what concurrent callers want written: while one write is on its way the items of others wait for the next,
 * in the order they came. Each caller is answered after the write that held all of its items; when that write fails,
 * every caller in it is told.
 */
export function createGroupCommit<T>(options: {
  readonly write: (items: readonly T[]) => Promise<void>;
  readonly mostPerWrite: number;
  /** Beyond this many waiting items the store is not keeping up, and callers are refused. */
  readonly mostWaiting: number;
  /**
   * A write that takes longer counts as failed, and the next does not wait for it: what hangs must not hold up what
   * comes. It may yet be done, so only what may be written twice can have a limit.
   */
  readonly limitMs?: number;
}): (items: readonly T[]) => Promise<void> {
  type Waiting = {
    readonly items: readonly T[];
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  };
  let queue: Waiting[] = [];
  let waitingItems = 0;
  let isWriting = false;

  function write(items: readonly T[]): Promise<void> {
    const { limitMs } = options;
    return limitMs === undefined ? options.write(items) : settleWithin(options.write(items), limitMs);
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
      if (end > 0 && size + waiting.items.length > options.mostPerWrite) break;
      size += waiting.items.length;
      end += 1;
    }
    const group = queue.slice(0, end);
    queue = queue.slice(end);
    waitingItems -= size;
    return group;
  }

  return (items) => {
    if (items.length === 0) return Promise.resolve();
    if (waitingItems + items.length > options.mostWaiting) {
      return Promise.reject(new Error('too much is waiting to be written'));
    }
    return new Promise((resolve, reject) => {
      queue.push({ items, resolve, reject });
      waitingItems += items.length;
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
