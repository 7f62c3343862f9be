import { randomInt } from 'node:crypto';

// Above what the work takes on a quiet machine, whichever way it goes, and far below what a person notices.
const leastMs = 20;
const spreadMs = 6;

/**
 * Does something whose duration could tell whether a number is known, and answers no sooner than it usually takes. A few
 * random milliseconds cover what the timer itself would give away. On a busy machine it may take longer: therefore what it
 * does has to make as many round trips for an unknown number as for a known one (`#db/rehearsals.ts`). Each number may be
 * asked about five times a day only.
 */
export async function answerEvenly<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  const until = performance.now() + leastMs + randomInt(spreadMs * 1000) / 1000;
  try {
    return await act();
  } finally {
    const left = until - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(left)));
  }
}
