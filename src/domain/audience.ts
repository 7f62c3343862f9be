import * as z from 'zod';
import { instantSchema } from './instant.ts';
import { parseMsisdn } from './msisdn.ts';

/** Who a campaign is for: a tree over places, categories, dates and numbers. Its SQL is db/audience-sql.ts. */

/** House numbers, compared by the digits they begin with, as areas do; both ends belong, what is absent is open. */
export type Houses = {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly parity?: 'odd' | 'even' | undefined;
};

export type Audience =
  | { readonly all: true }
  | { readonly any: readonly Audience[] }
  | { readonly every: readonly Audience[] }
  /** None of them. */
  | { readonly not: readonly Audience[] }
  /** With its parts. */
  | { readonly locality: string }
  | { readonly street: readonly [string, string]; readonly houses?: Houses | undefined }
  | { readonly category: string }
  | { readonly joined: { readonly before: string } | { readonly after: string } }
  | { readonly numbers: readonly string[] }
  | { readonly area: string }
  /** The people of an uploaded list; made by the panel only. */
  | { readonly list: number };

const houseNumber = z.int().min(1).max(9999);
const houses = z
  .strictObject({
    from: houseNumber.optional(),
    to: houseNumber.optional(),
    parity: z.enum(['odd', 'even']).optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, 'from is above to');

/** The audience tree of the API. Unknown keys and empty groups are refused, never ignored. */
export const audienceSchema: z.ZodType<Audience> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ any: z.array(audienceSchema).min(1).max(1000) }),
    z.strictObject({ every: z.array(audienceSchema).min(1).max(1000) }),
    z.strictObject({ not: z.array(audienceSchema).min(1).max(1000) }),
    z.strictObject({ locality: z.string().regex(/^\d{7}$/) }),
    z.strictObject({
      street: z.tuple([z.string().regex(/^\d{7}$/), z.string().regex(/^\d{5}$/)]),
      houses: houses.optional(),
    }),
    z.strictObject({ category: z.string().regex(/^[a-z][a-z0-9_-]{0,29}$/) }),
    z.strictObject({
      joined: z.union([z.strictObject({ before: instantSchema }), z.strictObject({ after: instantSchema })]),
    }),
    z.strictObject({ numbers: z.array(z.string().max(40)).min(1).max(100_000) }),
    z.strictObject({
      area: z
        .string()
        .min(1)
        .max(100)
        .regex(/^[^\0]+$/),
    }),
  ]),
);

/** Deeper trees are nothing a person makes, and would only exhaust the stack. */
const deepestAudience = 20;

export type ParsedAudience =
  | { readonly ok: true; readonly audience: Audience }
  | { readonly ok: false; readonly problem: 'too_deep' | 'form' };

/** Reads a tree from outside; never throws. */
export function parseAudience(value: unknown): ParsedAudience {
  if (depthOf(value) > deepestAudience) return { ok: false, problem: 'too_deep' };
  const parsed = audienceSchema.safeParse(value);
  return parsed.success ? { ok: true, audience: parsed.data } : { ok: false, problem: 'form' };
}

/** The parts of a group; empty for a criterion. */
export function partsOf(audience: Audience): readonly Audience[] {
  if ('any' in audience) return audience.any;
  if ('every' in audience) return audience.every;
  return 'not' in audience ? audience.not : [];
}

/** The numbers that a tree includes by name, once each, as stored; excluded ones are not among them. */
export function listNumbers(audience: Audience): string[] {
  if ('numbers' in audience) {
    const parsed = audience.numbers.map(parseMsisdn);
    return [...new Set(parsed.flatMap((number) => (number.ok ? [number.msisdn] : [])))];
  }
  return 'not' in audience ? [] : [...new Set(partsOf(audience).flatMap(listNumbers))];
}

function depthOf(value: unknown): number {
  let depth = 0;
  let level: readonly unknown[] = [value];
  while (level.length > 0 && depth <= deepestAudience * 2) {
    depth += 1;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return Math.ceil(depth / 2);
}
