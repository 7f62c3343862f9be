/** What a token of the API may be allowed to do. */
export const apiScopes = [
  'places',
  'registration',
  'subscribers',
  'campaigns',
  'reports',
  // Beside `campaigns`: may name the ground on which numbers without consent are sent to (product rule 13).
  'legal_basis',
] as const;

export type ApiScope = (typeof apiScopes)[number];

export type ParsedScopes =
  | { readonly ok: true; readonly scopes: readonly ApiScope[] }
  | { readonly ok: false; readonly unknown: string };

/** Reads `campaigns,reports`; the first unknown word (or an empty list) is the problem. */
export function parseScopes(text: string): ParsedScopes {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const unknown = words.find((word) => !isApiScope(word));
  if (unknown !== undefined || words.length === 0) return { ok: false, unknown: unknown ?? '' };
  return { ok: true, scopes: [...new Set(words.filter(isApiScope))] };
}

function isApiScope(word: string): word is ApiScope {
  return apiScopes.some((scope) => scope === word);
}
