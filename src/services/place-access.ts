import type { StaffRole } from '#domain/roles.ts';
import { ServiceError } from './errors.ts';

export type PlaceKeeper = { readonly actor: string; readonly role: StaffRole };

/** What the office knows of its places is kept by administrators; throws `forbidden` for others. */
export function refuseOthers({ role }: PlaceKeeper): void {
  if (role !== 'admin') throw new ServiceError('forbidden', 'only administrators change places');
}
