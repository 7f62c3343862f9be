import type { Bulk } from './pool.ts';

export type Announcement = 'places' | 'settings' | 'inbox' | 'outbox' | 'dlrs' | 'runs' | 'danger';

/**
 * Calls back for every announcement on the channel, also once for each kind after a lost connection comes back
 * (what was announced meanwhile is unknown). One connection; reconnects by itself.
 */
export async function listenForAnnouncements(
  sql: Bulk,
  onAnnouncement: (what: Announcement) => void,
): Promise<{ stop: () => Promise<void> }> {
  const all: readonly Announcement[] = ['places', 'settings', 'inbox', 'outbox', 'dlrs', 'runs', 'danger'];
  let isFirst = true;
  const subscription = await sql.listen(
    'wici',
    (payload) => {
      const what = all.find((kind) => kind === payload);
      if (what !== undefined) onAnnouncement(what);
    },
    () => {
      if (!isFirst) for (const kind of all) onAnnouncement(kind);
      isFirst = false;
    },
  );
  return { stop: subscription.unlisten };
}
