import type { AddressReading } from './address-reading.ts';
import type { CategoryName } from './category-words.ts';
import type { PlaceIndex } from './places.ts';

/** What a text wants. The names up to `silence` are the contract's (`wici explain`); the rest answer a question. */
export type Intent =
  | 'join'
  | 'leave_code'
  | 'leave_now'
  | 'leave_one'
  | 'change'
  | 'add'
  | 'status'
  | 'help'
  | 'waste'
  | 'power'
  | 'rodo'
  | 'erase'
  | 'staff'
  | 'code'
  | 'danger'
  | 'wrong_number'
  | 'ask'
  | 'silence'
  | 'stay'
  | 'new_code'
  | 'answer';

export type Answer =
  | { readonly kind: 'choice'; readonly number: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'address'; readonly reading: AddressReading }
  | { readonly kind: 'categories'; readonly keys: readonly string[] }
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' };

export type Understanding = {
  readonly intent: Intent;
  readonly parts: {
    readonly answer?: Answer;
    /** Category keys named beside a keyword. */
    readonly categories?: readonly string[];
    readonly address?: AddressReading;
    readonly code?: string;
    /** For `ask`: what it may have meant; `leave` beside a leaving intent: taken for one though not exactly said. */
    readonly near?: 'join' | 'leave';
    /** The words by which it was taken for leaving where no rule knew the sentence, the strongest first. */
    readonly evidence?: readonly string[];
    /** For `staff` by ZGLOS: the text is meant for people. */
    readonly report?: true;
    /** The poster whose tag stands beside the sign-up. */
    readonly kitId?: number;
  };
};

/** What we wait for; options in the order the person saw them. */
export type OpenQuestion =
  | { readonly kind: 'locality' }
  | { readonly kind: 'street'; readonly sym: string }
  | {
      readonly kind: 'choice';
      readonly options: readonly string[];
      readonly more: 'page' | 'none';
      /** Whether WSZYSTKIE answers it too. */
      readonly every?: 'offered';
    }
  | { readonly kind: 'categories'; readonly options: readonly CategoryName[] }
  | { readonly kind: 'yes_no' }
  | { readonly kind: 'code' };

export type Known = {
  readonly open: OpenQuestion | null;
  readonly categories: readonly CategoryName[];
  readonly places: PlaceIndex;
  /** Whether a bare place name may be a sign-up: not from somebody who has joined. */
  readonly sender: 'stranger' | 'subscriber';
};
