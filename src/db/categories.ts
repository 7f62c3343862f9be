import { type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

/** Adds a category at the end; false when its key is taken. */
export async function insertCategory(
  tx: DatabaseTransactionConnection,
  category: {
    readonly key: string;
    readonly name: string;
    readonly legalBasis: string;
    readonly isCommercial: boolean;
  },
): Promise<boolean> {
  const added = await tx.anyFirst(sql.type(z.object({ id: z.number() }))`
    insert into categories (key, name, position, legal_basis, is_commercial)
    select ${category.key}, ${category.name}, coalesce(max(position), 0) + 1, ${category.legalBasis},
      ${category.isCommercial}
    from categories
    on conflict (key) do nothing
    returning id`);
  return added.length > 0;
}

/** Changes what may change of a category; the key and what joining means stay. */
export async function updateCategory(
  tx: DatabaseTransactionConnection,
  category: {
    readonly id: number;
    readonly name: string;
    readonly legalBasis: string;
    readonly isCommercial: boolean;
    readonly isActive: boolean;
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    update categories
    set name = ${category.name}, legal_basis = ${category.legalBasis}, is_commercial = ${category.isCommercial},
      is_active = ${category.isActive} or is_alert
    where id = ${category.id}`);
}

/** Puts categories in this order; those not named come after them as they were. */
export async function updateCategoryOrder(
  tx: DatabaseTransactionConnection,
  ids: readonly number[],
): Promise<void> {
  await tx.query(sql.unsafe`
    update categories c
    set position = ordered.position
    from (
      select id, row_number() over (order by array_position(${sql.array([...ids], 'int4')}, id::int4) nulls last, position, id) as position
      from categories
    ) as ordered
    where c.id = ordered.id and c.position <> ordered.position`);
}
