import { type DatabaseTransactionConnection, sql } from 'slonik';

/**
 * Ends what people agreed to on practice phones: nobody real stood behind those numbers, and some of them belong to
 * strangers. Imported people stay. Returns how many were ended; the proof of each goes to the consents.
 */
export async function updatePracticeSubscribersLeft(
  tx: DatabaseTransactionConnection,
  end: { readonly now: Date },
): Promise<number> {
  const { rowCount } = await tx.query(sql.unsafe`
    with ended as (
      update subscribers
      set state = 'left', left_at = ${end.now.toISOString()}::timestamptz,
        decided_at = ${end.now.toISOString()}::timestamptz, categories = '{}'
      where source in ('sms', 'form', 'api') and state <> 'left'
      returning phone_id
    )
    insert into consents (phone_id, act, door, wording)
    select phone_id, 'leave', 'staff', 'koniec trybu ćwiczeń'
    from ended`);
  return rowCount;
}
