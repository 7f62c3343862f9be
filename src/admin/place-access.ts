import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';

/** Places are kept by administrators: throws `forbidden` for others. Gives what services ask of the person. */
export function keeperOf(session: Session): { readonly actor: string; readonly role: 'admin' } {
  if (session.role !== 'admin') throw new ServiceError('forbidden', 'only administrators keep places');
  return { actor: `staff:${session.staffId}`, role: session.role };
}
