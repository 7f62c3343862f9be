// Pictures of pages for the manual: small files, and a digest of the words that stood on the page when it was
// drawn, by which the proof tells that a picture has grown old. Pixels would not do: every machine draws letters in its own way.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

const folder = new URL('../../docs/images/', import.meta.url);
const wordsFile = new URL('pages.json', folder);

export type Album = {
  /** Draws the page, or only compares its words with those the picture was drawn with. */
  readonly take: (page: Page, name: string, options?: { readonly height?: number }) => Promise<void>;
  /** Keeps a picture made elsewhere, with the words of the pages it shows. */
  readonly keep: (name: string, picture: { readonly png: Uint8Array; readonly words: string }) => void;
  /** Pictures that no longer show what the pages say; written anew when `write` was asked for. */
  readonly old: () => readonly string[];
};

export function openAlbum(mode: 'write' | 'compare'): Album {
  const known: Record<string, string> = existsSync(wordsFile)
    ? (JSON.parse(readFileSync(wordsFile, 'utf8')) as Record<string, string>)
    : {};
  const old: string[] = [];
  function keep(name: string, picture: { readonly png: Uint8Array; readonly words: string }): void {
    const words = createHash('sha256').update(picture.words).digest('hex').slice(0, 16);
    const isSame = known[name] === words && existsSync(new URL(`${name}.png`, folder));
    if (isSame) return;
    old.push(name);
    if (mode === 'compare') return;
    writeFileSync(new URL(`${name}.png`, folder), toPalette(picture.png));
    known[name] = words;
    const sorted = Object.fromEntries(Object.entries(known).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(wordsFile, `${JSON.stringify(sorted, null, 2)}\n`);
  }
  return {
    keep,
    old: () => old,
    take: async (page, name, options) => {
      await page.setViewportSize({ width: 880, height: options?.height ?? 620 });
      await page.evaluate('scrollTo(0, 0)');
      const words = await readWords(page);
      const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
      keep(name, { png, words });
    },
  };
}

/**
 * What the page itself says: headings, labels, buttons, ways through the panel. What stands between them differs with the
 * day, the hour and even the seconds (a drawing that has nothing to draw yet), and so do figures and months.
 */
export async function readWords(page: Page): Promise<string> {
  const parts = 'h1, h2, legend, label, button, nav a';
  const texts = await page.locator(parts).allInnerTexts();
  return texts
    .join(' | ')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/\b(sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru)[a-ząćęłńóśźż]*\b/giu, 'mies')
    .replaceAll(/\b(poniedział|wtor|śro|czwart|piąt|sobo|niedziel)[a-ząćęłńóśźż]*\b/giu, 'dzień')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The same picture in 256 colours: pages have few, and the file is a third. */
export function toPalette(file: Uint8Array): Uint8Array {
  const { width, height, data } = PNG.sync.read(Buffer.from(file));
  const counts = new Map<number, number>();
  const colourAt = (at: number): number =>
    ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  for (let at = 0; at < data.length; at += 4) counts.set(colourAt(at), (counts.get(colourAt(at)) ?? 0) + 1);
  const palette = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([colour]) => colour);
  const indexOf = new Map(palette.map((colour, index) => [colour, index]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = colourAt((y * width + x) * 4);
      const index = indexOf.get(colour) ?? nearest(palette, colour);
      indexOf.set(colour, index);
      rows[y * (width + 1) + 1 + x] = index;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits, by palette, no passes.
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function nearest(palette: readonly number[], colour: number): number {
  const away = (one: number): number =>
    ((one >> 16) - (colour >> 16)) ** 2 +
    (((one >> 8) & 255) - ((colour >> 8) & 255)) ** 2 +
    ((one & 255) - (colour & 255)) ** 2;
  return palette.reduce((best, one, index) => (away(one) < away(palette[best] ?? 0) ? index : best), 0);
}

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
