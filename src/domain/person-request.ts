/** What a person asked the office to change for them: how they asked, on what ground, and the case it is filed under. */

export const requestSources = ['in_person', 'phone', 'letter', 'email'] as const;
export const requestBases = ['consent', 'withdrawal', 'rectification', 'law'] as const;
export const signOffReasons = ['asked', 'wrong_number', 'deceased', 'no_basis', 'other'] as const;

export type PersonRequest = {
  readonly source: (typeof requestSources)[number];
  readonly basis: (typeof requestBases)[number];
  /** The office's own number of the case; '' = none. Never a phone number: it is kept for years. */
  readonly reference: string;
};
export type SignOffReason = (typeof signOffReasons)[number];

type PersonRequestProblem = 'source' | 'basis' | 'reference';

export type ParsedPersonRequest =
  | { readonly ok: true; readonly request: PersonRequest }
  | { readonly ok: false; readonly problems: readonly PersonRequestProblem[] };

/** Reads the three fields; never throws. */
export function parsePersonRequest(given: {
  readonly source: string;
  readonly basis: string;
  readonly reference: string;
}): ParsedPersonRequest {
  const source = requestSources.find((known) => known === given.source);
  const basis = requestBases.find((known) => known === given.basis);
  const reference = given.reference.trim();
  const isReference =
    /^[\p{L}\d./ -]{0,40}$/u.test(reference) && !/\d{9}/.test(reference.replace(/[ -]/g, ''));
  const problems = [
    ...(source === undefined ? (['source'] as const) : []),
    ...(basis === undefined ? (['basis'] as const) : []),
    ...(isReference ? [] : (['reference'] as const)),
  ];
  if (source === undefined || basis === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, request: { source, basis, reference } };
}

/** Null unless it is one of the reasons. */
export function parseSignOffReason(text: string): SignOffReason | null {
  return signOffReasons.find((known) => known === text) ?? null;
}
