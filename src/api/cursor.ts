// Pages of lists: `{items, next}`; `next` is given back as `cursor` for the page after, null at the end.
import { z } from '@hono/zod-openapi';

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(1000).default(100).openapi({ description: 'Items a page' }),
  cursor: z
    .string()
    .regex(/^\d{1,16}(-\d{1,16})?$/, 'Kursor ma być polem next poprzedniej strony.')
    .optional()
    .openapi({ description: '`next` of the page before' }),
};

/** The schema of one page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().openapi({ description: 'Cursor of the next page; null = this is the last' }),
  });
}

/** One page of rows read one longer than asked, so that it is known whether there are more. */
export function cutPage<Row>(
  rows: readonly Row[],
  page: { readonly limit: number; readonly cursorOf: (row: Row) => string },
): { readonly rows: readonly Row[]; readonly next: string | null } {
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > page.limit && last !== undefined ? page.cursorOf(last) : null };
}
