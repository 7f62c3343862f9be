import type { SimulatedMo, SimulatedMt } from './store.ts';

/** One delivery report as it stood when it became due. */
export type Report = { readonly mt: SimulatedMt; readonly status: number; readonly doneAt: number };

const statusNames: Readonly<Record<number, string>> = {
  401: 'NOT_FOUND',
  402: 'EXPIRED',
  403: 'SENT',
  404: 'DELIVERED',
  405: 'UNDELIVERED',
  406: 'FAILED',
  407: 'REJECTED',
  408: 'UNKNOWN',
  409: 'QUEUE',
  410: 'ACCEPTED',
  411: 'RENEWAL',
  412: 'STOP',
};

/** Whether nothing more follows after this status. */
export function isFinalStatus(status: number): boolean {
  return ![403, 409, 410, 411].includes(status);
}

/** The query of a DLR call: every field a comma-separated list in step. */
export function formatReports(reports: readonly Report[]): string {
  const column = (read: (report: Report) => string | number) => reports.map(read).join(',');
  // No message has an idx: SMSAPI sends the field empty, not as a list of nothing.
  const idx = reports.some(({ mt }) => mt.idx !== undefined) ? column(({ mt }) => mt.idx ?? '') : '';
  return new URLSearchParams({
    MsgId: column(({ mt }) => mt.id),
    status: column(({ status }) => status),
    status_name: column(({ status }) => statusNames[status] ?? 'UNKNOWN'),
    idx,
    to: column(({ mt }) => mt.number),
    from: column(({ mt }) => mt.from),
    sent_at: column(({ mt }) => Math.floor(mt.at / 1000)),
    donedate: column(({ status, doneAt }) => (isFinalStatus(status) ? Math.floor(doneAt / 1000) : 0)),
    points: column(({ mt }) => mt.points),
    username: column(() => 'symulator'),
    mcc: column(() => 260),
    mnc: column(() => 1),
  }).toString();
}

/** The form of an MO call. */
export function formatMo(mo: SimulatedMo, encoding: 'utf-8' | 'windows-1250'): string {
  const form = {
    sms_to: mo.to,
    sms_from: mo.from,
    sms_text: mo.text,
    sms_date: String(Math.floor(mo.at / 1000)),
    username: 'symulator',
    MsgId: mo.msgId,
  };
  if (encoding === 'utf-8') return new URLSearchParams(form).toString();
  return Object.entries(form)
    .map(([name, value]) => `${name}=${escapeCp1250(value)}`)
    .join('&');
}

const upperHalf = new TextDecoder('windows-1250').decode(Uint8Array.from({ length: 128 }, (_, i) => i + 128));

function escapeCp1250(text: string): string {
  let escaped = '';
  for (const char of text) {
    const at = upperHalf.indexOf(char);
    if (at >= 0) escaped += `%${(at + 128).toString(16)}`;
    else escaped += char > '\x7f' ? '%3F' : encodeURIComponent(char);
  }
  return escaped;
}
