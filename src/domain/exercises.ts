/** Guided exercises of practice mode: what is to be done, in order. Whether it was, the ledger says (db/exercises.ts). */
import type { Ability } from './roles.ts';

export const exercises = {
  'pierwsza-wysylka': {
    asks: 'compose',
    steps: ['joined', 'launched', 'delivered', 'left'],
  },
  powodz: {
    asks: 'alert',
    steps: [
      'somebodyIsJoined',
      'alerted',
      'alertDelivered',
      'criedForHelp',
      'dangerClosed',
      'recalled',
      'recallDelivered',
    ],
  },
  odpowiedz: {
    asks: 'work',
    steps: ['asked', 'answered', 'answerDelivered', 'threadClosed'],
  },
} as const satisfies Readonly<Record<string, { readonly asks: Ability; readonly steps: readonly string[] }>>;

export type ExerciseName = keyof typeof exercises;
export type ExerciseStep = (typeof exercises)[ExerciseName]['steps'][number];
/** What has really happened since a try began, of the steps of its exercise. */
export type ExerciseFacts = Readonly<Partial<Record<ExerciseStep, boolean>>>;

export const exerciseNames: readonly ExerciseName[] = ['pierwsza-wysylka', 'powodz', 'odpowiedz'];

/** The first step that is not done yet; null when all are. Steps done ahead of their turn count. */
export function nextStep(name: ExerciseName, facts: ExerciseFacts): ExerciseStep | null {
  return exercises[name].steps.find((step) => facts[step] !== true) ?? null;
}
