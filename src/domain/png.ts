import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Pictures as the office uploads them: a PNG is read to its pixels, made small and drawn anew (PNG, ISO/IEC 15948). */

export type Picture = {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each pixel, row by row. */
  readonly rgba: Uint8Array;
};

export type PictureProblem =
  | 'not_png'
  /** Parts are missing or contradict each other. */
  | 'damaged'
  /** Stored in passes (Adam7), which nothing that draws crests does unasked. */
  | 'interlaced'
  | 'too_large';

export type PictureRead =
  | { readonly ok: true; readonly picture: Picture }
  | { readonly ok: false; readonly problem: PictureProblem };

/** More pixels than any crest needs; a small file can claim to be a picture of gigabytes. */
export const mostPictureSide = 1_500;

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

type Header = {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly kind: number;
  readonly samples: number;
};

/** The pixels of a PNG of any colour type, without the texts, places and times that may be stored beside them. */
export function readPng(file: Uint8Array): PictureRead {
  if (!signature.every((byte, at) => file[at] === byte)) return { ok: false, problem: 'not_png' };
  const chunks = readChunks(file);
  const header = chunks?.find((chunk) => chunk.name === 'IHDR')?.data;
  if (chunks === null || header === undefined || header.length !== 13)
    return { ok: false, problem: 'damaged' };
  const view = new DataView(header.buffer, header.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth = 0, kind = 0, , , passes = 0] = header.subarray(8);
  if (passes !== 0) return { ok: false, problem: 'interlaced' };
  if (width > mostPictureSide || height > mostPictureSide) return { ok: false, problem: 'too_large' };
  const samples = samplesOf[kind];
  if (width === 0 || height === 0 || samples === undefined || depthsOf[kind]?.includes(depth) !== true) {
    return { ok: false, problem: 'damaged' };
  }
  const palette = chunks.find((chunk) => chunk.name === 'PLTE')?.data ?? null;
  const clear = chunks.find((chunk) => chunk.name === 'tRNS')?.data ?? null;
  if (kind === 3 && palette === null) return { ok: false, problem: 'damaged' };
  const shape: Header = { width, height, depth, kind, samples };
  const rows = unfilter(inflate(chunks, shape), shape);
  if (rows === null) return { ok: false, problem: 'damaged' };
  return { ok: true, picture: { width, height, rgba: toRgba(rows, shape, { palette, clear }) } };
}

/** The picture no larger than this, each pixel the mean of those it stands for; a smaller one stays as it is. */
export function shrinkPicture(
  picture: Picture,
  most: { readonly width: number; readonly height: number },
): Picture {
  const scale = Math.min(1, most.width / picture.width, most.height / picture.height);
  if (scale === 1) return picture;
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const top = Math.floor((y * picture.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * picture.height) / height));
    for (let x = 0; x < width; x += 1) {
      const left = Math.floor((x * picture.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * picture.width) / width));
      rgba.set(meanOf(picture, { top, bottom, left, right }), (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

/** The picture as a PNG with nothing in it but its pixels. */
export function writePng({ width, height, rgba }: Picture): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const stride = width * 4;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y += 1) {
    // Each byte less the one above it: surfaces of one colour become noughts, which pack well.
    rows[y * (stride + 1)] = 2;
    for (let at = 0; at < stride; at += 1) {
      const above = y === 0 ? 0 : (rgba[(y - 1) * stride + at] ?? 0);
      rows[y * (stride + 1) + 1 + at] = (rgba[y * stride + at] ?? 0) - above;
    }
  }
  const parts = [
    signature,
    writeChunk('IHDR', header),
    writeChunk('IDAT', deflateSync(rows, { level: 9 })),
    writeChunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat(parts);
}

type Chunk = { readonly name: string; readonly data: Uint8Array };

function readChunks(file: Uint8Array): readonly Chunk[] | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= file.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > file.length) return null;
    const named = file.subarray(at + 4, at + 8 + length);
    if (crc32(named) !== view.getUint32(at + 8 + length)) return null;
    const name = String.fromCharCode(...named.subarray(0, 4));
    if (name === 'IEND') return chunks;
    chunks.push({ name, data: named.subarray(4) });
    at += 12 + length;
  }
  return null;
}

function strideOf({ width, depth, samples }: Header): number {
  return Math.ceil((width * depth * samples) / 8);
}

function inflate(chunks: readonly Chunk[], shape: Header): Uint8Array | null {
  const packed = Buffer.concat(chunks.filter((chunk) => chunk.name === 'IDAT').map((chunk) => chunk.data));
  const expected = (strideOf(shape) + 1) * shape.height;
  try {
    const rows = inflateSync(packed, { maxOutputLength: expected });
    return rows.length === expected ? rows : null;
  } catch {
    // Whatever is wrong with the packed data, the person is told that the file is damaged.
    return null;
  }
}

