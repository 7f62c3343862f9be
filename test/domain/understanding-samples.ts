import { readFileSync } from 'node:fs';

/**
 * Texts as people type them, and how each may be read. The rules of understanding were written with the first half
 * in sight and left alone from then on; the second half was written afterwards and measures them.
 *
 * Files: `# kind sender intents…` begins a group, then one text a line; `\n` written out is a line break.
 */

export const sets = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
  'seventeenth',
  'eighteenth',
  'nineteenth',
  'twentieth',
  'twentyfirst',
  'twentysecond',
  'twentythird',
  'twentyfourth',
  'twentyfifth',
  'twentysixth',
  'twentyseventh',
  'twentyeighth',
  'twentyninth',
  'thirtieth',
  'thirtyfirst',
  'thirtysecond',
  'thirtythird',
  'thirtyfourth',
  'thirtyfifth',
  'thirtysixth',
  'thirtyseventh',
  'thirtyeighth',
  'thirtyninth',
  'fortieth',
  'fortyfirst',
  'fortysecond',
  'fortythird',
  'fortyfourth',
  'fortyfifth',
  'fortysixth',
  'fortyseventh',
  'fortyeighth',
  'fortyninth',
  'fiftieth',
  'fiftyfirst',
  'fiftysecond',
  'fiftythird',
  'fiftyfourth',
  'fiftyfifth',
  'fiftysixth',
  'fiftyseventh',
  'fiftyeighth',
] as const;

export type SampleGroup = {
  readonly half: (typeof sets)[number];
  readonly sender: 'stranger' | 'subscriber';
  /** `leave`: not one may be missed; `join`: nearly all must be heard; `other`: not one may be taken for leaving;
   * `part`: wants out of what the office does not have, which sounds like leaving and must not end everything. */
  readonly kind: 'leave' | 'join' | 'other' | 'part';
  readonly accept: readonly string[];
  readonly texts: readonly string[];
};

export const samples: readonly SampleGroup[] = sets.flatMap(readHalf);

function readHalf(half: SampleGroup['half']): readonly SampleGroup[] {
  return readGroups(half).map((group) => ({ half, ...group }));
}

/** Sets that nothing was mended by and nothing learned from: how well texts are understood that nobody here has seen. */
export const heldOut: readonly Omit<SampleGroup, 'half'>[] = ['1', '2', '3', '4', '5'].flatMap((name) =>
  readGroups(`held-out/${name}`),
);

function readGroups(name: string): readonly Omit<SampleGroup, 'half'>[] {
  const file = new URL(`../fixtures/understanding/${name}.txt`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split(/^# /m)
    .slice(1)
    .map((block): Omit<SampleGroup, 'half'> => {
      const [head = '', ...lines] = block.split('\n');
      const [kind = '', sender = '', ...accept] = head.split(' ');
      if (kind !== 'leave' && kind !== 'join' && kind !== 'other' && kind !== 'part')
        throw new Error(`What kind is ${head}?`);
      const texts = lines.filter((line) => line.trim() !== '').map((line) => line.replaceAll('\\n', '\n'));
      return { kind, sender: sender === 'subscriber' ? 'subscriber' : 'stranger', accept, texts };
    });
}
