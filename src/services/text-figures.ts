import { countSegments } from '#domain/segments.ts';

/** A message as it will leave, and how many recipients get it. */
export type Sample = {
  readonly kind: 'typical' | 'longest' | 'shortest' | 'no_place';
  readonly body: string;
};

export type TextFigures = {
  readonly messages: number;
  readonly totalSegments: number;
  /** Of the message that costs most. */
  readonly segments: number;
  readonly encoding: 'gsm7' | 'ucs2';
  /** Different texts: exact up to 20 000, above that no fewer than there are. */
  readonly distinct: number;
  /** At most five, different from each other; the most frequent first. */
  readonly samples: readonly Sample[];
};

/** Texts remembered to tell whether one has been seen, at most. */
const mostRemembered = 20_000;

const mostSamples = 5;

type Counted = { readonly body: string; readonly segments: number; readonly units: number };
type Given = { readonly body: string; readonly recipients: number; readonly hasPlace: boolean };

/** Adds up real messages one by one, without keeping them. */
export function createTextFigures(): {
  readonly add: (given: Given) => void;
  readonly end: () => TextFigures;
} {
  let messages = 0;
  let totalSegments = 0;
  let encoding: 'gsm7' | 'ucs2' = 'gsm7';
  let typical: (Counted & { readonly recipients: number }) | undefined;
  let longest: Counted | undefined;
  let shortest: Counted | undefined;
  let placeless: string | undefined;
  let distinct = 0;
  const seen = new Set<string>();
  return {
    add: ({ body, recipients, hasPlace }) => {
      const count = countSegments(body);
      const one = { body, segments: count.segments, units: count.units };
      messages += recipients;
      totalSegments += recipients * count.segments;
      if (!seen.has(body)) {
        distinct += 1;
        if (seen.size < mostRemembered) seen.add(body);
      }
      if (count.encoding === 'ucs2') encoding = 'ucs2';
      if (typical === undefined || recipients > typical.recipients) {
        typical = { ...one, recipients };
      }
      if (longest === undefined || costOf(one) > costOf(longest)) longest = one;
      if (shortest === undefined || costOf(one) < costOf(shortest)) shortest = one;
      if (!hasPlace) placeless ??= body;
    },
    end: () => {
      const found = [
        { kind: 'typical', body: typical?.body },
        { kind: 'longest', body: longest?.body },
        { kind: 'shortest', body: shortest?.body },
        { kind: 'no_place', body: placeless },
        // The first that came: a list whose letters are all of one length has others to show, too.
        ...[...seen.values().take(mostSamples)].map((body) => ({ kind: 'typical' as const, body })),
      ] as const;
      const samples = found
        .flatMap(({ kind, body }, at) =>
          body === undefined || found.slice(0, at).some((other) => other.body === body)
            ? []
            : [{ kind, body }],
        )
        .slice(0, mostSamples);
      return { messages, totalSegments, segments: longest?.segments ?? 0, encoding, distinct, samples };
    },
  };
}

function costOf({ segments, units }: Counted): number {
  return segments * 10_000 + units;
}
