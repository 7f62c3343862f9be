/**
 * Texts that differ in a few places only: what stands between those places is the shape, what stands in them are the
 * values. A gateway that can fill values into a text takes many such texts in one call.
 */

import { hasMacro } from './segments.ts';

/** What stands around the places: one more than there are places. */
export type TextShape = readonly [string, ...string[]];

/** As many as SMSAPI fills: `param1` to `param4`. */
const mostPlaces = 4;
/** What a proof on the account has shown to pass unchanged (sms/smsapi-fill.ts); longer values go another way. */
const longestValue = 120;

/**
 * Where a text with placeholders (`{name}`) differs from person to person. Null when it does not, when it does in more
 * places than a gateway fills, or when what stands around a place could be read as a part of the gateway's own mark.
 */
export function findTextShape(text: string, placeholder: RegExp): TextShape | null {
  const pieces: string[] = [];
  let after = 0;
  for (const match of text.matchAll(placeholder)) {
    const piece = text.slice(after, match.index);
    after = match.index + match[0].length;
    // Two places without anything between them are one.
    if (piece !== '' || pieces.length === 0) pieces.push(piece);
  }
  if (pieces.length === 0 || pieces.length > mostPlaces) return null;
  const [first = '', ...others] = [...pieces, text.slice(after)];
  const shape: TextShape = [first, ...others];
  return shape.some(isUnsafe) ? null : shape;
}

// `[[%1%]` and `[%1%]]` can be read in two ways.
function isUnsafe(piece: string): boolean {
  return hasMacro(piece) || /[[\]]/.test(piece);
}

/**
 * Which texts are of a shape and have values that may be handed over: those of at most `upTo` characters that match
 * `short`, and longer ones that match `any`. PostgreSQL takes twenty times as long for a counted repetition, which `short`
 * does without: in so short a text no value can be too long.
 */
export type ShapePatterns = { readonly upTo: number; readonly short: string; readonly any: string };

/**
 * One language in JavaScript and in PostgreSQL, because the claim decides by it which rows share a call: a value has no
 * `|` (it parts the values), nothing of a macro, no line end, and no space at its ends, which a gateway may trim. `any`
 * has a group for each value.
 */
export function patternsOfShape(shape: TextShape): ShapePatterns {
  const around = shape.reduce((sum, piece) => sum + Array.from(piece).length, 0);
  return {
    upTo: around + longestValue,
    short: patternOf(shape, '*'),
    any: patternOf(shape, `{0,${longestValue - 2}}`),
  };
}

function patternOf(shape: TextShape, repeated: string): string {
  const inner = '[^|%[\\]\\u0001-\\u001f\\u007f\\u2028\\u2029]';
  const edge = '[^|%[\\]\\u0001-\\u0020\\u007f\\u00a0\\u2028\\u2029]';
  const value = `(${edge}|${edge}${inner}${repeated}${edge})`;
  return `^${shape.map((piece) => piece.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join(value)}$`;
}

/** The values that make this text of the shape; null when it is of another shape or a value can't be handed over. */
export function findValues(shape: TextShape, text: string): readonly string[] | null {
  // Characters are code points, as PostgreSQL counts them.
  const pattern = known.get(shape) ?? new RegExp(patternsOfShape(shape).any, 'su');
  known.set(shape, pattern);
  const match = pattern.exec(text);
  return match === null ? null : match.slice(1);
}

const known = new WeakMap<TextShape, RegExp>();

/** The text that these values make. */
export function fillShape(shape: TextShape, values: readonly string[]): string {
  return shape.reduce((text, piece, at) => text + (values[at - 1] ?? '') + piece);
}
