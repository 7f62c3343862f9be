import { z } from 'zod';

export const faultSchema = z.strictObject({
  /**
   * `latency`: waits `ms`, then goes on · `hang`: never answers · `reset`: closes the connection · `http`: answers
   * `status` · `error`: answers the error `code` in a 200 · `badJson`: half an answer · `lostAnswer`: accepts the
   * call and closes the connection.
   */
  kind: z.enum(['latency', 'hang', 'reset', 'http', 'error', 'badJson', 'lostAnswer']),
  /** Whether the call has been accepted by then. */
  when: z.enum(['before', 'after']).default('before'),
  ms: z.number().min(0).default(100),
  status: z.int().min(200).max(599).default(500),
  code: z.int().default(202),
  /** Of every call; give this or `next`. */
  probability: z.number().min(0).max(1).optional(),
  /** The next n calls, before any probability is tried. */
  next: z.int().min(1).optional(),
});

type FaultInput = z.input<typeof faultSchema>;

export type Fault = {
  readonly kind: 'latency' | 'hang' | 'reset' | 'http' | 'error' | 'badJson';
  readonly when: 'before' | 'after';
  readonly ms: number;
  readonly status: number;
  readonly code: number;
};

export type Faults = {
  /** Adds a fault; one without `probability` and `next` meets the next call. */
  readonly add: (fault: FaultInput) => void;
  readonly clear: () => void;
  /** The fault that this call meets, if any. */
  readonly draw: () => Fault | undefined;
};

/** The faults on demand of one simulator. */
export function createFaults(random: () => number): Faults {
  let queue: Fault[] = [];
  let likely: { readonly fault: Fault; readonly probability: number }[] = [];
  return {
    add: (input) => {
      const { probability, next, ...parsed } = faultSchema.parse(input);
      const fault: Fault =
        parsed.kind === 'lostAnswer'
          ? { ...parsed, kind: 'reset', when: 'after' }
          : { ...parsed, kind: parsed.kind };
      if (probability !== undefined) likely.push({ fault, probability });
      else for (let i = 0; i < (next ?? 1); i += 1) queue.push(fault);
    },
    clear: () => {
      queue = [];
      likely = [];
    },
    draw: () => queue.shift() ?? likely.find(({ probability }) => random() < probability)?.fault,
  };
}
