// Solves what the public door asks for under suspicion, by the description of the API alone.
import { createHash } from 'node:crypto';

export type Task = { readonly challenge: string; readonly rounds: number; readonly bits: number };

/** The proof as a form or a header carries it. */
export function solve({ challenge, rounds, bits }: Task): string {
  const numbers = Array.from({ length: rounds }, (_, round) => {
    for (let number = 0; ; number += 1) {
      const hash = createHash('sha256').update(`${challenge}.${round}.${number}`).digest();
      if (hash.readUInt32BE() >>> (32 - bits) === 0) return number;
    }
  });
  return `${challenge}:${numbers.join('.')}`;
}

/** The task of a page; undefined when it asks for none. */
export function findTask(page: string): Task | undefined {
  const [, challenge, rounds, bits] =
    /data-challenge="([^"]+)" data-rounds="(\d+)" data-bits="(\d+)"/.exec(page) ?? [];
  return challenge === undefined ? undefined : { challenge, rounds: Number(rounds), bits: Number(bits) };
}
