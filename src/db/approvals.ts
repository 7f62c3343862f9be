import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { type ApprovalReason, approvalReasons } from '#domain/approval.ts';

const approvalRow = z.object({
  id: z.number(),
  campaignId: z.number(),
  askedBy: z.string(),
  askedAt: z.date(),
  reasons: z.array(z.enum(approvalReasons)),
  recipients: z.number(),
  decision: z.enum(['approved', 'rejected', 'withdrawn']).nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
});

export type Approval = z.infer<typeof approvalRow>;

const columns = sql.fragment`
  a.id, a.campaign_id as "campaignId", a.asked_by as "askedBy", a.asked_at as "askedAt", a.reasons, a.recipients,
  a.decision, a.decided_by as "decidedBy", a.decided_at as "decidedAt"`;

/** Asks for a second person; a campaign waits for one answer at a time. */
export async function insertApproval(
  tx: DatabaseTransactionConnection,
  asked: Pick<Approval, 'campaignId' | 'askedBy' | 'askedAt' | 'recipients'> & {
    readonly reasons: readonly ApprovalReason[];
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into approvals (campaign_id, asked_by, asked_at, reasons, recipients)
    values (
      ${asked.campaignId}, ${asked.askedBy}, ${asked.askedAt.toISOString()}::timestamptz,
      ${sql.array([...asked.reasons], 'text')}, ${asked.recipients}
    )`);
}

/** The last question about a campaign, answered or not; null when nobody was asked. */
export async function findApproval(db: CommonQueryMethods, campaignId: number): Promise<Approval | null> {
  return db.maybeOne(sql.type(approvalRow)`
    select ${columns} from approvals a where a.campaign_id = ${campaignId} order by a.id desc limit 1`);
}

/** Writes the answer to the open question about a campaign; does nothing when there is none. */
export async function updateApproval(
  tx: DatabaseTransactionConnection,
  answer: {
    readonly campaignId: number;
    readonly decision: NonNullable<Approval['decision']>;
    readonly by: string;
    readonly now: Date;
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    update approvals
    set decision = ${answer.decision}, decided_by = ${answer.by}, decided_at = ${answer.now.toISOString()}::timestamptz
    where campaign_id = ${answer.campaignId} and decision is null`);
}

/** How many campaigns wait for a second person; `for` leaves out those that this person can't agree to. */
export async function countWaitingApprovals(
  db: CommonQueryMethods,
  who: { readonly for: string },
): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*)
    from approvals a
    join campaigns c on c.id = a.campaign_id
    where a.decision is null
      and c.state = 'waiting_approval'
      and a.asked_by <> ${who.for}
      and c.created_by <> ${who.for}`);
}
