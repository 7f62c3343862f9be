import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { type Picture, readPng, shrinkPicture, writePng } from '#domain/png.ts';

/** A PNG as other programs write it: any colour type, each row behind its filter. */
function drawPng(png: {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly kind: number;
  /** Filter and bytes, row by row. */
  readonly rows: readonly (readonly number[])[];
  readonly extra?: readonly (readonly [string, readonly number[]])[];
  readonly passes?: number;
}): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(png.width, 0);
  header.writeUInt32BE(png.height, 4);
  header.set([png.depth, png.kind, 0, 0, png.passes ?? 0], 8);
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    ...(png.extra ?? []).map(([name, bytes]) => chunk(name, Uint8Array.from(bytes))),
    chunk('IDAT', deflateSync(Uint8Array.from(png.rows.flat()))),
    chunk('IEND', new Uint8Array()),
  ]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function pixels(file: Uint8Array): readonly number[] {
  const read = readPng(file);
  assert.ok(read.ok, JSON.stringify(read));
  return [...read.picture.rgba];
}

const red = [255, 0, 0, 255];
const clear = [0, 0, 0, 0];

for (const [what, file, expected] of [
  [
    'grey of 8 bits',
    drawPng({ width: 2, height: 1, depth: 8, kind: 0, rows: [[0, 0, 128]] }),
    [0, 0, 0, 255, 128, 128, 128, 255],
  ],
  [
    'grey of 1 bit',
    drawPng({ width: 3, height: 1, depth: 1, kind: 0, rows: [[0, 0b1010_0000]] }),
    [255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255],
  ],
  [
    'grey of 16 bits with a clear one',
    drawPng({
      width: 2,
      height: 1,
      depth: 16,
      kind: 0,
      extra: [['tRNS', [0x80, 0x00]]],
      rows: [[0, 0x80, 0x00, 0xff, 0xff]],
    }),
    [...clear, 255, 255, 255, 255],
  ],
  [
    'colours with a clear one',
    drawPng({
      width: 2,
      height: 1,
      depth: 8,
      kind: 2,
      extra: [['tRNS', [0, 1, 0, 2, 0, 3]]],
      rows: [[0, 255, 0, 0, 1, 2, 3]],
    }),
    [...red, ...clear],
  ],
  [
    'a palette of 2 bits',
    drawPng({
      width: 4,
      height: 1,
      depth: 2,
      kind: 3,
      extra: [
        ['PLTE', [255, 0, 0, 0, 0, 0]],
        ['tRNS', [255, 0]],
      ],
      rows: [[0, 0b0001_0001]],
    }),
    [...red, ...clear, ...red, ...clear],
  ],
  [
    'passes (Adam7)',
    drawPng({ width: 1, height: 1, depth: 8, kind: 0, passes: 1, rows: [[0, 128]] }),
    [128, 128, 128, 255],
  ],
  ['grey with opacity', drawPng({ width: 1, height: 1, depth: 8, kind: 4, rows: [[0, 7, 9]] }), [7, 7, 7, 9]],
  [
    'every filter',
    drawPng({
      width: 2,
      height: 5,
      depth: 8,
      kind: 0,
      rows: [
        [0, 10, 20],
        [1, 10, 10],
        [2, 0, 0],
        [3, 5, 5],
        [4, 0, 0],
      ],
    }),
    [10, 20, 10, 20, 10, 20, 10, 20, 10, 20].flatMap((grey) => [grey, grey, grey, 255]),
  ],
] as const) {
  test(`${what} are read to their pixels`, () => {
    assert.deepEqual(pixels(file), expected);
  });
}

test('what is written is read back pixel by pixel, and holds nothing else', () => {
  const pictures = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) =>
      fc
        .uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 })
        .map((rgba): Picture => ({ width, height, rgba })),
    );
  fc.assert(
    fc.property(pictures, (picture) => {
      const file = writePng(picture);
      const read = readPng(file);
      assert.ok(read.ok);
      assert.deepEqual(
        { ...read.picture, rgba: [...read.picture.rgba] },
        { ...picture, rgba: [...picture.rgba] },
      );
      assert.doesNotMatch(Buffer.from(file).toString('latin1'), /tEXt|eXIf|iTXt/);
    }),
  );
});

test('a picture is shrunk to the means of its pixels; clear ones lend no colour', () => {
  const rgba = Uint8Array.from([...red, ...clear, ...clear, ...red]);
  const small = shrinkPicture({ width: 2, height: 2, rgba }, { width: 1, height: 1 });
  assert.deepEqual([...small.rgba], [255, 0, 0, 128]);
  const same = { width: 2, height: 2, rgba };
  assert.equal(shrinkPicture(same, { width: 9, height: 9 }), same);
  const wide = { width: 400, height: 100, rgba: new Uint8Array(160_000) };
  const { width, height } = shrinkPicture(wide, { width: 160, height: 80 });
  assert.deepEqual([width, height], [160, 40]);
});

const whole = drawPng({ width: 1, height: 1, depth: 8, kind: 0, rows: [[0, 1]] });
for (const [what, file, problem] of [
  ['a text', Buffer.from('<svg onload="alert(1)">'), 'not_png'],
  ['an empty file', new Uint8Array(), 'not_png'],
  ['a cut file', whole.subarray(0, whole.length - 6), 'damaged'],
  [
    'a file with a wrong check sum',
    Uint8Array.from(whole, (byte, at) => (at === 24 ? byte ^ 1 : byte)),
    'damaged',
  ],
  [
    'one that claims to be of gigabytes',
    drawPng({ width: 60_000, height: 60_000, depth: 8, kind: 6, rows: [[0]] }),
    'too_large',
  ],
  [
    'one that unpacks to more than it says',
    drawPng({ width: 1, height: 1, depth: 8, kind: 0, rows: [new Array<number>(100_000).fill(0)] }),
    'damaged',
  ],
  [
    'a palette that is not there',
    drawPng({ width: 1, height: 1, depth: 8, kind: 3, rows: [[0, 0]] }),
    'damaged',
  ],
  [
    'a depth that is none',
    drawPng({ width: 1, height: 1, depth: 3, kind: 2, rows: [[0, 0, 0, 0]] }),
    'damaged',
  ],
  ['a filter that is none', drawPng({ width: 1, height: 1, depth: 8, kind: 0, rows: [[7, 0]] }), 'damaged'],
] as const) {
  test(`${what} is refused as ${problem}`, () => {
    assert.deepEqual(readPng(file), { ok: false, problem });
  });
}

test('no bytes at all make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, at) => {
      readPng(Buffer.concat([whole.subarray(0, 8), bytes]));
      readPng(Buffer.concat([whole.subarray(0, at), bytes]));
    }),
  );
});
