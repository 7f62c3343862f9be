// What the service may ask of its account at the gateway besides sending: is the token good, do names and callbacks
// stand. Asked by a person's act or by `doctor`, never on the way of a message.

type AccountProfile = {
  /** Points left; undefined when the account does not show them. */
  readonly points: number | undefined;
};

type CallbackType = 'sms_mo' | 'sms_dlr';

/** An address that the gateway calls. */
export type Callback = {
  readonly id: string;
  readonly url: string;
  /** `sms_mo`, `sms_dlr`, or one that we have no use for. */
  readonly type: string;
  readonly isActive: boolean;
  /** The gateway has given it up. */
  readonly isInvalid: boolean;
};

/** What the gateway met when it called an address to try it. */
type CallbackTest = { readonly isGood: boolean; readonly status: number | undefined };

type SenderName = { readonly name: string; readonly status: string };

/** Each call throws GatewayError when the gateway does not answer, or refuses. */
export type GatewayAccount = {
  readonly getProfile: () => Promise<AccountProfile>;
  readonly listCallbacks: () => Promise<readonly Callback[]>;
  readonly createCallback: (callback: { readonly type: CallbackType; readonly url: string }) => Promise<void>;
  readonly activateCallback: (id: string) => Promise<void>;
  readonly testCallback: (id: string) => Promise<CallbackTest>;
  readonly listSenderNames: () => Promise<readonly SenderName[]>;
};
