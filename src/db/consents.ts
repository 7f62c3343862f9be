import { type DatabaseTransactionConnection, sql } from 'slonik';
import type { ConsentAct, ConsentDoor } from '#domain/consent.ts';

export type ConsentEntry = {
  readonly phoneId: number;
  readonly act: ConsentAct;
  readonly door: ConsentDoor;
  /** Name of the wording the person answered, or the source an import names. */
  readonly wording: string;
  readonly moId: number | null;
  /** Keys and ids only; never a number or a text. */
  readonly detail: Readonly<Record<string, unknown>>;
};

/**
 * Appends the proof of each act, in the order given; a sign-up names the poster whose tag the number has texted within
 * a week. Rows can be neither changed nor deleted.
 */
export async function insertConsents(
  tx: DatabaseTransactionConnection,
  entries: readonly ConsentEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(sql.unsafe`
    insert into consents (phone_id, act, door, wording, mo_id, detail, kit_id)
    select phone_id, act, door, wording, mo_id, detail, case when act = 'join' then (
      select t.kit_id
      from kit_texts t
      where t.phone_id = given.phone_id
        and t.last_at > now() - interval '7 days'
      order by t.last_at desc
      limit 1
    ) end
    from ${sql.unnest(
      entries.map((row) => [
        row.phoneId,
        row.act,
        row.door,
        row.wording,
        row.moId,
        JSON.stringify(row.detail),
      ]),
      ['int8', 'text', 'text', 'text', 'int8', 'jsonb'],
    )} with ordinality as given (phone_id, act, door, wording, mo_id, detail, position)
    order by position`);
}
