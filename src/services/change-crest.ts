import { insertAudit } from '#db/audit.ts';
import { deleteCrest, findCrest, upsertCrest } from '#db/crest.ts';
import type { Tx } from '#db/pool.ts';
import { insertSettingChange } from '#db/setting-changes.ts';
import { type Picture, type PictureProblem, readPng, shrinkPicture, writePng } from '#domain/png.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import type { Session } from './open-session.ts';

const mostCrestBytes = 100 * 1024;

/** Twice the size it is shown at, for fine screens; smaller when that weighs too much for a slow phone. */
const heights = [80, 64, 48, 40] as const;
const lightBytes = 8 * 1024;

export type CrestProblem = PictureProblem | 'too_heavy' | 'none';

export type CrestChanged = { readonly ok: true } | { readonly ok: false; readonly problem: CrestProblem };

type Keeper = Pick<Session, 'staffId' | 'role'>;

/** Stores the office's crest, drawn anew from its pixels: what else a file may hold never reaches a browser. */
export async function changeCrest(
  deps: Pick<Deps, 'db'>,
  change: { readonly staff: Keeper; readonly file: Uint8Array },
): Promise<CrestChanged> {
  const by = refuseOthers(change.staff);
  const { file } = change;
  if (file.length === 0) return { ok: false, problem: 'none' };
  if (file.length > mostCrestBytes) return { ok: false, problem: 'too_heavy' };
  const read = readPng(file);
  if (!read.ok) return read;
  const crest = drawSmall(read.picture);
  await deps.db.transaction(async (tx) => {
    await remember(tx, { by, after: `${crest.width} × ${crest.height}` });
    await upsertCrest(tx, { ...crest, by });
    await insertAudit(tx, { actor: by, act: 'crest.change' });
  });
  return { ok: true };
}

/** Takes the crest off the pages. */
export async function removeCrest(deps: Pick<Deps, 'db'>, change: { readonly staff: Keeper }): Promise<void> {
  const by = refuseOthers(change.staff);
  await deps.db.transaction(async (tx) => {
    await remember(tx, { by, after: null });
    await deleteCrest(tx);
    await insertAudit(tx, { actor: by, act: 'crest.remove' });
  });
}

/** The history tells that there was another picture, not which. */
async function remember(
  tx: Tx,
  change: { readonly by: string; readonly after: string | null },
): Promise<void> {
  const crest = await findCrest(tx);
  const before = crest === null ? null : `${crest.width} × ${crest.height}`;
  await insertSettingChange(tx, { actor: change.by, subject: 'crest', before, after: change.after });
}

function drawSmall(picture: Picture) {
  const drawn = heights.map((height) => {
    // A wide one is a banner: it would push the office's name off a phone's screen.
    const small = shrinkPicture(picture, { height, width: height * 2 });
    const bytes = writePng(small);
    return { png: Buffer.from(bytes).toString('base64'), bytes: bytes.length, ...sizeOf(small) };
  });
  const fit = drawn.find(({ bytes }) => bytes <= lightBytes) ?? drawn.at(-1);
  if (fit === undefined) throw new Error('There is no size to draw a crest in.');
  return { png: fit.png, width: fit.width, height: fit.height };
}

function sizeOf({ width, height }: Picture): { readonly width: number; readonly height: number } {
  return { width, height };
}

function refuseOthers(staff: Keeper): string {
  if (staff.role !== 'admin') throw new ServiceError('forbidden', 'only administrators change the look');
  return `staff:${staff.staffId}`;
}
