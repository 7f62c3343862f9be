import type { Office } from './deps.ts';
import type { CategoryIds } from './opt-in.ts';

/** The office's category keys as ids. A key that has gone meanwhile has none, and is left out. */
export function categoryIdsOf(office: Pick<Office, 'categories'>): CategoryIds {
  const ids = new Map(office.categories.map((row) => [row.key, row.id]));
  return {
    alertId: office.categories.find((row) => row.isAlert)?.id ?? null,
    idOf: (key) => ids.get(key) ?? null,
  };
}
