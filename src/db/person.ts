// One person as staff see them: read by id, so that a page of it costs the same in a city.
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

const phoneRow = z.object({
  phoneId: z.number(),
  /** The whole number: pages mask it. Null once erased. */
  msisdn: z.string().nullable(),
  erasedAt: z.date().nullable(),
  erasingSince: z.date().nullable(),
  /** Nothing is sent there: it has failed for weeks. */
  deadAt: z.date().nullable(),
  threadId: z.number().nullable(),
});
export type PersonPhone = z.infer<typeof phoneRow>;

/** A number that the service has met, whether or not it has joined; null when it never has. */
export async function findPersonPhone(db: CommonQueryMethods, phoneId: number): Promise<PersonPhone | null> {
  return db.maybeOne(sql.type(phoneRow)`
    select p.id as "phoneId", p.msisdn, p.erased_at as "erasedAt", p.erasing_since as "erasingSince",
      s.dead_at as "deadAt", t.id as "threadId"
    from phones p
    left join subscribers s on s.phone_id = p.id
    left join threads t on t.phone_id = p.id
    where p.id = ${phoneId}`);
}

const importRow = z.object({
  id: z.number(),
  name: z.string(),
  createdBy: z.string(),
  storedAt: z.date(),
  undoneAt: z.date().nullable(),
  isNew: z.boolean(),
});

/** The imports that brought a person, latest first. */
export async function listImportsOf(
  db: CommonQueryMethods,
  phoneId: number,
): Promise<readonly z.infer<typeof importRow>[]> {
  return db.any(sql.type(importRow)`
    select i.id, i.name, i.created_by as "createdBy", i.stored_at as "storedAt", i.undone_at as "undoneAt",
      b.is_new as "isNew"
    from subscriber_import_people b
    join subscriber_imports i on i.id = b.import_id
    where b.phone_id = ${phoneId}
    order by i.id desc
    limit 100`);
}
