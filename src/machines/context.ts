import * as z from 'zod';
import type { Effect } from './effects.ts';

/** What a conversation remembers between texts. Parsed from the stored snapshot, so every field has bounds. */

const instant = z.iso.datetime();
const label = z.string().max(200);

const optionSchema = z.object({ sym: z.string(), symUl: z.string().nullable(), label });
/** A place on a list the person saw. */
export type Option = Readonly<z.infer<typeof optionSchema>>;

const addressSchema = z.object({
  sym: z.string(),
  symUl: z.string().nullable(),
  houseNumber: z.string().max(20).nullable(),
});
const homeSchema = z.object({ address: addressSchema, label });
/** One of the person's own addresses on a list the person saw. */
export type Home = Readonly<z.infer<typeof homeSchema>>;

const draftSchema = z.object({
  goal: z.enum(['join', 'add', 'move']),
  /** Which of several addresses the new one takes the place of; null = not said, or there is only one. */
  replaces: z
    .union([homeSchema, z.literal('all')])
    .nullable()
    .default(null),
  locality: z.object({ sym: z.string(), label }).nullable(),
  /** `open` = not answered yet; `whole` = no street. */
  street: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('open') }),
    z.object({ kind: z.literal('whole') }),
    z.object({ kind: z.literal('street'), symUl: z.string(), label }),
  ]),
  /** Said before it was known in which locality; read as soon as it is. */
  streetText: z.string().max(300).nullable(),
  houseNumber: z.string().max(20).nullable(),
  /** Null = not answered yet; without the alert category, which joining means. */
  categories: z.array(z.string()).nullable(),
});
/** What has been answered so far on the way to a sign-up or a changed address. */
export type Draft = Readonly<z.infer<typeof draftSchema>>;

export const storedContextSchema = z.object({
  draft: draftSchema.nullable(),
  /** The whole list of places; `from` is where the part shown last begins. */
  options: z.array(optionSchema).max(50),
  optionsAre: z.enum(['alike', 'nearest']),
  from: z.number().int().min(0),
  shown: z.number().int().min(0),
  /** The numbered categories as the person saw them. */
  categoriesShown: z.array(z.object({ key: z.string(), name: z.string() })),
  /** The person's addresses as they were asked which is changed; paged as the places are. */
  homesShown: z.array(homeSchema).max(50).default([]),
  /** Texts in a row that did not answer the question. */
  misses: z.number().int().min(0),
  askedAt: instant.nullable(),
  reminded: z.enum(['no', 'yes']),
  /** Set while suspended: when leaving becomes final by itself. */
  leavingFinalAt: instant.nullable(),
  /** Until when ZOSTAJE still takes the leaving back. */
  undoUntil: instant.nullable(),
  /** A dialogue ended unanswered; the next reply says so. */
  lapsed: z.enum(['no', 'yes']),
});
export type StoredContext = Readonly<z.infer<typeof storedContextSchema>>;

/** While a step runs the context also gathers the effects, in order; they are never stored. */
export type Context = StoredContext & { readonly outbox: readonly Effect[] };

const dialogueLifeMs = 7 * 24 * 3_600_000;
export const reminderAfterMs = 24 * 3_600_000;
export const leavingFinalAfterMs = 24 * 3_600_000;
export const undoLifeMs = 7 * 24 * 3_600_000;

/** A conversation in which nothing is open. */
export const emptyContext: StoredContext = {
  draft: null,
  options: [],
  optionsAre: 'alike',
  from: 0,
  shown: 0,
  categoriesShown: [],
  homesShown: [],
  misses: 0,
  askedAt: null,
  reminded: 'no',
  leavingFinalAt: null,
  undoUntil: null,
  lapsed: 'no',
};

/** What is left of the context once the dialogue is over. */
export const closedDialogue: Pick<
  StoredContext,
  | 'draft'
  | 'options'
  | 'from'
  | 'shown'
  | 'categoriesShown'
  | 'homesShown'
  | 'misses'
  | 'askedAt'
  | 'reminded'
> = {
  draft: null,
  options: [],
  from: 0,
  shown: 0,
  categoriesShown: [],
  homesShown: [],
  misses: 0,
  askedAt: null,
  reminded: 'no',
};

/** When `deadline.passed` is due next; null = never. */
export function findWakeAt(context: StoredContext): Date | null {
  const due: number[] = [];
  if (context.leavingFinalAt !== null) due.push(Date.parse(context.leavingFinalAt));
  if (context.askedAt !== null) {
    due.push(Date.parse(context.askedAt) + (context.reminded === 'yes' ? dialogueLifeMs : reminderAfterMs));
  }
  return due.length === 0 ? null : new Date(Math.min(...due));
}

/** Whether an unanswered dialogue has run out. */
export function isDialogueOver(context: StoredContext, now: Date): boolean {
  if (context.askedAt === null) return false;
  return now.getTime() >= Date.parse(context.askedAt) + dialogueLifeMs;
}
