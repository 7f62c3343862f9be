// What an account may send to, as an audience: a limited sender's campaign is cut down to it, or refused.
import type { Audience } from './audience.ts';
import type { StaffRole, StaffScope } from './roles.ts';

/** Any of these parts; null = no limit. */
export type SenderLimit = readonly Audience[] | null;

/**
 * The limit of an account. An area that is gone limits to nothing: an empty list, within which nothing can be sent.
 */
export function limitOf(
  account: { readonly role: StaffRole; readonly scope: StaffScope },
  areas: readonly { readonly id: number; readonly name: string }[],
): SenderLimit {
  const { role, scope } = account;
  if (role === 'topical') return scope.categories.map((category) => ({ category }));
  if (role !== 'local') return null;
  return [
    ...scope.localities.map((locality) => ({ locality })),
    ...areas.filter(({ id }) => scope.areaIds.includes(id)).map(({ name }) => ({ area: name })),
  ];
}

/**
 * The audience cut down to the limit: unchanged where it lies within, so that doing it twice does nothing more; null
 * where it cannot be cut down (a list from a file names people without regard to places, and an empty limit is nobody).
 */
export function narrowTo(limit: SenderLimit, audience: Audience): Audience | null {
  if (limit === null) return audience;
  const [only, second] = limit;
  if (only === undefined || namesPeople(audience)) return null;
  if (isWithin(limit, audience)) return audience;
  const allowed: Audience = second === undefined ? only : { any: limit };
  return 'all' in audience
    ? allowed
    : { every: [allowed, ...('every' in audience ? audience.every : [audience])] };
}

/** Whether nobody outside of the limit can be among the audience. Says no rather than yes where it cannot tell. */
export function isWithin(limit: SenderLimit, audience: Audience): boolean {
  if (limit === null) return true;
  if (namesPeople(audience)) return false;
  if ('any' in audience) return audience.any.every((part) => isWithin(limit, part));
  if ('every' in audience) return audience.every.some((part) => isWithin(limit, part));
  if ('locality' in audience) return hasLocality(limit, audience.locality);
  if ('street' in audience) return hasLocality(limit, audience.street[0]);
  if ('area' in audience) return limit.some((part) => 'area' in part && part.area === audience.area);
  if ('category' in audience) {
    return limit.some((part) => 'category' in part && part.category === audience.category);
  }
  return false;
}

/** Whether people are named one by one, whatever else is asked of them. */
function namesPeople(audience: Audience): boolean {
  if ('list' in audience || 'numbers' in audience) return true;
  if ('any' in audience) return audience.any.some(namesPeople);
  if ('every' in audience) return audience.every.some(namesPeople);
  return 'not' in audience && audience.not.some(namesPeople);
}

function hasLocality(limit: readonly Audience[], sym: string): boolean {
  return limit.some((part) => 'locality' in part && part.locality === sym);
}
