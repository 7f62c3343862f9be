import { insertAudit } from '#db/audit.ts';
import { listSettings, upsertSetting } from '#db/installation.ts';
import { countLocalities, insertCategories, listLocalities, upsertPlaces } from '#db/places.ts';
import {
  practiceCategories,
  practiceCommune,
  practiceLocalities,
  practiceSettings,
  practiceStreets,
} from '#domain/practice-places.ts';
import type { Deps } from './deps.ts';

export type PracticeDataOutcome =
  | 'loaded'
  /** The practice places are there already; nothing was changed. */
  | 'present'
  /** The installation has places of its own; nothing was changed. */
  | 'other_places';

const legalBasis: Readonly<Record<string, string>> = {
  alerty: 'art. 6 ust. 1 lit. e RODO: zarządzanie kryzysowe i ochrona ludności',
};

/**
 * Gives an installation without places the practice office: gmina Dopiewo, its categories and name. Idempotent;
 * never touches an installation that has places, nor a setting the office has made. Running processes hear of it.
 */
export async function loadPracticeData(deps: Pick<Deps, 'db'>): Promise<PracticeDataOutcome> {
  const { db } = deps;
  if ((await countLocalities(db)) > 0) {
    const practice = await listLocalities(db, [practiceCommune.terc]);
    return practice.length > 0 ? 'present' : 'other_places';
  }
  await db.transaction(async (tx) => {
    await upsertPlaces(tx, {
      commune: practiceCommune,
      localities: practiceLocalities,
      streets: practiceStreets,
    });
    await insertCategories(
      tx,
      practiceCategories.map((category, index) => ({
        ...category,
        position: index + 1,
        isCommercial: false,
        legalBasis: legalBasis[category.key] ?? 'art. 6 ust. 1 lit. a RODO: zgoda',
      })),
    );
    const made = new Set((await listSettings(tx)).map((setting) => setting.key));
    for (const [key, value] of Object.entries(practiceSettings)) {
      if (!made.has(key)) await upsertSetting(tx, { key, value, by: 'practice-data' });
    }
    await insertAudit(tx, { actor: 'system', act: 'practice_data.load' });
  });
  return 'loaded';
}
