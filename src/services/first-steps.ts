import { findFirstSteps, insertPassedStep, updateFirstStepsClosed } from '#db/first-steps.ts';
import { findOwnPhone } from '#db/own-phones.ts';
import { countLocalities, listLocalities } from '#db/places.ts';
import { type FirstStep, findNextStep, firstSteps } from '#domain/first-steps.ts';
import { practiceCommune } from '#domain/practice-places.ts';
import { defaultOfficeSettings } from '#domain/settings.ts';
import { changeSettings, readFreshSettings } from './change-settings.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { loadPracticeData } from './load-practice-data.ts';
import type { Session } from './open-session.ts';

type Staff = Pick<Session, 'staffId' | 'role'>;

type StepState = {
  readonly step: FirstStep;
  /** Somebody has finished it, or left it for later. */
  readonly isPassed: boolean;
  /** What the step is for is there. */
  readonly isReady: boolean;
};

export type FirstSteps = {
  readonly states: readonly StepState[];
  /** Undefined when all are behind. */
  readonly next: FirstStep | undefined;
  readonly isClosed: boolean;
};

/** Where the steps stand for this person: the phone is their own. */
export async function readFirstSteps(
  deps: Pick<Deps, 'db' | 'office'>,
  staff: Pick<Session, 'staffId'>,
): Promise<FirstSteps> {
  const [row, settings, phone] = await Promise.all([
    findFirstSteps(deps.db),
    readFreshSettings(deps),
    findOwnPhone(deps.db, staff.staffId),
  ]);
  const passed = row?.passed ?? [];
  const places = await countServed(deps, settings.tercs);
  const ready: Readonly<Record<FirstStep, boolean>> = {
    urzad: settings.officeName !== defaultOfficeSettings.officeName && settings.tercs.length > 0,
    miejsca: places > 0,
    numer: settings.dialogueNumber !== '',
    kategorie: passed.includes('kategorie'),
    telefon: phone !== null,
    proba: passed.includes('proba'),
  };
  return {
    states: firstSteps.map((step) => ({ step, isPassed: passed.includes(step), isReady: ready[step] })),
    next: findNextStep(passed),
    isClosed: row?.closedAt != null,
  };
}

/** Whether an administrator should be led to the steps: nobody has opened them yet. */
export async function shouldBegin(deps: Pick<Deps, 'db'>, staff: Staff): Promise<boolean> {
  return staff.role === 'admin' && (await findFirstSteps(deps.db)) === null;
}

/** Notes that the steps have been opened: nobody is led there a second time. */
export async function openFirstSteps(deps: Pick<Deps, 'db'>, staff: Staff): Promise<void> {
  requireAdmin(staff);
  await insertPassedStep(deps.db, null);
}

/** Puts a step behind, finished or left for later. Idempotent. */
export async function passStep(deps: Pick<Deps, 'db'>, staff: Staff, step: FirstStep): Promise<void> {
  requireAdmin(staff);
  await insertPassedStep(deps.db, step);
}

/** Ends the leading; the pages stay where they are. */
export async function closeFirstSteps(deps: Pick<Deps, 'db'>, staff: Staff): Promise<void> {
  requireAdmin(staff);
  await insertPassedStep(deps.db, null);
  await updateFirstStepsClosed(deps.db);
}

/** Localities of the gminas that the office serves. */
export async function countServed(deps: Pick<Deps, 'db'>, tercs: readonly string[]): Promise<number> {
  if (tercs.length === 0) return countLocalities(deps.db);
  return (await listLocalities(deps.db, tercs)).length;
}

/**
 * Lets the office practise on gmina Dopiewo until its own register is there: its places, and its code among those
 * served. Not on an installation that has places of its own.
 */
export async function choosePracticePlaces(
  deps: Pick<Deps, 'db' | 'office'>,
  staff: Staff,
): Promise<'loaded' | 'other_places'> {
  requireAdmin(staff);
  if ((await loadPracticeData(deps)) === 'other_places') return 'other_places';
  const values = { tercs: [practiceCommune.terc] };
  await changeSettings(deps, { actor: `staff:${staff.staffId}`, role: staff.role, values });
  return 'loaded';
}

function requireAdmin(staff: Staff): void {
  if (staff.role !== 'admin') throw new ServiceError('forbidden', 'only administrators set the office up');
}
