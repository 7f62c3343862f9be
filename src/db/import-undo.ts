// Undoing an import, by whole-set statements in one transaction: killed anywhere before the commit, nothing was undone.
import { insertImportAudit } from './import-staging.ts';
import type { ImportTransaction } from './imports.ts';

export type UndoCounts = {
  /** Brought by the import and gone with it. */
  readonly removed: number;
  /** There before; what the import added is taken back. */
  readonly restored: number;
  /** Have acted themselves since, or are leaving or have left. */
  readonly spared: number;
};

/**
 * Takes back what an import did, but for people who have since done anything themselves (or had it done for them by
 * staff), and those whom another import brought too. The caller holds the import's lock.
 */
export async function undoImportedPeople(
  tx: ImportTransaction,
  undo: { readonly importId: number; readonly now: Date; readonly wording: string; readonly storedAt: Date },
): Promise<UndoCounts> {
  const { importId, now, wording } = undo;
  await tx`
    create temporary table undo_people on commit drop as
    select b.phone_id, b.is_new, b.categories, b.address_ids, null::text as spared
    from subscriber_import_people b
    where b.import_id = ${importId}`;
  await tx`analyze undo_people`;
  // Whoever changes a person holds the conversation first, then the subscriber: in the same order nobody waits in a ring.
  await tx`
    select c.phone_id
    from conversations c
    where c.phone_id in (select phone_id from undo_people)
    order by c.phone_id
    for update`;
  await tx`
    select s.phone_id
    from subscribers s
    where s.phone_id in (select phone_id from undo_people)
    order by s.phone_id
    for update`;
  await tx`
    update undo_people u
    set spared = 'acted'
    where not exists (select from subscribers s where s.phone_id = u.phone_id and s.state = 'active')
      or exists (
        select from consents c
        where c.phone_id = u.phone_id and c.door <> 'import' and c.id > coalesce((
          select max(o.id) from consents o
          where o.phone_id = u.phone_id and o.door = 'import' and o.detail ->> 'import' = ${String(importId)}
        ), 0)
      )
      or exists (select from mos m where m.phone_id = u.phone_id and m.received_at > ${undo.storedAt})
      or exists (
        select from mos m join phones p on p.msisdn = m.sender where p.id = u.phone_id and m.state = 'waiting'
      )`;
  await leaveToOthers(tx, importId);
  const restored = await tx`
    update subscribers s
    set categories = array(
      select c.id from unnest(s.categories) as c (id) where c.id <> all (u.categories) order by c.id)
    from undo_people u
    where u.phone_id = s.phone_id and u.spared is null and not u.is_new
      and (u.categories <> '{}' or u.address_ids <> '{}')`;
  await tx`
    delete from addresses a
    using undo_people u
    where u.phone_id = a.phone_id and u.spared is null
      and (u.is_new or a.id = any (u.address_ids))`;
  await tx`
    delete from resident_sessions r
    using undo_people u
    where u.phone_id = r.phone_id and u.spared is null and u.is_new`;
  const removed = await tx`
    delete from subscribers s
    using undo_people u
    where u.phone_id = s.phone_id and u.spared is null and u.is_new`;
  await tx`
    insert into consents (phone_id, act, door, at, wording, detail)
    select phone_id, case when is_new then 'leave' else 'change' end, 'staff', ${now}, ${wording},
      jsonb_build_object('undoneImport', ${importId}::bigint)
    from undo_people
    where spared is null and (is_new or categories <> '{}' or address_ids <> '{}')
    order by phone_id`;
  const [spared] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from undo_people
    where spared is not null and (is_new or categories <> '{}' or address_ids <> '{}')`;
  return { removed: removed.count, restored: restored.count, spared: spared?.count ?? 0 };
}

/** Whoever another import brought too stays, and is that one's from now on: undone in its turn, it takes them away. */
async function leaveToOthers(tx: ImportTransaction, importId: number): Promise<void> {
  await tx`
    with others as (
      select o.phone_id, min(o.import_id) as import_id
      from undo_people u
      join subscriber_import_people o on o.phone_id = u.phone_id and o.import_id <> ${importId}
      join subscriber_imports i on i.id = o.import_id
      where u.spared is null and u.is_new and i.state = 'stored'
      group by o.phone_id
    ), handed as (
      update subscriber_import_people b
      set is_new = true
      from others
      where others.phone_id = b.phone_id and others.import_id = b.import_id
    )
    update undo_people u
    set spared = 'other'
    from others
    where others.phone_id = u.phone_id`;
}

/** Notes who has undone an import and what came of it. */
export async function updateImportUndone(
  tx: ImportTransaction,
  undone: {
    readonly importId: number;
    readonly now: Date;
    readonly actor: string;
    readonly counts: UndoCounts;
  },
): Promise<void> {
  await tx`
    update subscriber_imports
    set state = 'undone', undone_at = ${undone.now}, undone_by = ${undone.actor},
      undo_counts = ${tx.json(undone.counts)}
    where id = ${undone.importId}`;
  const { actor, importId, counts } = undone;
  await insertImportAudit(tx, { actor, act: 'import.undo', importId, detail: counts });
}
