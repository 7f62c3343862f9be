import type { Confidence } from './name-index.ts';
import type { PlaceWord } from './place-words.ts';
import type { NamePart, StreetName } from './street-name.ts';
import type { WordHit, WordHits } from './word-index.ts';

/** How well the words typed name one street: each typed word is laid on a word of the name. */

export type TypedWord = PlaceWord & {
  readonly hits: WordHits;
  /** Must be a word of the name; others only tell names apart. */
  readonly isNeeded: boolean;
};

export type ScoredName = {
  readonly cost: number;
  readonly confidence: Confidence;
  readonly isSure: boolean;
  /** Words of the name that were left out. */
  readonly missing: number;
};

type Entry = { readonly name: StreetName; readonly ids: readonly number[] };

const partialCost = 0.5;
const missingCost = 0.1;
const otherTitleCost = 0.5;
const otherKindCost = 0.5;
/** "ul." is said of anything, and streets and avenues are mixed up. */
const looseKindCost = 0.08;
const otherInitialCost = 0.6;
const initialCost = 0.1;
const weakCost = 1.2;
/** "za Groblą" is rather "Za Groblą" than "Grobla". */
const prepositionCost = 0.06;
/** From this length on one word may stand for a longer name. */
const longHead = 7;
const loose: ReadonlySet<string> = new Set(['ul', 'al']);

/** Null when a needed word is none of the name's, or nothing that names the street was said. */
export function scoreName(entry: Entry, typed: readonly TypedWord[]): ScoredName | null {
  const laying = new Laying(entry);
  const byNeed = typed.toSorted((a, b) => Number(b.isNeeded) - Number(a.isNeeded));
  for (const word of byNeed) if (!laying.lay(word)) return null;
  return laying.conclude(typed);
}

class Laying {
  readonly #name: StreetName;
  readonly #ids: readonly number[];
  readonly #laid: (WordHit | undefined)[];
  #cost = 0;
  #isWeak = false;
  #hasInitial = false;

  constructor({ name, ids }: Entry) {
    this.#name = name;
    this.#ids = ids;
    this.#laid = new Array(ids.length).fill(undefined);
  }

  /** False when the name cannot be meant. */
  lay(word: TypedWord): boolean {
    if (word.role === 'initial') return this.#layInitial(word.text);
    const at = this.#findPart(word);
    if (at >= 0) {
      const hit = word.hits.get(this.#ids[at] ?? -1);
      this.#laid[at] = hit;
      this.#cost += hit?.cost ?? 0;
      return true;
    }
    if (word.isNeeded) return false;
    if (word.role === 'title') this.#cost += this.#hasOpen('title') ? otherTitleCost : 0.02;
    if (word.role === 'kind') this.#layKind(word.text);
    if (word.role === 'preposition') this.#cost += prepositionCost;
    return true;
  }

  conclude(typed: readonly TypedWord[]): ScoredName | null {
    const parts = this.#name.parts;
    const open = parts.filter((_, at) => this.#laid[at] === undefined);
    const cores = parts.filter((part, at) => part.role === 'core' && this.#laid[at] !== undefined);
    const needed = open.filter(({ role }) => role === 'core' || role === 'number' || role === 'preposition');
    if (cores.length === 0) return null;
    const isPartial = needed.length > 0;
    const cost = this.#cost + (isPartial ? partialCost + missingCost * needed.length : 0);
    const isSure = !this.#isWeak && this.#isCoreSure() && (!isPartial || this.#isPartSure(needed, typed));
    return {
      cost: isSure ? cost : cost + weakCost / 2,
      confidence: this.#confidence(),
      isSure,
      missing: open.length,
    };
  }

  #findPart(word: TypedWord): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    this.#ids.forEach((id, at) => {
      const hit = word.hits.get(id);
      if (hit === undefined || this.#laid[at] !== undefined) return;
      // A first name is no surname: of equal hits the core comes first.
      const cost = hit.cost + (this.#name.parts[at]?.role === 'core' ? 0 : 0.01);
      if (cost < least) [best, least] = [at, cost];
    });
    return best;
  }

  #layInitial(letter: string): boolean {
    this.#hasInitial = true;
    const at = this.#name.parts.findIndex(
      ({ text, role }, part) =>
        this.#laid[part] === undefined && (role === 'first' || role === 'core') && text.startsWith(letter),
    );
    if (at >= 0) {
      this.#laid[at] = { cost: initialCost, how: 'shortened' };
      this.#cost += initialCost;
    } else this.#cost += this.#hasOpen('first') ? otherInitialCost : initialCost;
    return true;
  }

  #layKind(kind: string): void {
    if (kind === this.#name.kind) return;
    if (kind === 'ul' || (loose.has(kind) && loose.has(this.#name.kind))) {
      this.#cost += looseKindCost;
      return;
    }
    this.#cost += otherKindCost;
    this.#isWeak = true;
  }

  #hasOpen(role: NamePart['role']): boolean {
    return this.#name.parts.some((part, at) => part.role === role && this.#laid[at] === undefined);
  }

  /** A core that was only abbreviated is a guess. */
  #isCoreSure(): boolean {
    const hits = this.#name.parts.flatMap(({ role }, at) => (role === 'core' ? (this.#laid[at] ?? []) : []));
    const isGuessed = hits.every(({ how }) => how === 'shortened');
    const isWhole = this.#name.parts.every(
      (part, at) => part.role !== 'core' || this.#laid[at] !== undefined,
    );
    const said = this.#laid.filter((hit) => hit !== undefined).length;
    return !isGuessed || (isWhole && said >= 2 && !this.#hasInitial);
  }

  /** Part of a name is enough when it is two words of it, or the word at its heart as it stands in the name. */
  #isPartSure(needed: readonly NamePart[], typed: readonly TypedWord[]): boolean {
    if (this.#confidence() === 'typo') return false;
    const said = this.#name.parts.filter(
      ({ role }, at) => (role === 'core' || role === 'number') && this.#laid[at] !== undefined,
    );
    if (said.length >= 2) return true;
    if (needed.some(({ role }) => role !== 'core')) return false;
    const words = typed.filter(({ isNeeded }) => isNeeded);
    return words.every(({ text }) => this.#name.heads.has(text) && text.length >= longHead);
  }

  #confidence(): Confidence {
    const hits = this.#laid.filter((hit) => hit !== undefined);
    if (hits.some(({ how }) => how === 'typo')) return 'typo';
    return hits.every(({ how }) => how === 'exact') ? 'exact' : 'inflected';
  }
}
