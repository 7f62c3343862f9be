import { listLongestPlaces } from '#db/audience-figures.ts';
import { listLongestListed } from '#db/audience-list.ts';
import type { Audience } from '#domain/audience.ts';
import { listPlaceholders, renderText } from '#domain/campaign.ts';
import { countSegments } from '#domain/segments.ts';
import { composeText, isCommonText, placeValues } from './campaign-texts.ts';
import type { Deps } from './deps.ts';
import { renderListed } from './list-texts.ts';

const candidates = 20;

/**
 * The message that costs most among those a text would really make for this audience, as it would leave; null for a
 * text that is the same for all.
 */
export async function findLongestText(
  deps: Pick<Deps, 'db' | 'office'>,
  draft: {
    readonly text: string;
    readonly audience: Audience;
    readonly list?: { readonly id: number; readonly fields: readonly string[] };
  },
): Promise<string | null> {
  const { text, audience, list } = draft;
  if (isCommonText(text)) return null;
  const { settings } = deps.office();
  if (list === undefined) {
    const places = await listLongestPlaces(deps.db, audience, candidates);
    const whole = composeText(text, settings);
    return longestOf([null, ...places].map((place) => renderText(whole, placeValues(settings, place))));
  }
  const names = listPlaceholders(text);
  const columns = list.fields.flatMap((field, at) => (names.includes(field) ? [at] : []));
  const rows = await listLongestListed(deps.db, { listId: list.id, columns, limit: candidates });
  return longestOf(rows.map((row) => renderListed({ text, fields: list.fields, settings }, row).body));
}

/** By what it costs, then by its length. */
function longestOf(bodies: readonly string[]): string | null {
  const counted = bodies.map((body) => ({ body, ...countSegments(body) }));
  counted.sort((a, b) => b.segments - a.segments || b.units - a.units);
  return counted[0]?.body ?? null;
}
