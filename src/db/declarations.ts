import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { type Declaration, declarationSchema } from '#domain/declaration.ts';

const declarationRow = z.object({
  content: declarationSchema,
  publishedAt: z.date().nullable(),
  savedAt: z.date(),
  savedBy: z.string(),
});

export type StoredDeclaration = z.infer<typeof declarationRow>;

const columns = sql.fragment`
  content, published_at as "publishedAt", saved_at as "savedAt", saved_by as "savedBy"`;

/** What was written last, published or not. */
export async function findLatestDeclaration(db: CommonQueryMethods): Promise<StoredDeclaration | null> {
  return db.maybeOne(sql.type(declarationRow)`
    select ${columns} from declarations order by id desc limit 1`);
}

/** What residents read. */
export async function findPublishedDeclaration(db: CommonQueryMethods): Promise<StoredDeclaration | null> {
  return db.maybeOne(sql.type(declarationRow)`
    select ${columns} from declarations where published_at is not null order by id desc limit 1`);
}

export async function insertDeclaration(
  tx: DatabaseTransactionConnection,
  row: { readonly content: Declaration; readonly publishedAt: Date | null; readonly by: string },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into declarations (content, reviewed_on, published_at, saved_by)
    values (
      ${JSON.stringify(row.content)}::jsonb,
      ${row.publishedAt === null ? null : row.content.reviewedOn}::date,
      ${row.publishedAt?.toISOString() ?? null}::timestamptz,
      ${row.by})`);
}
