/** The category a campaign counts for in reports: the key when it aims at one, '' at none, '*' at several. */
export function reportCategoryOf(audience: unknown): string {
  const keys = new Set(listCategories(audience));
  if (keys.size > 1) return '*';
  return [...keys][0] ?? '';
}

// Of the audience's tree only what it aims at: a category that is left out is not what the campaign was about.
function listCategories(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'not') return [];
    if (key === 'category') return typeof value === 'string' ? [value] : [];
    return Array.isArray(value) ? value.flatMap(listCategories) : listCategories(value);
  });
}
