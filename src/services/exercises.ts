import { insertAudit } from '#db/audit.ts';
import {
  type ExerciseTry,
  findExerciseFacts,
  insertExerciseTry,
  listExerciseTries,
  updateExerciseFinished,
} from '#db/exercises.ts';
import {
  type ExerciseFacts,
  type ExerciseName,
  exerciseNames,
  exercises,
  nextStep,
} from '#domain/exercises.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

type Trainee = { readonly staffId: number; readonly role: StaffRole };

/** One exercise as an account stands in it. */
export type ExerciseStanding = {
  readonly name: ExerciseName;
  /** The latest try; null: not begun. */
  readonly latest: ExerciseTry | null;
  readonly timesFinished: number;
};

/** The exercises a role can do, with the account's progress; none on a live installation. */
export async function listExercises(
  deps: Pick<Deps, 'db' | 'office'>,
  trainee: Trainee,
): Promise<readonly ExerciseStanding[]> {
  refuseLive(deps);
  const tries = await listExerciseTries(deps.db, trainee.staffId);
  return exerciseNames
    .filter((name) => roleCan(trainee.role, exercises[name].asks))
    .map((name) => {
      const own = tries.filter((one) => one.exercise === name);
      return {
        name,
        latest: own[0] ?? null,
        timesFinished: own.filter((one) => one.finishedAt !== null).length,
      };
    });
}

/** Begins anew; what was done before counts no more for this try. */
export async function startExercise(
  deps: Pick<Deps, 'db' | 'office'>,
  request: Trainee & { readonly name: ExerciseName },
): Promise<void> {
  refuseLive(deps);
  const { staffId, role, name } = request;
  if (!roleCan(role, exercises[name].asks))
    throw new ServiceError('forbidden', 'this role does not do what the exercise asks');
  await deps.db.transaction(async (tx) => {
    await insertExerciseTry(tx, { staffId, name });
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'exercise.start', detail: { exercise: name } });
  });
}

/**
 * What of the latest try has been done, by the ledger; a try found complete is noted as finished. Safe to repeat; a
 * crash between reading and noting is mended by the next look.
 */
export async function checkExercise(
  deps: Pick<Deps, 'db' | 'office' | 'clock'>,
  request: Trainee & { readonly name: ExerciseName },
): Promise<{ readonly standing: ExerciseStanding; readonly facts: ExerciseFacts }> {
  const standing = (await listExercises(deps, request)).find(({ name }) => name === request.name);
  if (standing === undefined) throw new ServiceError('forbidden', 'not an exercise of this role');
  const { latest } = standing;
  if (latest === null) return { standing, facts: {} };
  const { staffId, name } = request;
  const facts = await findExerciseFacts(deps.db, name, { staffId, since: latest.startedAt });
  if (nextStep(name, facts) !== null || latest.finishedAt !== null) return { standing, facts };
  const at = deps.clock();
  await updateExerciseFinished(deps.db, { id: latest.id, at });
  const finished = { ...latest, finishedAt: at };
  return { standing: { ...standing, latest: finished, timesFinished: standing.timesFinished + 1 }, facts };
}

function refuseLive({ office }: Pick<Deps, 'office'>): void {
  if (office().mode !== 'practice') throw new ServiceError('not_found', 'exercises are for practice mode');
}
