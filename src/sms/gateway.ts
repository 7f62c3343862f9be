// The room sms/ knows the SMS operators. This file is the contract: what the rest of the service may ask of a
// gateway and what it gets back; smsapi.ts keeps the promise for SMSAPI, later gateways stand beside it.
// Nothing thrown or logged from here holds a phone number or a text.
import type { Msisdn } from '#domain/msisdn.ts';

/** How a gateway marks the place of a value in a text: `[%1%]` or `[%1]`. */
export type FillForm = 'closed' | 'open';

/** Texts that differ in a few places: what stands around these, and the values of each recipient, in order. */
export type Fill = {
  readonly form: FillForm;
  readonly shape: readonly string[];
  readonly values: readonly (readonly string[])[];
};

/** One text to many recipients, or texts of one shape. */
export type SubmitCall = (
  | { readonly text: string; readonly fill?: undefined }
  /** Only in the form that `checkFill` has seen work on this account. */
  | { readonly fill: Fill; readonly text?: undefined }
) & {
  /** Sender id; undefined = the account's default. */
  readonly from: string | undefined;
  /** Each with our own id (`[A-Za-z0-9_-]`), which the gateway refuses to take twice. */
  readonly recipients: readonly { readonly msisdn: Msisdn; readonly idx: string }[];
  readonly fast?: true | undefined;
  readonly expiresAt?: Date | undefined;
  /**
   * Set it when a batch of unknown outcome is submitted again: whether both hosts share one store of idx is not
   * documented, so only the host that may have taken the batch can tell that it has.
   */
  readonly onlyHost?: GatewayHost | undefined;
};

export type GatewayHost = 'primary' | 'backup';

/** What became of one recipient of a call that was accepted. */
export type RowAnswer = { readonly idx: string } & (
  | { readonly kind: 'accepted'; readonly gatewayRef: string; readonly points: number }
  /** The gateway has seen this idx before (its error 53, given per row). */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'refused'; readonly error: GatewayErrorKind; readonly code: number | undefined }
  /** Asked for, but absent from the answer. */
  | { readonly kind: 'missing' }
);

/**
 * `retryable`: refused now, try later with a new idx · `recipient`: this number can't be reached, ever ·
 * `ours`: our request is wrong · `misconfigured`: the account or its settings, a person must act ·
 * `funds`: not enough points · `unknown`: it may have been accepted or not · `duplicate`: error 53 for the call.
 */
export type GatewayErrorKind =
  | 'retryable'
  | 'recipient'
  | 'ours'
  | 'misconfigured'
  | 'funds'
  | 'unknown'
  | 'duplicate';

/** The failure of a whole call. Unless `kind` is `unknown`, nothing of the call was accepted by it. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly kind: GatewayErrorKind;
  /** The gateway's own code, an HTTP status as `http_503`, or the code of a network error. */
  readonly code: number | string | undefined;
  /** The host that was asked last. */
  readonly host: GatewayHost;
  /** The idx of those recipients whom the gateway named as the reason. */
  readonly invalidIdx: readonly string[];

  constructor(failure: {
    readonly kind: GatewayErrorKind;
    readonly code?: number | string | undefined;
    readonly host?: GatewayHost | undefined;
    readonly invalidIdx?: readonly string[] | undefined;
  }) {
    // The cause is left out on purpose: the official client's errors carry numbers and texts.
    super(`gateway: ${failure.kind}${failure.code === undefined ? '' : ` (${failure.code})`}`);
    this.kind = failure.kind;
    this.code = failure.code;
    this.host = failure.host ?? 'primary';
    this.invalidIdx = failure.invalidIdx ?? [];
  }
}

/** One delivery report. `status` is the gateway's number, kept even when we do not know it. */
export type Dlr = {
  readonly idx: string | undefined;
  /** Empty when the report names only our idx. */
  readonly gatewayRef: string;
  readonly status: number;
  /** When the handset (or the network) settled it; undefined while it is not final. */
  readonly doneAt: Date | undefined;
};

export type DlrProblem = 'missing_id' | 'bad_status' | 'doubled' | 'too_many';

/** A text from a phone, as the gateway told it. */
export type Mo = {
  /** Raw: may be foreign, short or alphanumeric. */
  readonly from: string;
  /** Raw; empty when the gateway did not say. */
  readonly to: string;
  readonly text: string;
  readonly sentAt: Date;
  /** Our outgoing message that this one answers, where the gateway knows it. */
  readonly gatewayRef: string | undefined;
  /** SHA-256 that repeated calls of the same message share: inbound messages have no id of their own. */
  readonly digest: Uint8Array;
};

type MoProblem = 'missing_from' | 'missing_text' | 'doubled' | 'too_long';

export type MoParsed =
  | { readonly ok: true; readonly mo: Mo }
  | { readonly ok: false; readonly problem: MoProblem };

export type DlrsParsed = { readonly reports: readonly Dlr[]; readonly problems: readonly DlrProblem[] };

/** Whether the account fills values in, unchanged, each recipient its own, and bills each by its filled text. */
export type FillProof =
  | { readonly ok: true; readonly form: FillForm }
  | { readonly ok: false; readonly detail: string };

export type Gateway = {
  /** Names the account that is asked, without telling its token; empty when there is none. */
  readonly account: () => string;
  /**
   * Finds out by test calls, of which nothing is sent, how the account fills values in. The numbers are Polish ones;
   * which does not matter. Throws GatewayError when the gateway could not be asked.
   */
  readonly checkFill: (numbers: readonly Msisdn[]) => Promise<FillProof>;
  /** One answer per recipient, in the order asked. Throws GatewayError when the whole call failed. */
  readonly submit: (call: SubmitCall) => Promise<readonly RowAnswer[]>;
  /** Points left; undefined when the account does not show them. Throws GatewayError. */
  readonly getBalance: () => Promise<number | undefined>;
  /** Never throws. Read the parameters with `parseForm` of smsapi-callbacks.ts, which survives CP1250. */
  readonly parseMo: (params: URLSearchParams, receivedAt: Date) => MoParsed;
  /** Never throws; a report that can't be read is counted in `problems`, the others stand. */
  readonly parseDlrs: (params: URLSearchParams) => DlrsParsed;
};
