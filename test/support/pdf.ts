// Reads what a PDF of ours is made of, without a viewer: objects, strings, the operators of its pages.
import { inflateSync } from 'node:zlib';

export type Pdf = {
  /** Dictionaries by object number, as written. */
  readonly objects: ReadonlyMap<number, string>;
  /** Unpacked streams by object number. */
  readonly streams: ReadonlyMap<number, string>;
};

/** Takes a file apart that is written object by object, uncompressed but for its streams, as pdfkit does. */
export function readPdf(file: Uint8Array): Pdf {
  const text = Buffer.from(file).toString('latin1');
  const objects = new Map<number, string>();
  const streams = new Map<number, string>();
  for (const found of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const id = Number(found[1]);
    const [head = '', body] = (found[2] ?? '').split(/\nstream\n/);
    objects.set(id, head);
    if (body === undefined) continue;
    const raw = Buffer.from(body.replace(/\nendstream$/, ''), 'latin1');
    streams.set(
      id,
      head.includes('/FlateDecode') ? inflateSync(raw).toString('latin1') : raw.toString('latin1'),
    );
  }
  return { objects, streams };
}

const written = String.raw`\(((?:\\[\s\S]|[^\\)])*)\)`;

/** Text strings that stand after a key, there or in an object of their own. */
export function findStrings(pdf: Pdf, key: string): readonly string[] {
  const after = new RegExp(`/${key} (?:(\\d+) 0 R|${written})`, 'g');
  return [...pdf.objects.values()].flatMap((object) =>
    [...object.matchAll(after)].flatMap(([, id, here]) => {
      if (here !== undefined) return [readString(here)];
      const there = new RegExp(`^${written}$`).exec(pdf.objects.get(Number(id)) ?? '');
      return there === null ? [] : [readString(there[1] ?? '')];
    }),
  );
}

function readString(raw: string): string {
  const signs: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const bytes = raw.replaceAll(/\\([\s\S])/g, (_, sign: string) => signs[sign] ?? sign);
  if (!bytes.startsWith('\xfe\xff')) return bytes;
  return Buffer.from(bytes.slice(2), 'latin1').swap16().toString('utf16le');
}

/** The letters the file's fonts can be copied and read aloud as. */
export function findLetters(pdf: Pdf): ReadonlySet<string> {
  const letters = new Set<string>();
  for (const stream of pdf.streams.values()) {
    if (!stream.includes('begincmap')) continue;
    for (const [, code = ''] of stream.matchAll(/<([0-9a-f]{4})>(?=[\s\]])/gi))
      letters.add(String.fromCodePoint(Number.parseInt(code, 16)));
  }
  return letters;
}

/** The structure as indented types, in reading order. */
export function readStructure(pdf: Pdf): string {
  const isRoot = (object: string): boolean => object.includes('/S /Document');
  const [rootId] = [...pdf.objects].find(([, object]) => isRoot(object)) ?? [0];
  const walk = (id: number, depth: number): string => {
    const object = pdf.objects.get(id) ?? '';
    const type = /\/S \/(\w+)/.exec(object)?.[1] ?? '';
    const kids = /\/K \[([^\]]*)\]/.exec(object)?.[1] ?? '';
    const children = [...kids.matchAll(/(\d+) 0 R/g)].map(([, child]) => walk(Number(child), depth + 1));
    return `${'  '.repeat(depth)}${type}\n${children.join('')}`;
  };
  return walk(rootId, 0);
}

export type Bitmap = { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number };

/** Paints the black squares of the nth figure on a page, the file's own operators, as large as `side` pixels. */
export function paintFigure(pdf: Pdf, options: { readonly nth: number; readonly side: number }): Bitmap {
  const page = [...pdf.streams.values()].find((stream) => stream.includes('/Figure <<')) ?? '';
  const figures = page.split('/Figure <<').slice(1);
  const operators = (figures[options.nth] ?? '').split('EMC')[0] ?? '';
  const [ground, ...squares] = [...operators.matchAll(/(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re/g)].map(
    ([, x, y, width, height]) => ({
      x: Number(x),
      y: Number(y),
      width: Number(width),
      height: Number(height),
    }),
  );
  if (ground === undefined) throw new Error('there is no such figure');
  const { side } = options;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  const scale = side / ground.width;
  for (const square of squares) {
    const [fromX, fromY] = [(square.x - ground.x) * scale, (square.y - ground.y) * scale];
    for (let y = Math.round(fromY); y < Math.round(fromY + square.height * scale); y += 1)
      for (let x = Math.round(fromX); x < Math.round(fromX + square.width * scale); x += 1)
        data.set([0, 0, 0, 255], (y * side + x) * 4);
  }
  return { data, width: side, height: side };
}
