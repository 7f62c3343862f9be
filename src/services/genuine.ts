import { listSentCampaigns, type SentCampaign } from '#db/genuine.ts';
import { isForNamed, judgeText, type Verdict } from '#domain/genuine.ts';
import type { Deps } from './deps.ts';

export const genuineDays = 90;
const mostCampaigns = 3_000;
const keptMs = 60_000;
/** Fewer named people than this: what they were told is theirs. */
const leastNamed = 20;

export type Genuine = {
  /** What everybody may read, latest first. */
  readonly listPublic: () => Promise<readonly SentCampaign[]>;
  /** Whether an SMS with this text is ours: who pastes a text has it already, so all that was sent is looked at. */
  readonly judge: (pasted: string) => Promise<{ readonly verdict: Verdict; readonly at: Date | null }>;
};

/** Mass messages of the last 90 days, read at most once a minute by a process, however many ask. */
export function createGenuine(deps: Pick<Deps, 'db' | 'clock'>): Genuine {
  let kept: { readonly at: number; readonly rows: Promise<readonly SentCampaign[]> } | undefined;

  function read(): Promise<readonly SentCampaign[]> {
    const now = deps.clock();
    if (kept !== undefined && Math.abs(now.getTime() - kept.at) < keptMs) return kept.rows;
    const since = new Date(now.getTime() - genuineDays * 86_400_000);
    const rows = listSentCampaigns(deps.db, { since, now, limit: mostCampaigns });
    const reading = { at: now.getTime(), rows };
    kept = reading;
    // A failed reading is not kept; whoever waits for it is told.
    rows.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return rows;
  }

  return {
    listPublic: async () => (await read()).filter(isPublic),
    judge: async (pasted) => {
      const order: readonly Verdict[] = ['ours', 'part', 'alike'];
      const judged = (await read()).map((row) => ({ verdict: judgeText(pasted, row.text), at: row.at }));
      for (const verdict of order) {
        const found = judged.find((one) => one.verdict === verdict);
        if (found !== undefined) return found;
      }
      return { verdict: 'unknown', at: null };
    },
  };
}

function isPublic(row: SentCampaign): boolean {
  return row.lane !== 'personal' && (!isForNamed(row.audience) || row.people >= leastNamed);
}
