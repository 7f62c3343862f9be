import { toGsm7 } from './segments.ts';

/** What an office may write about a category. */

export type CategoryWish = {
  readonly name: string;
  readonly legalBasis: string;
  readonly isCommercial: boolean;
};

export type CategoryProblem =
  | 'name'
  | 'name_unsayable'
  | 'name_taken'
  | 'legal_basis'
  | 'key'
  | 'key_taken'
  | 'too_many';

const keyForm = /^[a-z][a-z0-9_-]{0,29}$/;

/** What keeps a category from being stored; null when nothing does. Names are told apart as people read them. */
export function findCategoryProblem(
  wish: CategoryWish,
  others: readonly { readonly name: string }[],
): CategoryProblem | null {
  const name = wish.name.trim();
  if (name.length < 2 || name.length > 40 || /[\r\n;|]/.test(name)) return 'name';
  // On a numbered list in an SMS: "1 Sport, 2 2026" and "3 ???????" say nothing.
  const said = toGsm7(name);
  if (!/[a-z]{2}/i.test(said) || said.split('?').length > name.split('?').length) return 'name_unsayable';
  if (others.some((other) => other.name.toLocaleLowerCase('pl') === name.toLocaleLowerCase('pl')))
    return 'name_taken';
  const basis = wish.legalBasis.trim();
  return basis.length < 5 || basis.length > 300 ? 'legal_basis' : null;
}

export function isCategoryKey(key: string): boolean {
  return keyForm.test(key);
}

/**
 * A key from a name: "Imprezy i sport" → "imprezy-i-sport". Always one that is free: numbered where another name gave the
 * same, and made of a word of ours where the name has no letter to begin with ("2026" → "kategoria-2026").
 */
export function suggestCategoryKey(name: string, taken: readonly string[]): string {
  const words = spellKey(name);
  const key = isCategoryKey(words)
    ? words
    : ['kategoria', words]
        .filter((part) => part !== '')
        .join('-')
        .slice(0, 30);
  for (let number = 2; taken.includes(key) && number < 1000; number += 1) {
    const numbered = `${key.slice(0, 26)}-${number}`;
    if (!taken.includes(numbered)) return numbered;
  }
  return key;
}

function spellKey(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '');
}
