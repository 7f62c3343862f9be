import { bias, step, weights } from './leave-evidence.table.ts';
import { featuresOf, meantClauses } from './leave-features.ts';
import { readLeaveVerb } from './leave-words.ts';
import type { Clause } from './utterance.ts';

/**
 * Leaving as the samples teach it, for where the rules end. The weights are learned from them
 * (scripts/learn-leaving.ts).
 */

/** How much speaks for leaving; below nought, against it. */
export function weighLeaving(clauses: readonly Clause[]): number {
  const meant = meantClauses(clauses);
  const words = meant.flatMap((clause) => clause.words);
  if (words.length === 0) return Number.NEGATIVE_INFINITY;
  const weight = weighClauses(meant);
  // "Wypisana" tells or asks; among single words those that leave are so many that it would too.
  const isTold = words.length === 1 && readLeaveVerb(words[0] ?? '')?.form === 'told';
  return isTold ? Math.min(weight, 0) : weight;
}

/** The words that speak for leaving, the strongest first: those without which less would speak for it. */
export function tellEvidence(clauses: readonly Clause[]): readonly string[] {
  const meant = meantClauses(clauses);
  const whole = weighClauses(meant);
  const words = [...new Set(meant.flatMap((clause) => clause.words))];
  return words
    .map((word) => {
      const rest = meant.map(({ words: said, ends }) => ({
        words: said.filter((other) => other !== word),
        ends,
      }));
      return { word, weight: whole - weighClauses(rest.filter((clause) => clause.words.length > 0)) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .slice(0, 3)
    .map(({ word }) => word);
}

/** The whole, and what its strongest clause and its last one say: in a long story the wish is one sentence, often the last. */
function weighClauses(clauses: readonly Clause[]): number {
  const whole = weigh(clauses);
  const said = sentencesOf(clauses).filter(standsAlone);
  if (clauses.length < 2 || said.length === 0) return whole;
  const each = said.map((clause) => weigh([clause]));
  return whole + shareOfStrongest * Math.max(...each) + shareOfLast * (each.at(-1) ?? 0);
}

/** "Nie piszę, żeby się wypisać", "nie życzę sobie, żeby jeździli": a purpose belongs to what was said before. */
function sentencesOf(clauses: readonly Clause[]): readonly Clause[] {
  const sentences: Clause[] = [];
  for (const clause of clauses) {
    const before = sentences.at(-1);
    if (before !== undefined && /^(zeby|zebyscie|aby|abyscie|by|ze)$/.test(clause.words[0] ?? ''))
      sentences[sentences.length - 1] = { words: [...before.words, ...clause.words], ends: clause.ends };
    else sentences.push(clause);
  }
  return sentences;
}

/** "Syrena wyje, wyłączcie": a verb alone is said of what was named before. */
function standsAlone({ words }: Clause): boolean {
  return words.length > 1 || readLeaveVerb(words[0] ?? '')?.strength === 'strong';
}

const shareOfStrongest = 0.5;
const shareOfLast = 0.2;

function weigh(clauses: readonly Clause[]): number {
  const features = featuresOf(clauses);
  let sum = 0;
  for (const feature of features) sum += table[feature] ?? 0;
  return bias + (step * sum) / Math.sqrt(features.length);
}

/** The sign of a weight of nought in the table. */
export const noughtSign = 'A'.charCodeAt(0);

const table = Int8Array.from(weights.join(''), (sign) => sign.charCodeAt(0) - noughtSign);
