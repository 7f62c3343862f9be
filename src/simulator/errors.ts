const messages: Readonly<Record<number, string>> = {
  8: 'Host error',
  11: 'The message is too long or there is no message or parameter nounicode is set and special characters were used',
  12: 'The message has more parts than defined in max_parts',
  13: 'No correct phone numbers',
  14: 'Wrong sender name',
  17: 'Flash message can not contain special characters',
  18: 'Invalid number of parameters',
  19: 'Too many messages in one request',
  20: 'Invalid number of IDX parameters',
  27: 'Too long IDX parameter',
  40: 'No group with given name in phonebook',
  50: 'Sending date is too far in the future',
  52: 'Too many attempts of sending messages to one number',
  53: 'Not unique idx parameter',
  54: 'Wrong date format',
  57: 'Number is on the blacklist',
  59: 'Number is on the opt-out list',
  94: 'Not allowed to send messages with link',
  98: 'Trial account: only the registration number',
  101: 'Invalid authorization info',
  103: 'No credits on this account',
  105: 'Wrong IP address',
  110: 'Service is not available on this account',
  201: 'Wrong system internal response',
  202: 'Too many simultaneous requests',
  301: 'Not exists ID message',
};

/** The text that SMSAPI puts beside an error code. */
export function errorMessage(code: number): string {
  return messages[code] ?? `Error ${code}`;
}
