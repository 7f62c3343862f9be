import * as z from 'zod';
import { campaignLanes } from './lanes.ts';
import { parseMsisdn } from './msisdn.ts';
import { countSegments, hasLink, neutraliseMacros } from './segments.ts';

/** A campaign: what may be sent to whom, and which act is allowed in which state. */

export const campaignStates = ['draft', 'scheduled', 'running', 'paused', 'stopped', 'done'] as const;
export type CampaignState = (typeof campaignStates)[number];

/** What may be done in which state, once. */
export const campaignCan = {
  edit: (state: CampaignState): boolean => state === 'draft',
  launch: (state: CampaignState): boolean => state === 'draft',
  start: (state: CampaignState): boolean => state === 'scheduled',
  pause: (state: CampaignState): boolean => state === 'running',
  resume: (state: CampaignState): boolean => state === 'paused',
  stop: (state: CampaignState): boolean => state === 'scheduled' || state === 'running' || state === 'paused',
} as const;

const instant = z.iso.datetime({ offset: true });

export type Audience =
  | { readonly all: true }
  | { readonly any: readonly Audience[] }
  | { readonly every: readonly Audience[] }
  | { readonly not: readonly Audience[] }
  | { readonly locality: string }
  | { readonly street: readonly [string, string] }
  | { readonly category: string }
  | { readonly joined: { readonly before: string } | { readonly after: string } }
  | { readonly numbers: readonly string[] }
  | { readonly area: string };

/** The audience tree of the API. Unknown keys and empty groups are refused, never ignored. */
export const audienceSchema: z.ZodType<Audience> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ any: z.array(audienceSchema).min(1).max(1000) }),
    z.strictObject({ every: z.array(audienceSchema).min(1).max(1000) }),
    z.strictObject({ not: z.array(audienceSchema).min(1).max(1000) }),
    z.strictObject({ locality: z.string().regex(/^\d{7}$/) }),
    z.strictObject({ street: z.tuple([z.string().regex(/^\d{7}$/), z.string().regex(/^\d{5}$/)]) }),
    z.strictObject({ category: z.string().regex(/^[a-z][a-z0-9_-]{0,29}$/) }),
    z.strictObject({
      joined: z.union([z.strictObject({ before: instant }), z.strictObject({ after: instant })]),
    }),
    z.strictObject({ numbers: z.array(z.string().max(40)).min(1).max(100_000) }),
    z.strictObject({ area: z.string().min(1).max(100) }),
  ]),
);

/** Deeper trees are nothing a person makes, and would only exhaust the stack. */
const deepestAudience = 20;

/** A campaign as the API and the panel give it. */
export const campaignRequestSchema = z.object({
  text: z.string().max(5000),
  audience: z.unknown().transform((value, context): Audience => {
    if (depthOf(value) > deepestAudience) {
      context.addIssue({ code: 'custom', message: 'audience is nested too deeply' });
      return z.NEVER;
    }
    const parsed = audienceSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'audience does not have the documented form' });
    return z.NEVER;
  }),
  sendAt: instant.optional(),
  lane: z.enum(campaignLanes).default('bulk'),
});
export type CampaignRequest = z.infer<typeof campaignRequestSchema>;

export type CampaignProblem =
  | { readonly kind: 'text_empty' }
  | { readonly kind: 'text_too_long'; readonly segments: number; readonly most: number }
  | { readonly kind: 'text_has_link' }
  | { readonly kind: 'unknown_placeholder'; readonly name: string }
  | { readonly kind: 'bad_number'; readonly at: number }
  | { readonly kind: 'unknown_locality'; readonly sym: string }
  | { readonly kind: 'unknown_street'; readonly sym: string; readonly symUl: string }
  | { readonly kind: 'unknown_category'; readonly key: string }
  | { readonly kind: 'unknown_area'; readonly name: string }
  | { readonly kind: 'send_at_passed' };

export type CampaignLimits = {
  readonly allowLinks: boolean;
  readonly now: Date;
  readonly hasLocality: (sym: string) => boolean;
  readonly hasStreet: (sym: string, symUl: string) => boolean;
  readonly hasCategory: (key: string) => boolean;
  readonly hasArea: (name: string) => boolean;
};

const mostCampaignSegments = 6;

/** The columns of each subscriber that a text may name. */
export const placeholders = ['miejscowosc', 'ulica'] as const;
export type Placeholder = (typeof placeholders)[number];
const placeholderPattern = /\{([\p{L}\p{N}_ ]*)\}/gu;

/** Everything that keeps a campaign from being sent, in the order of the form; empty = it may be sent. */
export function findCampaignProblems(request: CampaignRequest, limits: CampaignLimits): CampaignProblem[] {
  const { text, audience, sendAt } = request;
  const problems: CampaignProblem[] = [];
  if (text.trim() === '') problems.push({ kind: 'text_empty' });
  const { segments } = countSegments(text);
  if (segments > mostCampaignSegments) {
    problems.push({ kind: 'text_too_long', segments, most: mostCampaignSegments });
  }
  if (!limits.allowLinks && hasLink(text)) problems.push({ kind: 'text_has_link' });
  for (const name of listPlaceholders(text)) {
    if (!isPlaceholder(name)) problems.push({ kind: 'unknown_placeholder', name });
  }
  problems.push(...findAudienceProblems(audience, limits));
  if (sendAt !== undefined && Date.parse(sendAt) < limits.now.getTime() - 60_000) {
    problems.push({ kind: 'send_at_passed' });
  }
  return problems;
}

/** The text as it may be handed to the gateway: trimmed, line ends as one sign, macros broken. */
export function prepareText(text: string): string {
  return neutraliseMacros(text.toWellFormed().replace(/\r\n?/g, '\n').trim());
}

/** Names in braces, each once, in order. */
export function listPlaceholders(text: string): readonly string[] {
  return [...new Set([...text.matchAll(placeholderPattern)].map((match) => match[1] ?? ''))];
}

/** The text for one recipient; values are plain text, so a macro in a value is broken too. */
export function renderText(text: string, values: Readonly<Record<Placeholder, string>>): string {
  return prepareText(
    text.replace(placeholderPattern, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole)),
  );
}

function isPlaceholder(name: string): name is Placeholder {
  return placeholders.some((known) => known === name);
}

function findAudienceProblems(audience: Audience, limits: CampaignLimits): CampaignProblem[] {
  if ('any' in audience) return audience.any.flatMap((part) => findAudienceProblems(part, limits));
  if ('every' in audience) return audience.every.flatMap((part) => findAudienceProblems(part, limits));
  if ('not' in audience) return audience.not.flatMap((part) => findAudienceProblems(part, limits));
  if ('locality' in audience && !limits.hasLocality(audience.locality)) {
    return [{ kind: 'unknown_locality', sym: audience.locality }];
  }
  if ('street' in audience) {
    const [sym, symUl] = audience.street;
    return limits.hasStreet(sym, symUl) ? [] : [{ kind: 'unknown_street', sym, symUl }];
  }
  if ('category' in audience && !limits.hasCategory(audience.category)) {
    return [{ kind: 'unknown_category', key: audience.category }];
  }
  if ('numbers' in audience) {
    return audience.numbers.flatMap((number, at) =>
      parseMsisdn(number).ok ? [] : [{ kind: 'bad_number', at }],
    );
  }
  if ('area' in audience && !limits.hasArea(audience.area)) {
    return [{ kind: 'unknown_area', name: audience.area }];
  }
  return [];
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
