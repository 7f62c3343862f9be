import { updateSecretTexts } from '#db/texts.ts';
import type { Deps } from './deps.ts';

/** Blanks texts with one-time codes that have expired. Idempotent. */
export async function scrubSecrets(deps: Pick<Deps, 'sql' | 'clock'>): Promise<number> {
  return updateSecretTexts(deps.sql, deps.clock());
}
