import { createSetupLink } from '#services/create-staff-link.ts';
import type { Runtime } from './runtime.ts';

/**
 * What the operator reads after a start: where the service answers and, while nobody can log in yet, a one-time
 * link to set up the first account. Each start makes a new link and the older ones stop working.
 */
export async function describeStart(options: {
  readonly runtime: Runtime;
  readonly url: string;
}): Promise<readonly string[]> {
  const { runtime, url } = options;
  const base = runtime.config.publicUrl ?? url;
  const isPractice = runtime.installation().mode === 'practice';
  const setup = await createSetupLink(runtime.deps);
  return [
    '',
    `Wici: ${base}`,
    ...(isPractice ? [`  phone    ${base}/telefon   (practice mode: nothing is really sent)`] : []),
    `  form     ${base}/zapis`,
    `  panel    ${base}/admin`,
    ...(setup === null ? [] : [`  set up the first account (works once): ${base}/admin/ustaw/${setup}`]),
    '',
  ];
}
