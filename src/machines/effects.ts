import type { PlaceIndex } from '#domain/places.ts';
import type { ReplyTexts } from '#domain/reply-texts.ts';
import type { OfficeSettings } from '#domain/settings.ts';

/**
 * The machines room: what a conversation does next, as data. `step()` takes a stored snapshot, an event and the
 * facts read under the lock, and gives back the next snapshot and effects; it knows no SQL, no clock, no gateway.
 * This file is the vocabulary between the step and the service that runs it.
 */

/** As it stands in `conversations.snapshot`. The context is parsed when it is used, never trusted. */
export type StoredSnapshot = {
  /** `conversation`, version 1, when this release wrote it. */
  readonly machine: string;
  readonly version: number;
  readonly state: string;
  readonly context: unknown;
};

export type SubscriberStatus = 'unknown' | 'active' | 'suspended' | 'left';

export type Address = {
  readonly sym: string;
  readonly symUl: string | null;
  readonly houseNumber: string | null;
};

type CategoryFact = { readonly key: string; readonly name: string; readonly isAlert: boolean };

/** What the service read from the database while it held the conversation's lock. */
export type Facts = {
  readonly status: SubscriberStatus;
  /** Addresses as people read them ("Skorzewo, ul. Poznanska 12"), in the order they were added. */
  readonly addresses: readonly string[];
  /** The same addresses by their numbers, in the same order. */
  readonly homes: readonly Address[];
  /** Keys the subscriber has now, the alert category included. */
  readonly categoryKeys: readonly string[];
  /** Every active category of the office, in the office's order. */
  readonly categories: readonly CategoryFact[];
  readonly settings: OfficeSettings;
  readonly places: PlaceIndex;
  readonly answerers: Answerers;
  /** The office's own wordings of replies. */
  readonly texts: ReplyTexts;
};

/** What a module answers from its own records; KIEDY asks `waste`, PRAD asks `power`. */
export type Topic = 'waste' | 'power';

/**
 * Where a module comes in: it puts its answer here when the facts are read, ready to be sent (GSM-7, two segments at
 * most). A topic without one is answered that the office has not set it up.
 */
type Answerers = Readonly<Partial<Record<Topic, string>>>;

type CodeAct = 'join' | 'leave';
/** By SMS a code also proves that the phone's owner wants everything erased. */
export type SmsCodeAct = CodeAct | 'erase';

/**
 * `text` is one inbound SMS. Where `typedCode(snapshot, text)` finds a code that should be checked, the service
 * checks it against the codes table first and sends the outcome instead of the text:
 * `code.wrong` = a try was used and `triesLeft` remain; `code.spent` = no tries left (or already used);
 * `code.expired` = right or wrong, but too late; `code.none` = no code was ever asked by SMS.
 */
export type ConversationEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code.right'; readonly act: SmsCodeAct }
  | { readonly type: 'code.wrong'; readonly act: SmsCodeAct; readonly triesLeft: number }
  | { readonly type: 'code.expired'; readonly act: SmsCodeAct }
  | { readonly type: 'code.spent'; readonly act: SmsCodeAct }
  | { readonly type: 'code.none' }
  | { readonly type: 'deadline.passed' };

/**
 * Why a text goes out, for the loop breaker and the clock:
 * `dialogue` advances a dialogue; `information` answers without advancing one (counts against the breaker);
 * `danger` says to call 112 (not held back by earlier answers);
 * `acknowledgement` answers free text (counts, and at most once in 24 h); `notice` we start ourselves: daytime only.
 */
export type ReplyPurpose = 'dialogue' | 'information' | 'danger' | 'acknowledgement' | 'notice';

export type SubscriberChange =
  | { readonly kind: 'categories'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'address'; readonly how: 'add' | 'remove'; readonly address: Address }
  | {
      readonly kind: 'address';
      readonly how: 'replace';
      readonly address: Address;
      /** The one it takes the place of. */
      readonly old: Address | 'all';
    };

/** In the order they must be done. `wording` names the clause the person answered, for the consent ledger. */
export type Effect =
  | { readonly type: 'reply'; readonly text: string; readonly purpose: ReplyPurpose }
  /** Make a code, put it where `{kod}` stands in `text`, send it; if the budget is used up send `refusal`. */
  | {
      readonly type: 'code.issue';
      readonly act: SmsCodeAct;
      readonly text: string;
      readonly refusal: string;
    }
  /** Codes asked earlier for this act by SMS no longer count (the dialogue they belonged to is over). */
  | { readonly type: 'code.cancel'; readonly act: SmsCodeAct }
  | {
      readonly type: 'subscriber.join';
      readonly addresses: readonly Address[];
      readonly categories: readonly string[];
      readonly wording: string;
    }
  | { readonly type: 'subscriber.change'; readonly change: SubscriberChange; readonly wording: string }
  | { readonly type: 'subscriber.suspend'; readonly wording: string }
  | { readonly type: 'subscriber.resume'; readonly wording: string }
  /** Also for a number never seen: the refusal is stored, so that nothing is ever sent to it by a list. */
  | {
      readonly type: 'subscriber.leave';
      readonly how: 'code' | 'stop' | 'repeated' | 'deadline';
      readonly wording: string;
    }
  /** Everything kept about the person goes, and the number once the reply has left. */
  | { readonly type: 'subscriber.erase'; readonly wording: string }
  /** "I never asked for this": no further codes of the web form to this number. */
  | { readonly type: 'form.block' }
  | { readonly type: 'inbox.keep'; readonly mark: 'danger' | 'staff' };

export type StepInput = {
  readonly snapshot: StoredSnapshot | null;
  readonly event: ConversationEvent;
  readonly facts: Facts;
  readonly now: Date;
};

export type StepResult = {
  readonly snapshot: StoredSnapshot;
  readonly effects: readonly Effect[];
  /** When to send `deadline.passed`; null = nothing is due. */
  readonly wakeAt: Date | null;
  /** How the event was read, for `mos.intent` and `explain`; null for deadlines. */
  readonly intent: string | null;
};
