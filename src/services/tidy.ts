import { insertAudit } from '#db/audit.ts';
import { deleteOldChallenges } from '#db/challenges.ts';
import { deleteOldFormHours } from '#db/form-hours.ts';
import { deleteOldSamples } from '#db/gateway-samples.ts';
import { deleteFinishedLists } from '#db/lists.ts';
import { deleteOldImports } from '#db/subscriber-imports.ts';
import { deleteOldCodes, deleteOldDrafts, deleteOldIdempotencyKeys } from '#db/tidy.ts';
import type { Deps } from './deps.ts';

const hourMs = 3_600_000;
const keysMs = 48 * hourMs;
const codesMs = 7 * 24 * hourMs;
const formHoursMs = 400 * 24 * hourMs;
const draftsMs = 90 * 24 * hourMs;
const samplesMs = 8 * 24 * hourMs;
const importsMs = 24 * hourMs;

export type Tidied = {
  readonly idempotencyKeys: number;
  readonly codes: number;
  readonly drafts: number;
  readonly lists: number;
  readonly samples: number;
  readonly imports: number;
  readonly challenges: number;
  readonly formHours: number;
};

/**
 * Throws away what has served its purpose: answers to repeated requests after 48 hours, one-time codes 7 days after
 * they ran out, previews that nobody sent in 90 days, uploaded lists whose campaign has ended or that nobody used in 30
 * days, samples of calls to the gateway after 8 days, files of subscribers that nobody decided on for a day, challenges
 * that are too old to be solved, what codes of the form cost by the hour after 400 days. Idempotent; says how many, never
 * which.
 */
export async function tidy(deps: Pick<Deps, 'db' | 'clock'>): Promise<Tidied> {
  const now = deps.clock().getTime();
  return deps.db.transaction(async (tx) => {
    const tidied = {
      idempotencyKeys: await deleteOldIdempotencyKeys(tx, new Date(now - keysMs)),
      codes: await deleteOldCodes(tx, new Date(now - codesMs)),
      drafts: await deleteOldDrafts(tx, new Date(now - draftsMs)),
      lists: await deleteFinishedLists(tx, new Date(now)),
      imports: await deleteOldImports(tx, new Date(now - importsMs)),
      challenges: await deleteOldChallenges(tx, new Date(now)),
      formHours: await deleteOldFormHours(tx, new Date(now - formHoursMs)),
    };
    if (Object.values(tidied).some((count) => count > 0)) {
      await insertAudit(tx, { actor: 'system', act: 'system.tidy', detail: tidied });
    }
    // Thrown away each night and about nobody: no matter for the audit.
    return { ...tidied, samples: await deleteOldSamples(tx, new Date(now - samplesMs)) };
  });
}
