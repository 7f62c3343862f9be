import { z } from 'zod';

const probability = z.number().min(0).max(1);

const dlrSettings = z.strictObject({
  enabled: z.boolean(),
  delayMs: z.number().min(0),
  /** How many reports one callback may carry; SMSAPI sends 1 to 5. */
  batch: z.int().min(1).max(5),
  /** `interim`: a 403 SENT comes before the final report. */
  steps: z.enum(['final', 'interim']),
  /** Final status → weight. */
  outcomes: z.record(z.string().regex(/^\d{3}$/), z.number().min(0)),
  duplicate: probability,
  reorder: probability,
});

const moSettings = z.strictObject({
  method: z.enum(['POST', 'GET']),
  encoding: z.enum(['utf-8', 'windows-1250']),
  duplicate: probability,
});

const settingsSchema = z.strictObject({
  /** Undefined = every token is good. */
  token: z.string().optional(),
  /** Which of the two unconfirmed ways a bad token is refused at sms.do. */
  badTokenStatus: z.literal([200, 401]),
  callbackUrl: z.strictObject({ mo: z.string().optional(), dlr: z.string().optional() }),
  /**
   * What happens to a repeated idx under check_idx. `call`: 53 for the call, nothing accepted · `row`: 53 for the
   * row, the others accepted · `partial`: as `call`, and a call whose answer is lost was accepted only in part.
   */
  idxMode: z.enum(['call', 'row', 'partial']),
  /** Whether the idx of a refused call can be used again; SMSAPI does not say. */
  refusedIdx: z.enum(['free', 'used']),
  maxRecipients: z.int().min(1),
  /** Which mark of a place is filled with `param1` to `param4`; SMSAPI does not say. `ignored`: none, marks stay. */
  fill: z.enum(['closed', 'open', 'ignored']),
  points: z.number(),
  pointsPerSegment: z.number().min(0),
  /** Some accounts hide their points from /profile. */
  profile: z.enum(['points', 'text', 'hidden']),
  /** Undefined = every well-formed sender name. */
  senderNames: z.array(z.string()).optional(),
  /** Names that wait for approval: listed, but not to be sent from. */
  pendingNames: z.array(z.string()),
  links: z.enum(['refused', 'allowed']),
  /** Number (48…) → the error it meets: 13, 57, 59. */
  refusedNumbers: z.record(z.string(), z.number()),
  /** How bad numbers among good ones are told; SMSAPI does not say. */
  invalidNumbers: z.enum(['omitted', 'listed', 'row']),
  /** More texts to one number within a minute meet 52 (SMSAPI: 10); 0 = no such limit. */
  maxPerNumberPerMinute: z.int().min(0),
  rowOrder: z.enum(['asked', 'shuffled']),
  latencyMs: z.number().min(0),
  dlr: dlrSettings,
  mo: moSettings,
  /** First pause before a callback is repeated; doubles up to `retryMaxMs`. */
  retryMs: z.number().min(1),
  retryMaxMs: z.number().min(1),
  callbackConcurrency: z.int().min(1),
});

export type SimulatorSettings = z.infer<typeof settingsSchema>;

/** A change of settings: absent keys stay as they are, also inside `dlr`, `mo` and `callbackUrl`. */
export const settingsPatchSchema = settingsSchema.partial().extend({
  callbackUrl: settingsSchema.shape.callbackUrl.optional(),
  dlr: dlrSettings.partial().optional(),
  mo: moSettings.partial().optional(),
});

export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

export const defaultSettings: SimulatorSettings = {
  badTokenStatus: 200,
  callbackUrl: {},
  idxMode: 'call',
  refusedIdx: 'free',
  maxRecipients: 100,
  fill: 'closed',
  points: 1_000_000,
  pointsPerSegment: 0.165,
  profile: 'points',
  pendingNames: [],
  links: 'refused',
  refusedNumbers: {},
  invalidNumbers: 'listed',
  maxPerNumberPerMinute: 0,
  rowOrder: 'asked',
  latencyMs: 0,
  dlr: {
    enabled: true,
    delayMs: 300,
    batch: 5,
    steps: 'final',
    outcomes: { 404: 1 },
    duplicate: 0,
    reorder: 0,
  },
  mo: { method: 'POST', encoding: 'utf-8', duplicate: 0 },
  retryMs: 250,
  retryMaxMs: 60_000,
  callbackConcurrency: 16,
};

/** The settings after a change. */
export function mergeSettings(current: SimulatorSettings, patch: SettingsPatch): SimulatorSettings {
  return settingsSchema.parse({
    ...current,
    ...patch,
    callbackUrl: { ...current.callbackUrl, ...patch.callbackUrl },
    dlr: { ...current.dlr, ...patch.dlr },
    mo: { ...current.mo, ...patch.mo },
  });
}
