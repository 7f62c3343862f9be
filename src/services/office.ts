import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { listAreas } from '#db/areas.ts';
import { findLatestClause } from '#db/clauses.ts';
import { findCrest, type StoredCrest } from '#db/crest.ts';
import { findFillProof } from '#db/gateway-fill.ts';
import { findInstallation, listSettings } from '#db/installation.ts';
import { listenForAnnouncements } from '#db/listen.ts';
import { listPlaceAliases } from '#db/place-aliases.ts';
import {
  countLocalities,
  listCategories,
  listFormerPlaces,
  listLocalities,
  listStreets,
} from '#db/places.ts';
import type { Bulk, Database, Reads } from '#db/pool.ts';
import { type Clause, firstClause } from '#domain/clauses.ts';
import { createAliasedPlaceIndex } from '#domain/place-aliases.ts';
import { parseReplyTexts } from '#domain/reply-texts.ts';
import { parseSettings } from '#domain/settings.ts';
import type { Crest, Office } from './deps.ts';

// An office that has not chosen its gminas serves all that is imported, unless that is more than any office is.
const mostUnchosen = 10_000;

/** Everything running processes know about the office, read anew. Throws before the installation's first start. */
export async function loadOffice(db: Reads): Promise<Office> {
  const installation = await findInstallation(db);
  if (installation === null) throw new Error('The installation has not been set up yet.');
  const stored = await listSettings(db);
  const { settings } = parseSettings(stored);
  const isNowhere = settings.tercs.length === 0 && (await countLocalities(db)) > mostUnchosen;
  const [categories, localities, streets, former, aliases, areas, clause, crest, fillProof] =
    await Promise.all([
      listCategories(db),
      isNowhere ? [] : listLocalities(db, settings.tercs),
      isNowhere ? [] : listStreets(db, settings.tercs),
      listFormerPlaces(db),
      listPlaceAliases(db),
      listAreas(db),
      findLatestClause(db),
      findCrest(db),
      findFillProof(db),
    ]);
  return {
    mode: installation.mode,
    epoch: installation.epoch,
    settings,
    texts: parseReplyTexts(stored, settings),
    categories,
    places: createAliasedPlaceIndex({ localities, streets, former, aliases }),
    areas,
    clause: toClause(clause),
    crest: toCrest(crest),
    fillProof,
  };
}

function toClause(stored: Awaited<ReturnType<typeof findLatestClause>>): Clause {
  if (stored === null) return firstClause;
  const { version, pl, uk, en } = stored;
  return { version, texts: { pl, uk, en } };
}

function toCrest(stored: StoredCrest | null): Crest | null {
  if (stored === null) return null;
  const png = Uint8Array.from(Buffer.from(stored.png, 'base64'));
  const digest = createHash('sha256').update(png).digest('hex').slice(0, 16);
  return { digest, png, width: stored.width, height: stored.height };
}

export type OfficeWatch = {
  readonly current: () => Office;
  /** Resolves when what was announced so far has been read. */
  readonly settled: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

// An import announces several tables in a row; one reading after the last serves them all, within a second.
const debounceMs = 100;
const retryMs = 1_000;

/**
 * Loads the office and keeps it fresh: places, categories, settings and mode are read again within a second of a
 * committed change. When that fails the last one read holds and the reading is tried again.
 */
export async function watchOffice(options: {
  readonly db: Database['db'];
  readonly sql: Bulk;
  readonly logger: Logger;
  /** Awaited before a changed office takes effect. */
  readonly onChange?: () => Promise<void>;
}): Promise<OfficeWatch> {
  const { db, logger } = options;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();
  let isStopped = false;

  function readSoon(delayMs: number): void {
    if (isStopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      reading = reading.then(read);
    }, delayMs);
  }

  async function read(): Promise<void> {
    if (isStopped) return;
    try {
      const fresh = await loadOffice(db);
      await options.onChange?.();
      office = fresh;
    } catch (error) {
      logger.error({ err: error }, 'office not read again; the last one holds');
      readSoon(retryMs);
    }
  }

  const listening = await listenForAnnouncements(options.sql, (what) => {
    if (what === 'places' || what === 'settings') readSoon(debounceMs);
  });
  // After listening began: a change between the two would be missed the other way round.
  let office = await loadOffice(db).catch(async (error: unknown) => {
    await listening.stop();
    throw error;
  });

  return {
    current: () => office,
    settled: async () => {
      if (timer !== undefined) {
        clearTimeout(timer);
        timer = undefined;
        reading = reading.then(read);
      }
      await reading;
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await listening.stop().catch(() => undefined);
      await reading;
    },
  };
}
