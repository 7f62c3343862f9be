/** States of an MT row and the total order by which delivery reports move it, never backwards. */

export const mtStates = [
  'planned',
  'held',
  'claimed',
  'submitted',
  'unknown',
  'delivered',
  'undelivered',
  'expired',
  'rejected',
  'skipped',
] as const;
export type MtState = (typeof mtStates)[number];

/** What a delivery report can prove about a row. */
export type ReportedState = 'submitted' | 'expired' | 'undelivered' | 'delivered';

// smsapi.md §2. 401 (unknown id or report too old), 408 (nobody knows) and 411 (voice only) prove nothing.
const reportedByCode: ReadonlyMap<number, ReportedState> = new Map([
  [402, 'expired'],
  [403, 'submitted'],
  [404, 'delivered'],
  [405, 'undelivered'],
  [406, 'undelivered'],
  [407, 'undelivered'],
  [409, 'submitted'],
  [410, 'submitted'],
  [412, 'undelivered'],
]);

// delivered > undelivered > expired > submitted > all that is known without a report. A report proves that the
// gateway had the message, so it also lifts a row we took for unknown, rejected or skipped.
const ranks: Readonly<Record<MtState, number>> = {
  planned: 0,
  held: 0,
  claimed: 0,
  unknown: 0,
  rejected: 0,
  skipped: 0,
  submitted: 1,
  expired: 2,
  undelivered: 3,
  delivered: 4,
};

/** What the gateway's status number proves; null when it proves nothing. */
export function findReportedState(dlrStatus: number): ReportedState | null {
  return reportedByCode.get(dlrStatus) ?? null;
}

/** Position in the total order, for the same rule in SQL: a row moves only to a higher rank. */
export function rankOfState(state: MtState): number {
  return ranks[state];
}

/** The state after a report: the higher of the two, so order and repetition of reports do not matter. */
export function statusAfterDlr(old: MtState, dlrStatus: number): MtState {
  const reported = findReportedState(dlrStatus);
  return reported !== null && ranks[reported] > ranks[old] ? reported : old;
}

/** Whether no further report is expected to change the row. */
export function isFinal(state: MtState): boolean {
  switch (state) {
    case 'delivered':
    case 'undelivered':
    case 'expired':
    case 'rejected':
    case 'skipped':
      return true;
    case 'planned':
    case 'held':
    case 'claimed':
    case 'submitted':
    case 'unknown':
      return false;
    default:
      return state satisfies never;
  }
}
