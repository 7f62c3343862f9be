import { insertAudit } from '#db/audit.ts';
import { insertClause } from '#db/clauses.ts';
import { insertSettingChange } from '#db/setting-changes.ts';
import { type ClauseProblem, findClauseProblem, type Language, languages } from '#domain/clauses.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import type { Session } from './open-session.ts';

type ClauseProblems = Readonly<Partial<Record<Language, ClauseProblem>>>;

export type ClauseChanged =
  | { readonly ok: true; readonly version: number }
  | { readonly ok: false; readonly problems: ClauseProblems };

/**
 * Gives the consent a new wording. The one before stays: consents name the version they were given to. Throws
 * `conflict` when somebody else has written one since `after`.
 */
export async function changeClause(
  deps: Pick<Deps, 'db'>,
  change: {
    readonly staff: Pick<Session, 'staffId' | 'role'>;
    /** The version that was on the screen. */
    readonly after: number;
    readonly texts: Readonly<Record<Language, string>>;
  },
): Promise<ClauseChanged> {
  const { staff, after } = change;
  if (staff.role !== 'admin') throw new ServiceError('forbidden', 'only administrators change the consent');
  const [pl, uk, en] = [change.texts.pl, change.texts.uk, change.texts.en].map(tidy);
  const texts = { pl: pl ?? '', uk: uk ?? '', en: en ?? '' };
  const problems: Partial<Record<Language, ClauseProblem>> = {};
  for (const language of languages) {
    const problem = findClauseProblem(texts[language], language);
    if (problem !== null) problems[language] = problem;
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const by = `staff:${staff.staffId}`;
  const version = await deps.db.transaction(async (tx) => {
    const stored = await insertClause(tx, { after, ...texts, by });
    if (stored === null) throw new ServiceError('conflict', 'the consent has been changed meanwhile');
    await insertAudit(tx, { actor: by, act: 'clause.change', subject: `clause:${stored}` });
    // The wordings themselves stay in their own table for ever.
    await insertSettingChange(tx, { actor: by, subject: 'clause', before: after, after: stored });
    return stored;
  });
  return { ok: true, version };
}

function tidy(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
