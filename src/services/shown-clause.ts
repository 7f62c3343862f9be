import { findClause } from '#db/clauses.ts';
import { type Clause, firstClause } from '#domain/clauses.ts';
import type { Deps } from './deps.ts';

/** The wording of a version that is or was in force; today's when none is named, null when there never was such one. */
export async function findShownClause(
  deps: Pick<Deps, 'db' | 'office'>,
  version: number | undefined,
): Promise<Clause | null> {
  const { clause } = deps.office();
  if (version === undefined || version === clause.version) return clause;
  if (version === firstClause.version) return firstClause;
  const stored = await findClause(deps.db, version);
  if (stored === null) return null;
  const { pl, uk, en } = stored;
  return { version: stored.version, texts: { pl, uk, en } };
}
