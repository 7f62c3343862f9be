/** Consent: the acts that are recorded as proof, and the wordings people answered. */

export type ConsentAct = 'join' | 'suspend' | 'resume' | 'leave' | 'change';

export type ConsentDoor = 'sms' | 'form' | 'api' | 'import' | 'staff';

/**
 * Names of the wordings shown by this release. The name is stored with each act; a changed sentence gets a new
 * name, so that years later it is known what exactly was agreed to.
 */
export const wordings = {
  smsJoin: 'sms-zapis-1',
  smsSuspend: 'sms-wypisz-1',
  smsLeaveCode: 'sms-wypisz-kod-1',
  smsLeaveRepeated: 'sms-wypisz-powtorzone-1',
  smsLeaveDeadline: 'sms-wypisz-24h-1',
  smsStop: 'sms-stop-1',
  smsResume: 'sms-zostaje-1',
  smsChange: 'sms-zmiana-1',
  smsErase: 'sms-usun-dane-1',
  staffErase: 'urzad-usuniecie-1',
  staffChange: 'urzad-zmiana-1',
  staffLeave: 'urzad-wypisanie-1',
  staffUndoImport: 'urzad-cofniecie-wczytania-1',
  formLeave: 'form-wypis-1',
  formMine: 'form-moje-1',
  formErase: 'form-usun-dane-1',
} as const;

export type ConsentState = 'active' | 'suspended' | 'left';

export type DatedAct = { readonly act: ConsentAct; readonly decidedAt: Date };

/**
 * Whether a later-arriving act may stand over what was decided before. Leaving always may; joining or resuming
 * only when it was written strictly after the last decision: where dates are equal or disagree with the order of
 * arrival, leaving wins (product rule on leaving).
 */
export function actStands({ act, decidedAt }: DatedAct, previous: Date | null): boolean {
  if (act === 'leave' || act === 'suspend' || act === 'change' || previous === null) return true;
  return decidedAt.getTime() > previous.getTime();
}
