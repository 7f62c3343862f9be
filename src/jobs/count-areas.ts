import type { Task } from 'graphile-worker';
import { upsertAreaPeople } from '#db/areas.ts';
import type { Deps } from '#services/deps.ts';

/** Every ten minutes: counts who lives in each area. A kill leaves what was counted before; it is one statement. */
export function createCountAreas({ db }: Pick<Deps, 'db'>): Task {
  return async () => {
    await upsertAreaPeople(db, 'all');
  };
}
