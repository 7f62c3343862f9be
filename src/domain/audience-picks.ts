import type { Audience } from './audience.ts';
import { officeTimeZone } from './quiet-hours.ts';

/** An audience as staff pick it on a page: people of places, narrowed by categories and dates, less others. */

export type PlacePick = Extract<Audience, { locality: string } | { street: unknown } | { area: string }>;
type NumbersPick = Extract<Audience, { numbers: readonly string[] }>;
type CategoryPick = Extract<Audience, { category: string }>;

export type AudiencePicks = {
  /** Any of them; empty = everybody. */
  readonly who: readonly (PlacePick | NumbersPick)[];
  /** Any of them; empty = whatever they chose. */
  readonly categories: readonly string[];
  /** Local dates, both included. */
  readonly joinedFrom?: string | undefined;
  readonly joinedUntil?: string | undefined;
  readonly without: readonly (PlacePick | NumbersPick | CategoryPick)[];
};

/** The tree of the picks; `readPicks` reads it back. */
export function toAudience(picks: AudiencePicks): Audience {
  const { who, categories, joinedFrom, joinedUntil, without } = picks;
  const parts: Audience[] = [
    ...anyOf(who),
    ...anyOf(categories.map((category): Audience => ({ category }))),
    ...(joinedFrom === undefined ? [] : [{ joined: { after: startOf(joinedFrom, 0) } }]),
    ...(joinedUntil === undefined ? [] : [{ joined: { before: startOf(joinedUntil, 1) } }]),
    ...(without.length === 0 ? [] : [{ not: without }]),
  ];
  const [only, second] = parts;
  if (only === undefined) return { all: true };
  return second === undefined ? only : { every: parts };
}

/** The picks behind a tree; null for a tree that the page can't show, made by another system. */
export function readPicks(audience: Audience): AudiencePicks | null {
  const parts = 'every' in audience ? audience.every : [audience];
  let picks: AudiencePicks = { who: [], categories: [], without: [] };
  for (const part of parts) {
    const next = readPart(picks, part);
    if (next === null) return null;
    picks = next;
  }
  return picks;
}

function readPart(picks: AudiencePicks, part: Audience): AudiencePicks | null {
  if ('all' in part) return picks;
  if ('joined' in part) {
    if ('after' in part.joined) {
      const joinedFrom = dayOf(part.joined.after, 0);
      return joinedFrom === null || picks.joinedFrom !== undefined ? null : { ...picks, joinedFrom };
    }
    const joinedUntil = dayOf(part.joined.before, 1);
    return joinedUntil === null || picks.joinedUntil !== undefined ? null : { ...picks, joinedUntil };
  }
  if ('not' in part) {
    const without = part.not.filter((one) => isWho(one) || 'category' in one);
    return without.length < part.not.length || picks.without.length > 0 ? null : { ...picks, without };
  }
  const group = 'any' in part ? part.any : [part];
  const who = group.filter(isWho);
  if (who.length === group.length) return picks.who.length > 0 ? null : { ...picks, who };
  const categories = group.flatMap((one) => ('category' in one ? [one.category] : []));
  if (categories.length < group.length || picks.categories.length > 0) return null;
  return { ...picks, categories };
}

function isWho(audience: Audience): audience is PlacePick | NumbersPick {
  return 'locality' in audience || 'street' in audience || 'area' in audience || 'numbers' in audience;
}

function anyOf(parts: readonly Audience[]): readonly Audience[] {
  return parts.length <= 1 ? parts : [{ any: parts }];
}

function startOf(day: string, later: number): string {
  const date = Temporal.PlainDate.from(day).add({ days: later });
  return date.toZonedDateTime(officeTimeZone).toInstant().toString();
}

/** The local date that begins at this instant, so many days before; null when none does. */
function dayOf(at: string, earlier: number): string | null {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(officeTimeZone);
  return local.equals(local.startOfDay()) ? local.toPlainDate().subtract({ days: earlier }).toString() : null;
}
