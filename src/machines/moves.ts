import { type AddressReading, readAddress } from '#domain/address-reading.ts';
import { fold } from '#domain/fold.ts';
import type { Understanding } from '#domain/understanding.ts';
import type { Address, Facts } from './effects.ts';
import { findHomeRead } from './homes.ts';

/** "Zmień Lipowa 3 na Polna 4": two addresses in one text, of which the first is one of the person's own. */

type Move = {
  readonly reading: AddressReading;
  readonly categories: readonly string[];
  readonly old: Address;
};

const longestMove = 20;
const changes = /^(zmien|zmian|zamien|zamian|przeprowadz|przenios|przenos|popraw)/;
const between = /^(na|do)$/;
// What may stand before the old address without being a part of it.
const leading = /^(sie|adres\w*|moj|moje|mojego|swoj|prosze|o|z|ze|ul|ulicy|ulice|zamieszkania)$/;

/** Null unless a change is asked for and both addresses are read for certain; no guess changes anybody's address. */
export function readMove(
  { intent }: Pick<Understanding, 'intent'>,
  { text, facts }: { readonly text: string; readonly facts: Pick<Facts, 'status' | 'homes' | 'places'> },
): Move | null {
  if ((intent !== 'change' && intent !== 'staff') || facts.status !== 'active') return null;
  const words = text
    .trim()
    .split(/\s+/)
    .slice(0, longestMove + 1);
  if (words.length > longestMove || !words.some((word) => changes.test(fold(word)))) return null;
  for (const [at, word] of words.entries()) {
    if (!between.test(fold(word))) continue;
    const old = readOwn(words.slice(0, at), facts);
    if (old === null) continue;
    const reading = readAddress(facts.places, words.slice(at + 1).join(' '));
    if (reading.confidence !== null) return { reading, categories: [], old };
  }
  return null;
}

function readOwn(
  words: readonly string[],
  { places, homes }: Pick<Facts, 'homes' | 'places'>,
): Address | null {
  const verb = words.findIndex((word) => changes.test(fold(word)));
  const rest = verb === -1 ? [] : words.slice(verb + 1);
  const from = rest.findIndex((word) => !leading.test(fold(word)));
  if (from === -1) return null;
  const at = findHomeRead(readAddress(places, rest.slice(from).join(' ')), homes);
  return at === null ? null : (homes[at] ?? null);
}
