import { randomInt } from 'node:crypto';
import { findInstallation, type Installation, insertInstallation } from '#db/installation.ts';
import type { Reads } from '#db/pool.ts';

const epochLetters = 'abcdefghijkmnpqrstuvwxyz23456789';

/**
 * The installation's row, written at the first start. It begins live only when both the gateway's address and a
 * token were given; otherwise in practice mode, which sends nothing. Several processes may call it at once.
 */
export async function ensureInstallation(
  db: Reads,
  options: { readonly hasGateway: boolean },
): Promise<{ readonly installation: Installation; readonly isNew: boolean }> {
  const found = await findInstallation(db);
  if (found !== null) return { installation: found, isNew: false };
  await insertInstallation(db, { epoch: newEpoch(), mode: options.hasGateway ? 'live' : 'practice' });
  const installation = await findInstallation(db);
  if (installation === null) throw new Error('The installation row vanished after it was written.');
  return { installation, isNew: true };
}

/** 8 letters and digits; two installations (or one before and after a restore) share one with chance 10⁻¹². */
function newEpoch(): string {
  return Array.from({ length: 8 }, () => epochLetters[randomInt(epochLetters.length)]).join('');
}
