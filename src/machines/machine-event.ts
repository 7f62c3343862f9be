import type { AddressReading } from '#domain/address-reading.ts';
import type { Address, Facts, SmsCodeAct, Topic } from './effects.ts';
import { type Replies, speak } from './replies.ts';

/** What happened, as the machine sees it: a fact, with the facts of the database and the time beside it. */
export type MachineEvent = Happening & { readonly facts: Facts; readonly now: Date };

type Said = { readonly reading: AddressReading | null; readonly categories: readonly string[] };

export type Happening =
  | { readonly type: 'distress.reported' }
  | ({ readonly type: 'keyword.join' } & Said)
  | ({ readonly type: 'keyword.add' } & Said)
  /** `old`: of the person's addresses the one said to be given up ("zmień Lipowa 3 na Polna 4"). */
  | ({ readonly type: 'keyword.change'; readonly old: Address | null } & Said)
  /** `reading`: the address it was said of, if any. */
  | ({ readonly type: 'keyword.leave' } & Said)
  | { readonly type: 'keyword.leaveOne'; readonly categories: readonly string[] }
  /** `near`: taken for STOP though another word was typed, so it can be undone. */
  | { readonly type: 'keyword.stop'; readonly fit: 'exact' | 'near' }
  | { readonly type: 'keyword.stay' }
  | { readonly type: 'keyword.status' }
  | { readonly type: 'keyword.help' }
  | { readonly type: 'keyword.rodo' }
  | { readonly type: 'keyword.erase' }
  | { readonly type: 'keyword.newCode' }
  | { readonly type: 'wrongNumber.reported' }
  | ({ readonly type: 'joining.suspected' } & Said)
  | { readonly type: 'topic.asked'; readonly topic: Topic }
  | { readonly type: 'leaving.suspected' }
  | ({ readonly type: 'answer.address' } & Said)
  | { readonly type: 'answer.choice'; readonly number: number }
  | { readonly type: 'answer.more' }
  | { readonly type: 'answer.categories'; readonly keys: readonly string[] }
  | { readonly type: 'answer.all' }
  | { readonly type: 'answer.none' }
  | { readonly type: 'answer.yes' }
  | { readonly type: 'answer.no' }
  | { readonly type: 'code.right'; readonly act: SmsCodeAct }
  | { readonly type: 'code.wrong'; readonly act: SmsCodeAct; readonly triesLeft: number }
  | { readonly type: 'code.expired'; readonly act: SmsCodeAct }
  | { readonly type: 'code.spent'; readonly act: SmsCodeAct }
  | { readonly type: 'code.none' }
  /** Meant for people: ZGLOS, or a question that only the office can answer. */
  | { readonly type: 'text.reported' }
  /** Not understood; `nearest` where it looks like places we know. */
  | ({ readonly type: 'text.unclear' } & Said)
  | { readonly type: 'text.empty' }
  | { readonly type: 'deadline.passed' };

/** The address and categories an event carries, if any. */
export function saidIn(event: MachineEvent): Said {
  return 'reading' in event ? event : { reading: null, categories: [] };
}

/** What the dialogue says at this event, in the office's wordings. */
export function say({ facts }: Pick<MachineEvent, 'facts'>): Replies {
  return speak(facts.texts);
}
