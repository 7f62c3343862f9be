import * as z from 'zod';

/**
 * The declaration of accessibility that each public body owes for its pages (the act of 4 April 2019 on digital
 * accessibility, art. 10 to 12; technical conditions 2.0 of July 2024). A person states it: nothing is filled in for them.
 */

export const declarationSchema = z.object({
  /** Whose site it is. */
  body: z.string().max(200).default(''),
  url: z.string().max(300).default(''),
  /** ISO dates: when the site was first published, and last changed in what matters. */
  publishedOn: z.string().max(10).default(''),
  updatedOn: z.string().max(10).default(''),
  status: z.enum(['', 'full', 'partial', 'none']).default(''),
  /** What is not accessible, and why: one line each. */
  exceptions: z.string().max(6_000).default(''),
  /** Where the analysis of a disproportionate burden can be read; empty when there is none. */
  burdenUrl: z.string().max(300).default(''),
  preparedOn: z.string().max(10).default(''),
  reviewedOn: z.string().max(10).default(''),
  /** Who examined it, when not the office itself. */
  auditor: z.string().max(200).default(''),
  contactName: z.string().max(200).default(''),
  contactEmail: z.string().max(200).default(''),
  contactPhone: z.string().max(40).default(''),
  /** How one gets into the building. */
  architecture: z.string().max(6_000).default(''),
  apps: z.string().max(2_000).default(''),
});

export type Declaration = z.infer<typeof declarationSchema>;
export type DeclarationField = keyof Declaration;
export type DeclarationProblem =
  | 'missing'
  | 'not_a_day'
  | 'in_future'
  | 'before'
  | 'not_an_address'
  | 'not_an_email';

const needed: readonly DeclarationField[] = [
  'body',
  'url',
  'publishedOn',
  'updatedOn',
  'status',
  'preparedOn',
  'reviewedOn',
  'contactName',
  'contactEmail',
  'contactPhone',
  'architecture',
  'apps',
];

/** What keeps a declaration from being published, field by field; empty = nothing. `today`: ISO date. */
export function findDeclarationProblems(
  declaration: Declaration,
  today: string,
): Readonly<Partial<Record<DeclarationField, DeclarationProblem>>> {
  const problems: Partial<Record<DeclarationField, DeclarationProblem>> = {};
  for (const field of needed) if (declaration[field].trim() === '') problems[field] = 'missing';
  if (
    (declaration.status === 'partial' || declaration.status === 'none') &&
    declaration.exceptions.trim() === ''
  )
    problems.exceptions = 'missing';
  for (const field of ['publishedOn', 'updatedOn', 'preparedOn', 'reviewedOn'] as const) {
    if (problems[field] !== undefined) continue;
    if (!isDay(declaration[field])) problems[field] = 'not_a_day';
    else if (declaration[field] > today) problems[field] = 'in_future';
  }
  if (problems.updatedOn === undefined && declaration.updatedOn < declaration.publishedOn)
    problems.updatedOn = 'before';
  if (problems.reviewedOn === undefined && declaration.reviewedOn < declaration.preparedOn)
    problems.reviewedOn = 'before';
  for (const field of ['url', 'burdenUrl'] as const) {
    if (declaration[field] !== '' && !isWebAddress(declaration[field])) problems[field] = 'not_an_address';
  }
  if (problems.contactEmail === undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(declaration.contactEmail))
    problems.contactEmail = 'not_an_email';
  return problems;
}

export type Review = 'fresh' | 'due' | 'overdue';

/** Each year by 31 March it must be reviewed (art. 11): `due` from 1 February, `overdue` from 1 April. */
export function judgeReview(reviewedOn: string, today: string): Review {
  const year = today.slice(0, 4);
  if (reviewedOn >= `${year}-01-01`) return 'fresh';
  if (today > `${year}-03-31` || reviewedOn < `${Number(year) - 1}-01-01`) return 'overdue';
  return today >= `${year}-02-01` ? 'due' : 'fresh';
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
