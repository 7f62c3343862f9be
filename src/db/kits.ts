import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { Period } from '#domain/report-period.ts';

const kitRow = z.object({
  id: z.number(),
  name: z.string(),
  sym: z.string().nullable(),
  areaId: z.number().nullable(),
  createdAt: z.date(),
  archivedAt: z.date().nullable(),
});
export type Kit = z.infer<typeof kitRow>;

const countedRow = kitRow.extend({ texted: z.number(), confirmed: z.number() });
export type CountedKit = z.infer<typeof countedRow>;

const columns = sql.fragment`
  k.id, k.name, k.sym, k.area_id as "areaId", k.created_at as "createdAt", k.archived_at as "archivedAt"`;
// What was tried in practice mode does not count once the installation is live.
const sinceLive = sql.fragment`coalesce((select live_at from installation), '-infinity')`;

/** All kits with how many numbers texted their tag and how many of those joined, each number once; latest first. */
export async function listCountedKits(db: CommonQueryMethods): Promise<readonly CountedKit[]> {
  return db.any(sql.type(countedRow)`
    select ${columns},
      (select count(*) from kit_texts t where t.kit_id = k.id and t.texted_at >= ${sinceLive}) as texted,
      (
        select count(distinct c.phone_id)
        from consents c
        where c.kit_id = k.id and c.act = 'join' and c.at >= ${sinceLive}
      ) as confirmed
    from kits k
    order by k.archived_at is not null, k.id desc`);
}

const figuresRow = z.object({ id: z.number(), name: z.string(), texted: z.number(), confirmed: z.number() });

/** Kits whose tags were texted, or brought a sign-up, on the days of a period; most sign-ups first. */
export async function listKitFigures(
  db: CommonQueryMethods,
  period: Period,
): Promise<readonly z.infer<typeof figuresRow>[]> {
  const from = sql.fragment`greatest((${period.from}::date)::timestamp at time zone 'Europe/Warsaw', ${sinceLive})`;
  const until = sql.fragment`((${period.to}::date + 1)::timestamp at time zone 'Europe/Warsaw')`;
  return db.any(sql.type(figuresRow)`
    select k.id, k.name, coalesce(t.texted, 0) as texted, coalesce(c.confirmed, 0) as confirmed
    from kits k
    left join (
      select kit_id, count(*) as texted
      from kit_texts
      where texted_at >= ${from} and texted_at < ${until}
      group by kit_id
    ) t on t.kit_id = k.id
    left join (
      select kit_id, count(distinct phone_id) as confirmed
      from consents
      where kit_id is not null and act = 'join' and at >= ${from} and at < ${until}
      group by kit_id
    ) c on c.kit_id = k.id
    where t.texted > 0 or c.confirmed > 0
    order by confirmed desc, texted desc, k.id`);
}

export async function findKit(db: CommonQueryMethods, id: number): Promise<Kit | null> {
  return db.maybeOne(sql.type(kitRow)`select ${columns} from kits k where k.id = ${id}`);
}

/** Adds one; null when its name is taken. */
export async function insertKit(
  tx: DatabaseTransactionConnection,
  kit: Pick<Kit, 'name' | 'sym' | 'areaId'> & { readonly by: string },
): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    insert into kits (name, sym, area_id, created_by)
    values (${kit.name}, ${kit.sym}, ${kit.areaId}, ${kit.by})
    on conflict (name) do nothing
    returning id`);
}

/** Puts one away or takes it back; false when there is none. Its tag is counted either way. */
export async function updateKitArchived(
  tx: DatabaseTransactionConnection,
  kit: { readonly id: number; readonly archivedAt: Date | null },
): Promise<boolean> {
  const changed = await tx.query(sql.unsafe`
    update kits
    set archived_at = ${kit.archivedAt?.toISOString() ?? null}::timestamptz
    where id = ${kit.id}`);
  return changed.rowCount > 0;
}

/** Notes who texted which tag; of a kit that was never made, nothing. */
export async function upsertKitTexts(
  tx: DatabaseTransactionConnection,
  texts: readonly { readonly kitId: number; readonly phoneId: number }[],
): Promise<void> {
  if (texts.length === 0) return;
  await tx.query(sql.unsafe`
    insert into kit_texts (kit_id, phone_id)
    select distinct k.id, given.phone_id
    from ${sql.unnest(
      texts.map((row) => [row.kitId, row.phoneId]),
      ['int8', 'int8'],
    )} as given (kit_id, phone_id)
    join kits k on k.id = given.kit_id
    order by 1, 2
    on conflict (kit_id, phone_id) do update set last_at = excluded.last_at`);
}
