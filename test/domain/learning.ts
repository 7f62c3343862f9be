import { createHash } from 'node:crypto';
import { noughtSign } from '#domain/leave-evidence.ts';
import { featureCount, featuresOf, meantClauses } from '#domain/leave-features.ts';
import { readUtterance } from '#domain/utterance.ts';
import { composeLeave, composeOther, createRandom, mistype } from './opt-out-grammar.ts';
import { type SampleGroup, samples } from './understanding-samples.ts';

/**
 * Learning what speaks for leaving: a weight for each feature, so that their sum tells the opt-outs among the samples from the
 * rest. Only sums, products and square roots in a fixed order, so that the same samples and rules give the same table on
 * any machine, byte for byte.
 */

type Lesson = { readonly features: readonly number[]; readonly leaves: boolean; readonly weight: number };

/** The text of src/domain/leave-evidence.table.ts. */
export function learnTable(): string {
  const { weights, bias } = learn(collectLessons(samples));
  const step = roundDown(sharpest(weights) / mostSteps);
  const signs = Array.from(weights, (weight) => {
    const steps = Math.max(-mostSteps, Math.min(mostSteps, Math.round(weight / step)));
    return String.fromCharCode(noughtSign + steps);
  }).join('');
  const lines = signs.match(/.{1,200}/g) ?? [];
  return [
    '// Made by `node scripts/learn-leaving.ts` from the samples and the rules; a proof fails when they have moved on.',
    `export const samplesDigest = '${digestSamples()}';`,
    `export const bias = ${roundDown(bias)};`,
    `export const step = ${step};`,
    'export const weights: readonly string[] = [',
    ...lines.map((line) => `  '${line}',`),
    '];\n',
  ].join('\n');
}

/** What the table was learned from; texts and their kinds alone, as the rest is not learned. */
export function digestSamples(): string {
  const hash = createHash('sha256');
  for (const { kind, texts } of samples) hash.update(JSON.stringify([kind, texts]));
  return hash.digest('hex').slice(0, 16);
}

/** Every sample, twice more with a slip of the finger, and texts composed by the grammar. */
function collectLessons(groups: readonly SampleGroup[]): readonly Lesson[] {
  const random = createRandom(99);
  const lessons: Lesson[] = [];
  const add = (text: string, lesson: Omit<Lesson, 'features'>) => {
    const meant = meantClauses(readUtterance(text).clauses);
    if (meant.length > 0) lessons.push({ ...lesson, features: featuresOf(meant) });
  };
  for (const { kind, texts } of groups) {
    // It sounds like leaving: the rules tell it apart.
    if (kind === 'part') continue;
    for (const text of texts) {
      // A word alone holds little: it counts for more ("konie").
      add(text, { leaves: kind === 'leave', weight: /\s/.test(text.trim()) ? 1 : 3 });
      // "Sto", "stok": a slip in STOP is another word.
      for (const mistyped of [mistype(random, text), mistype(random, text, 4)])
        if (mistyped !== text && !/stop/i.test(text))
          add(mistyped, { leaves: kind === 'leave', weight: 0.5 });
    }
  }
  for (let count = 0; count < 3_000; count += 1)
    for (const compose of [composeLeave, composeOther]) {
      const { text } = compose(random);
      const typed = count % 2 === 0 ? text : mistype(random, text);
      add(typed, { leaves: compose === composeLeave, weight: 0.3 });
    }
  return lessons;
}

const rounds = 40;
const rate = 0.3;
const decay = 1e-5;
/** How far beyond nought a text should be; what is further teaches nothing more. */
const margin = 3;

/** Squared hinge loss by AdaGrad: what occurs often moves less, so that seldom words count. */
function learn(lessons: readonly Lesson[]): { readonly weights: Float64Array; readonly bias: number } {
  const random = createRandom(1);
  const weights = new Float64Array(featureCount);
  const moved = new Float64Array(featureCount).fill(0.01);
  const order = lessons.map((_, at) => at);
  let bias = 0;
  let biasMoved = 0.01;
  for (let round = 0; round < rounds; round += 1) {
    shuffle(random, order);
    for (const at of order) {
      const lesson = lessons[at];
      if (lesson === undefined) continue;
      const { features, leaves, weight } = lesson;
      const share = 1 / Math.sqrt(features.length);
      let sum = bias;
      for (const feature of features) sum += (weights[feature] ?? 0) * share;
      const sign = leaves ? 1 : -1;
      const slope = -sign * Math.max(0, 1 - (sign * sum) / margin) * weight;
      if (slope === 0) continue;
      for (const feature of features) {
        const now = weights[feature] ?? 0;
        const pull = slope * share + decay * now;
        const total = (moved[feature] ?? 0) + pull * pull;
        moved[feature] = total;
        weights[feature] = now - (rate * pull) / Math.sqrt(total);
      }
      biasMoved += slope * slope;
      bias -= (rate * slope) / Math.sqrt(biasMoved);
    }
  }
  return { weights, bias };
}

function shuffle(random: () => number, order: number[]): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
}

/** A weight is stored in so many steps to either side. */
const mostSteps = 25;

/** The weight that one in two hundred of those learned exceeds: the few beyond it are cut. */
function sharpest(weights: Float64Array): number {
  const sizes = Array.from(weights, Math.abs)
    .filter((size) => size > 0)
    .sort((one, other) => other - one);
  return sizes[Math.floor(sizes.length / 200)] ?? 1;
}

function roundDown(value: number): number {
  return Math.floor(value * 10_000) / 10_000;
}
