/** Numbers in [0, 1) that are the same for the same seed (mulberry32), so that a failed proof can be run again. */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The seed of this run: PROVE_SEED when given, else a new one; printed, so that it can be given. */
export function chooseSeed(): number {
  const seed = Number(process.env.PROVE_SEED ?? Math.floor(Math.random() * 1e9));
  console.log(`PROVE_SEED=${seed}`);
  return seed;
}
