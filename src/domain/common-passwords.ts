// The passwords that are tried first: the commonest of published breaches (with @zxcvbn-ts/language-common, MIT), read
// at the first question. Nothing leaves the machine.
import { dictionary } from '@zxcvbn-ts/language-common';

let known: ReadonlySet<string> | undefined;

/** Whether these lower-case letters and digits are among the fifty thousand commonest passwords. */
export function isCommonPassword(folded: string): boolean {
  known ??= new Set(dictionary['passwords-common']);
  return known.has(folded);
}
