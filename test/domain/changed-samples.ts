import assert from 'node:assert/strict';
import { understand } from '#domain/keywords.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import { type SampleGroup, samples } from './understanding-samples.ts';

/** The samples as phones and gateways damage them: what was meant must stay what it was. */

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });

export function readSample(text: string, { sender }: Pick<SampleGroup, 'sender'>): string {
  const key = `${sender} ${text}`;
  const intent = intents.get(key) ?? readWhole(text, { sender }).intent;
  intents.set(key, intent);
  return intent;
}

/** The reading with its parts: the address and the categories that were named. */
export function readWhole(text: string, { sender }: Pick<SampleGroup, 'sender'>) {
  return understand(text, { open: null, categories: practiceCategories, places, sender });
}

// The same texts are asked about by several tests.
const intents = new Map<string, string>();

export function leaves(intent: string): boolean {
  return intent.startsWith('leave_');
}

export function bare(text: string): string {
  return text.replaceAll('ł', 'l').replaceAll('Ł', 'L').normalize('NFD').replace(/\p{M}/gu, '');
}

function misread(text: string, encoding: string): string {
  return new TextDecoder(encoding).decode(new TextEncoder().encode(text));
}

const changes: Readonly<Record<string, (text: string) => string>> = {
  'in capitals': (text) => text.toUpperCase(),
  'in small letters': (text) => text.toLowerCase(),
  'without diacritics': bare,
  'in capitals without diacritics': (text) => bare(text).toUpperCase(),
  decomposed: (text) => text.normalize('NFD'),
  'with hard spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'read as CP1250': (text) => misread(text, 'windows-1250'),
  'read as CP1252': (text) => misread(text, 'windows-1252'),
  quoted: (text) => `„${text}”`,
  'with emoji': (text) => `🙏 ${text} 😡😡`,
  'with a greeting': (text) => `Dzień dobry, ${text}`,
  signed: (text) => `${text}\nAnna Nowak`,
};

// Texts that are damaged already mean something else once damaged again.
const latin = /^[a-z0-9ąćęłńóśźż\s.,:;!()@'"„”/*-]+\??$/i;
export const firm = samples.flatMap((group) =>
  group.texts
    .filter((text) => latin.test(text))
    .map((text) => ({ text, group, intent: readSample(text, group) })),
);

/**
 * Every text changed in its ways on the way here, or one way in `share` of each (others than its neighbours'): an
 * opt-out stays one, nothing becomes one, and case and diacritics change no intent at all.
 */
export function assertReadAlike(share: number): void {
  for (const [at, { text, group, intent }] of firm.entries()) {
    for (const [index, change] of Object.values(changes).entries()) {
      if ((at + index) % share !== 0) continue;
      assert.equal(leaves(readSample(change(text), group)), leaves(intent), change(text));
    }
    for (const [index, changed] of [text.toUpperCase(), text.toLowerCase(), bare(text)].entries()) {
      if ((at + index) % Math.min(12, share) === 0) assert.equal(readSample(changed, group), intent, changed);
    }
  }
}
