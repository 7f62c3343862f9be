/** From nothing to the first message: the steps in their order. Each can be left for later and come back to. */
export const firstSteps = ['urzad', 'miejsca', 'numer', 'kategorie', 'telefon', 'proba'] as const;
export type FirstStep = (typeof firstSteps)[number];

export function isFirstStep(text: string): text is FirstStep {
  return firstSteps.some((step) => step === text);
}

/** The first step that nobody has finished or left; undefined when all are behind. */
export function findNextStep(passed: readonly string[]): FirstStep | undefined {
  return firstSteps.find((step) => !passed.includes(step));
}
