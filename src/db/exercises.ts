import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { ExerciseFacts, ExerciseName } from '#domain/exercises.ts';

const tryRow = z.object({
  id: z.number(),
  exercise: z.string(),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type ExerciseTry = z.infer<typeof tryRow>;

/** An account's tries, the latest first. */
export async function listExerciseTries(
  db: CommonQueryMethods,
  staffId: number,
): Promise<readonly ExerciseTry[]> {
  return db.any(sql.type(tryRow)`
    select id, exercise, started_at as "startedAt", finished_at as "finishedAt"
    from exercises
    where staff_id = ${staffId}
    order by id desc
    limit 200`);
}

export async function insertExerciseTry(
  tx: DatabaseTransactionConnection,
  exercise: { readonly staffId: number; readonly name: ExerciseName },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into exercises (staff_id, exercise)
    values (${exercise.staffId}, ${exercise.name})`);
}

/** Notes that a try has come to its end; the first time stands. */
export async function updateExerciseFinished(
  db: CommonQueryMethods,
  exercise: { readonly id: number; readonly at: Date },
): Promise<void> {
  await db.query(sql.unsafe`
    update exercises
    set finished_at = ${exercise.at.toISOString()}::timestamptz
    where id = ${exercise.id}
      and finished_at is null`);
}

type Since = { readonly staffId: number; readonly since: Date };

/** What has happened since a try began, read from the ledger itself: nothing is taken on anybody's word. */
export async function findExerciseFacts(
  db: CommonQueryMethods,
  name: ExerciseName,
  since: Since,
): Promise<ExerciseFacts> {
  switch (name) {
    case 'pierwsza-wysylka':
      return findFirstSend(db, since);
    case 'powodz':
      return findFlood(db, since);
    case 'odpowiedz':
      return findAnswer(db, since);
    default:
      return name satisfies never;
  }
}

const isDelivered = (campaign: 'sent' | 'recall') => sql.fragment`exists (
  select
  from runs r
  join mts m on m.run_id = r.id
  where r.campaign_id in (select id from ${sql.identifier([campaign])})
    and m.state = 'delivered'
)`;

const firstSendRow = z.object({
  joined: z.boolean(),
  launched: z.boolean(),
  delivered: z.boolean(),
  left: z.boolean(),
});

function findFirstSend(db: CommonQueryMethods, { staffId, since }: Since): Promise<ExerciseFacts> {
  const from = sql.fragment`${since.toISOString()}::timestamptz`;
  return db.one(sql.type(firstSendRow)`
    with sent as (
      select id, launched_at
      from campaigns
      where created_by = ${`staff:${staffId}`}
        and lane <> 'alert'
        and state <> 'draft'
        and launched_at >= ${from}
    )
    select
      exists (select from consents where at >= ${from} and act = 'join' and door = 'sms') as joined,
      exists (select from sent) as launched,
      ${isDelivered('sent')} as delivered,
      exists (
        select from consents
        where at >= (select min(launched_at) from sent)
          and act = 'leave'
          and door = 'sms'
      ) as left`);
}

const floodRow = z.object({
  somebodyIsJoined: z.boolean(),
  alerted: z.boolean(),
  alertDelivered: z.boolean(),
  criedForHelp: z.boolean(),
  dangerClosed: z.boolean(),
  recalled: z.boolean(),
  recallDelivered: z.boolean(),
});

function findFlood(db: CommonQueryMethods, { staffId, since }: Since): Promise<ExerciseFacts> {
  const from = sql.fragment`${since.toISOString()}::timestamptz`;
  return db.one(sql.type(floodRow)`
    with sent as (
      select id, launched_at
      from campaigns
      where created_by = ${`staff:${staffId}`}
        and lane = 'alert'
        and recall_of is null
        and state <> 'draft'
        and launched_at >= ${from}
    ), recall as (
      select id
      from campaigns
      where recall_of in (select id from sent)
        and state <> 'draft'
    ), cry as (
      select phone_id
      from mos
      where received_at >= (select min(launched_at) from sent)
        and mark = 'danger'
    )
    select
      exists (select from sent)
        or exists (select from subscribers where state = 'active') as "somebodyIsJoined",
      exists (select from sent) as alerted,
      ${isDelivered('sent')} as "alertDelivered",
      exists (select from cry) as "criedForHelp",
      exists (
        select from threads
        where phone_id in (select phone_id from cry)
          and state = 'closed'
      ) as "dangerClosed",
      exists (select from recall) as recalled,
      ${isDelivered('recall')} as "recallDelivered"`);
}

const answerRow = z.object({
  asked: z.boolean(),
  answered: z.boolean(),
  answerDelivered: z.boolean(),
  threadClosed: z.boolean(),
});

function findAnswer(db: CommonQueryMethods, { staffId, since }: Since): Promise<ExerciseFacts> {
  const from = sql.fragment`${since.toISOString()}::timestamptz`;
  return db.one(sql.type(answerRow)`
    with asked as (
      select phone_id, min(received_at) as at
      from mos
      where received_at >= ${from}
        and mark = 'staff'
      group by phone_id
    ), answered as (
      select a.thread_id, a.run_id, a.phone_id, a.item
      from staff_answers a
      join asked q on q.phone_id = a.phone_id and a.at >= q.at
      where a.staff_id = ${staffId}
    )
    select
      exists (select from asked) as asked,
      exists (select from answered) as answered,
      exists (
        select
        from answered a
        join mts m on m.run_id = a.run_id and m.phone_id = a.phone_id and m.item = a.item
        where m.state = 'delivered'
      ) as "answerDelivered",
      exists (
        select from threads
        where id in (select thread_id from answered)
          and state = 'closed'
      ) as "threadClosed"`);
}
