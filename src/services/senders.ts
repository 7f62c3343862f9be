import type { Lane } from '#domain/lanes.ts';
import type { OfficeSettings } from '#domain/settings.ts';

/** What the environment says, where the office's settings say nothing. */
export type Senders = { readonly name: string | undefined; readonly number: string | undefined };

/**
 * Who a message comes from: dialogue from the dedicated number, so that it can be answered; broadcasts from the
 * office's name where it has one. Null: the account's default.
 */
export function findSender(options: {
  readonly lane: Lane;
  readonly settings: OfficeSettings;
  readonly senders: Senders;
}): string | null {
  const { lane, settings, senders } = options;
  const number = digitsOf(settings.dialogueNumber || senders.number || '');
  const name = settings.senderName || senders.name || '';
  const sender = lane === 'reply' || name === '' ? number : name;
  return sender === '' ? null : sender;
}

/** As the gateway takes it: digits with the country. */
function digitsOf(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length === 9 ? `48${digits}` : digits;
}
