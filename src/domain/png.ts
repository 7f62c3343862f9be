import { PNG } from 'pngjs';

/** Pictures as the office uploads them: a PNG is read to its pixels, made small and drawn anew without anything else. */

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
  | 'too_large';

export type PictureRead =
  | { readonly ok: true; readonly picture: Picture }
  | { readonly ok: false; readonly problem: PictureProblem };

/** More pixels than any crest needs; a small file can claim to be a picture of gigabytes. */
export const mostPictureSide = 1_500;

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Where the first chunk, always the header, keeps width and height (PNG, ISO/IEC 15948, clause 11.2.2). */
const sizeAt = 16;

/** The pixels of a PNG of any kind, without the texts, places and times that may be stored beside them. */
export function readPng(file: Uint8Array): PictureRead {
  if (!signature.every((byte, at) => file[at] === byte)) return { ok: false, problem: 'not_png' };
  if (file.length < sizeAt + 8) return { ok: false, problem: 'damaged' };
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  // Before anything is unpacked: the reader would make room for whatever is claimed.
  const sides = [view.getUint32(sizeAt), view.getUint32(sizeAt + 4)];
  if (sides.some((side) => side > mostPictureSide)) return { ok: false, problem: 'too_large' };
  try {
    const { width, height, data } = PNG.sync.read(withoutTail(Buffer.from(file)));
    if (width === 0 || height === 0) return { ok: false, problem: 'damaged' };
    return { ok: true, picture: { width, height, rgba: data } };
  } catch {
    // Whatever the reader holds against it, the person is told that the file is damaged.
    return { ok: false, problem: 'damaged' };
  }
}

/** What stands after the last chunk is no part of the picture; the reader would call the file damaged for it. */
function withoutTail(file: Buffer): Buffer {
  const end = file.lastIndexOf('IEND');
  return end === -1 ? file : file.subarray(0, end + 8);
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
  const png = new PNG({ width, height });
  png.data.set(rgba);
  return PNG.sync.write(png, { deflateLevel: 9 });
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