/** Undoes the filters of the rows (clause 9); null for one that does not exist. */
function unfilter(packed: Uint8Array | null, shape: Header): Uint8Array | null {
  if (packed === null) return null;
  const stride = strideOf(shape);
  const step = Math.max(1, (shape.depth * shape.samples) >> 3);
  const rows = new Uint8Array(stride * shape.height);
  for (let y = 0; y < shape.height; y += 1) {
    const filter = packed[y * (stride + 1)] ?? 0;
    if (filter > 4) return null;
    for (let at = 0; at < stride; at += 1) {
      const to = y * stride + at;
      const left = at < step ? 0 : (rows[to - step] ?? 0);
      const up = y === 0 ? 0 : (rows[to - stride] ?? 0);
      const corner = at < step || y === 0 ? 0 : (rows[to - stride - step] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      rows[to] = (packed[y * (stride + 1) + 1 + at] ?? 0) + guess;
    }
  }
  return rows;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [fromLeft, fromUp, fromCorner] = [guess - left, guess - up, guess - corner].map(Math.abs);
  if (fromLeft === undefined || fromUp === undefined || fromCorner === undefined) return 0;
  if (fromLeft <= fromUp && fromLeft <= fromCorner) return left;
  return fromUp <= fromCorner ? up : corner;
}

function toRgba(
  rows: Uint8Array,
  shape: Header,
  extra: { readonly palette: Uint8Array | null; readonly clear: Uint8Array | null },
): Uint8Array {
  const { width, height, depth, kind, samples } = shape;
  const stride = strideOf(shape);
  const rgba = new Uint8Array(width * height * 4);
  const most = 2 ** depth - 1;
  const read = (y: number, at: number): number => {
    if (depth === 16) return ((rows[y * stride + at * 2] ?? 0) << 8) | (rows[y * stride + at * 2 + 1] ?? 0);
    const bit = at * depth;
    return ((rows[y * stride + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & most;
  };
  const clear = kind === 0 || kind === 2 ? readWords(extra.clear) : [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const raw = Array.from({ length: samples }, (_, at) => read(y, x * samples + at));
      rgba.set(pixelOf(raw, { ...extra, kind, most, clearColour: clear }), (y * width + x) * 4);
    }
  }
  return rgba;
}

function pixelOf(
  raw: readonly number[],
  how: {
    readonly kind: number;
    readonly most: number;
    readonly palette: Uint8Array | null;
    readonly clear: Uint8Array | null;
    readonly clearColour: readonly number[];
  },
): readonly number[] {
  const [first = 0, second = 0, third = 0, fourth = 0] = raw;
  const toByte = (value: number) => Math.round((value * 255) / how.most);
  const isClear =
    how.clearColour.length === raw.length && raw.every((value, at) => value === how.clearColour[at]);
  switch (how.kind) {
    case 0:
      return [toByte(first), toByte(first), toByte(first), isClear ? 0 : 255];
    case 2:
      return [toByte(first), toByte(second), toByte(third), isClear ? 0 : 255];
    case 3:
      return [...[0, 1, 2].map((at) => how.palette?.[first * 3 + at] ?? 0), how.clear?.[first] ?? 255];
    case 4:
      return [toByte(first), toByte(first), toByte(first), toByte(second)];
    default:
      return [toByte(first), toByte(second), toByte(third), toByte(fourth)];
  }
}

function readWords(bytes: Uint8Array | null): readonly number[] {
  if (bytes === null) return [];
  return Array.from(
    { length: bytes.length >> 1 },
    (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0),
  );
}

/** Clear pixels have no colour: each counts by its opacity, or crests would get dark edges. */
function meanOf(
  { width, rgba }: Picture,
  box: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number },
): readonly number[] {
  const sums = [0, 0, 0];
  let opacity = 0;
  for (let y = box.top; y < box.bottom; y += 1) {
    for (let x = box.left; x < box.right; x += 1) {
      const at = (y * width + x) * 4;
      const weight = rgba[at + 3] ?? 0;
      opacity += weight;
      for (const part of [0, 1, 2]) sums[part] = (sums[part] ?? 0) + (rgba[at + part] ?? 0) * weight;
    }
  }
  const count = (box.bottom - box.top) * (box.right - box.left);
  if (opacity === 0) return [0, 0, 0, 0];
  return [...sums.map((sum) => Math.round(sum / opacity)), Math.round(opacity / count)];
}

function writeChunk(name: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const chunk = Buffer.alloc(named.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  chunk.set(named, 4);
  chunk.writeUInt32BE(crc32(named), named.length + 4);
  return chunk;
}
