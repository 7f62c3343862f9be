import { countRecipients } from '#db/audience.ts';
import {
  countByCategory,
  countByLocality,
  countOverlap,
  listLastReached,
  type Reached,
} from '#db/audience-figures.ts';
import type { Audience } from '#domain/audience.ts';
import type { Deps } from './deps.ts';

export type AudienceMeasure = {
  readonly recipients: number;
  /** Named by more than one part; they get one message. */
  readonly overlap: number;
  readonly localities: readonly { readonly sym: string; readonly count: number }[];
  readonly categories: readonly { readonly key: string; readonly count: number }[];
  /** What the sample of them last got. */
  readonly last: { readonly sample: number; readonly campaigns: readonly Reached[] };
};

const sampleSize = 1_000;

/** Counts an audience as it stands now and looks up what its people last got; changes nothing. */
export async function measureAudience(deps: Pick<Deps, 'db'>, audience: Audience): Promise<AudienceMeasure> {
  const { db } = deps;
  const [recipients, overlap, localities, categories] = await Promise.all([
    countRecipients(db, audience),
    countOverlap(db, audience),
    countByLocality(db, audience),
    countByCategory(db, audience),
  ]);
  const last = await listLastReached(db, { audience, count: recipients, size: sampleSize, limit: 3 });
  return { recipients, overlap, localities, categories, last };
}
