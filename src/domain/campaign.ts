import * as z from 'zod';
import { type Audience, parseAudience, partsOf } from './audience.ts';
import { instantSchema } from './instant.ts';
import { campaignLanes } from './lanes.ts';
import { parseMsisdn } from './msisdn.ts';
import { recurrenceSchema } from './recurrence.ts';
import { countSegments, hasLink, isGsm7, neutraliseMacros, toGsm7 } from './segments.ts';
import { findTextShape, type TextShape } from './text-shape.ts';

/** A campaign: what may be sent to whom, and which act is allowed in which state. */

export const campaignStates = [
  'draft',
  // A second person has to agree.
  'waiting_approval',
  'scheduled',
  'running',
  'paused',
  'stopped',
  'done',
] as const;
export type CampaignState = (typeof campaignStates)[number];

/** What may be done in which state, once. */
export const campaignCan = {
  edit: (state: CampaignState): boolean => state === 'draft',
  launch: (state: CampaignState): boolean => state === 'draft',
  start: (state: CampaignState): boolean => state === 'scheduled',
  pause: (state: CampaignState): boolean => state === 'running',
  resume: (state: CampaignState): boolean => state === 'paused',
  approve: (state: CampaignState): boolean => state === 'waiting_approval',
  /** Back to a draft: nothing of it has left. */
  withdraw: (state: CampaignState): boolean => state === 'waiting_approval' || state === 'scheduled',
  stop: (state: CampaignState): boolean =>
    state === 'waiting_approval' || state === 'scheduled' || state === 'running' || state === 'paused',
} as const;

export type { Audience } from './audience.ts';

/** Signs of the ground on which numbers that never gave a consent are sent to. */
export const legalBasisLimits = { least: 3, most: 200 } as const;

/** A campaign as the API and the panel give it. */
export const campaignRequestSchema = z.object({
  text: z.string().max(5000),
  audience: z.unknown().transform((value, context): Audience => {
    const parsed = parseAudience(value);
    if (parsed.ok) return parsed.audience;
    const message =
      parsed.problem === 'too_deep'
        ? 'audience is nested too deeply'
        : 'audience does not have the documented form';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }),
  sendAt: instantSchema.optional(),
  recurrence: recurrenceSchema.optional(),
  lane: z.enum(campaignLanes).default('bulk'),
  legalBasis: z
    .string()
    .transform((text) => text.toWellFormed().trim().replace(/\s+/g, ' '))
    .pipe(
      z
        .string()
        .min(legalBasisLimits.least)
        .max(legalBasisLimits.most)
        .regex(/^[^\0]*$/),
    )
    .optional(),
});
export type CampaignRequest = z.infer<typeof campaignRequestSchema>;

export type CampaignProblem =
  | { readonly kind: 'text_empty' }
  | { readonly kind: 'text_broken' }
  | { readonly kind: 'text_too_long'; readonly segments: number; readonly most: number }
  | { readonly kind: 'text_has_link' }
  | { readonly kind: 'unknown_placeholder'; readonly name: string }
  /** A brace that belongs to no placeholder, with what follows it. */
  | { readonly kind: 'stray_brace'; readonly near: string }
  | { readonly kind: 'bad_number'; readonly at: number }
  | { readonly kind: 'unknown_locality'; readonly sym: string }
  | { readonly kind: 'unknown_street'; readonly sym: string; readonly symUl: string }
  | { readonly kind: 'unknown_category'; readonly key: string }
  | { readonly kind: 'unknown_area'; readonly name: string }
  | { readonly kind: 'send_at_passed' }
  | { readonly kind: 'send_at_far' }
  /** An instant and a rule, of which only one can hold. */
  | { readonly kind: 'two_times' }
  | { readonly kind: 'series_far' }
  | { readonly kind: 'series_over' };

export type CampaignLimits = {
  readonly allowLinks: boolean;
  readonly now: Date;
  readonly hasLocality: (sym: string) => boolean;
  readonly hasStreet: (sym: string, symUl: string) => boolean;
  readonly hasCategory: (key: string) => boolean;
  readonly hasArea: (name: string) => boolean;
  /** Of the uploaded list that the campaign is for. */
  readonly columns?: readonly string[] | undefined;
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
  // Signs that nobody sees are no text: a zero-width space, a direction mark.
  if (!/[^\p{C}\p{Z}\p{M}]/u.test(text)) problems.push({ kind: 'text_empty' });
  // What was no character, a cut emoji for one, arrives as U+FFFD: people would get a sign nobody typed. U+0000 is
  // none either, and no database takes it.
  if (/[\0\ufffd]/.test(text.toWellFormed())) problems.push({ kind: 'text_broken' });
  const { segments } = countSegments(text);
  if (segments > mostCampaignSegments) {
    problems.push({ kind: 'text_too_long', segments, most: mostCampaignSegments });
  }
  if (!limits.allowLinks && hasLink(text)) problems.push({ kind: 'text_has_link' });
  for (const name of listPlaceholders(text)) {
    const isKnown = isPlaceholder(name) || (limits.columns ?? []).includes(name);
    if (!isKnown) problems.push({ kind: 'unknown_placeholder', name });
  }
  // "{ulica", "{nr-domu}": would leave as it stands.
  const [stray] = /\{[^{}]{0,30}\}?|\}/.exec(text.replace(placeholderPattern, '')) ?? [];
  if (stray !== undefined) problems.push({ kind: 'stray_brace', near: stray });
  problems.push(...findAudienceProblems(audience, limits));
  const time = sendAt === undefined ? null : findTimeProblem(new Date(sendAt), limits.now);
  return time === null ? problems : [...problems, { kind: time }];
}

/** A time further off than this is a slip of the pen. */
export const mostYearsAhead = 5;

/** Why nothing can be sent at this time: it has been, or nobody plans that far. */
export function findTimeProblem(sendAt: Date, now: Date): 'send_at_passed' | 'send_at_far' | null {
  if (sendAt.getTime() < now.getTime() - 60_000) return 'send_at_passed';
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + mostYearsAhead);
  return sendAt > latest ? 'send_at_far' : null;
}

/** The text as it may be handed to the gateway: trimmed, line ends as one sign, macros broken. */
export function prepareText(text: string): string {
  return neutraliseMacros(text.toWellFormed().replace(/\r\n?/g, '\n').trim());
}

/** Names in braces, each once, in order. */
export function listPlaceholders(text: string): readonly string[] {
  return [...new Set([...text.matchAll(placeholderPattern)].map((match) => match[1] ?? ''))];
}

/** What stands around the placeholders of a prepared text; null without any, or where a gateway could not fill them. */
export function findPlaceholderShape(text: string): TextShape | null {
  return findTextShape(text, placeholderPattern);
}

/**
 * The text for one recipient, by name; values are plain text, so a macro in a value is broken too. In a text that is GSM-7
 * values become so as well: one "Skórzewo" would more than halve what a segment holds.
 */
export function renderText(text: string, values: Readonly<Record<string, string>>): string {
  const spell = isGsm7(text) ? toGsm7 : (value: string) => value;
  return prepareText(
    text.replace(placeholderPattern, (whole, name: string) =>
      Object.hasOwn(values, name) ? spell(values[name] ?? whole) : whole,
    ),
  );
}

function isPlaceholder(name: string): name is Placeholder {
  return placeholders.some((known) => known === name);
}

function findAudienceProblems(audience: Audience, limits: CampaignLimits): CampaignProblem[] {
  const parts = partsOf(audience);
  if (parts.length > 0) return parts.flatMap((part) => findAudienceProblems(part, limits));
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
