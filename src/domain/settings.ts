import * as z from 'zod';
import { contrastOnPages, isColour, leastContrast } from './colour.ts';

/** The office's own settings: rows of key and JSON value in the database, edited in the panel. */

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const tercCode = z.string().regex(/^\d{7}$/);
/** As people dial it; it goes into texts, where anything else would mislead. */
const dialled = z
  .string()
  .trim()
  .regex(/^[\d\s()+./-]*$/)
  .max(20);

/** One schema per setting, so that one bad row can't take the others down. Every setting has a default. */
export const officeSettingSchemas = {
  /** Full name, on pages: "Urząd Gminy Dopiewo". */
  officeName: z.string().trim().min(1).max(100).default('Urząd Gminy'),
  /** First words of every text we start: "Dopiewo". GSM-7 is made of it when it is sent. */
  officeShortName: z.string().trim().min(1).max(20).default('Gmina'),
  /** Who holds the data, named in the summary before the code: "Wojt Gminy Dopiewo". */
  controllerName: z.string().trim().min(1).max(60).default('Urzad Gminy'),
  /** The office's colour on pages for residents, #rrggbb, dark enough to be read; empty = the service's own. */
  brandColour: z
    .string()
    .refine((colour) => colour === '' || (isColour(colour) && contrastOnPages(colour) >= leastContrast))
    .default(''),
  /** Codes of the gminas served; decides which localities the public sees. */
  tercs: z.array(tercCode).max(100).default([]),
  /** The number for dialogue, as people dial it; shown on posters and in broadcasts by name. */
  dialogueNumber: dialled.default(''),
  /** Sender name of broadcasts; empty = the dialogue number. */
  senderName: z
    .string()
    .regex(/^$|^[A-Za-z0-9.&@\-+_!%# ]{1,11}$/)
    .default(''),
  quietFrom: clockTime.default('21:00'),
  quietUntil: clockTime.default('07:00'),
  /** Price of one segment in grosze, net; fractions are usual (16.5). */
  segmentPriceGrosze: z.number().min(0).max(1000).default(17),
  /** Most segments' worth of grosze a day may cost before somebody has to agree; null = no limit. */
  dailyBudgetGrosze: z.number().int().min(0).nullable().default(null),
  /** What codes asked for at the form and the API may cost in a clock hour, in grosze; null = no limit. */
  formCodesHourGrosze: z.number().int().min(0).max(10_000_000).nullable().default(5_000),
  /** The gateway refuses links until the account is cleared for them. */
  allowLinks: z.boolean().default(false),
  /** Ordinary messages at the gateway without a receipt, at most; 0 = no bound. */
  bulkBacklog: z.number().int().min(0).max(10_000_000).default(20_000),
  /** Points of the account that only alerts and replies may use; 0 = none. */
  alertReservePoints: z.number().min(0).max(10_000_000).default(0),
  /** Asks the gateway to put alerts and replies first, which costs more and needs an account that allows it. */
  useFast: z.boolean().default(false),
  /** How long what the panel sends at once can still be taken back; alerts never wait. */
  undoSeconds: z.number().int().min(0).max(120).default(30),
  /** More people than this need a second person's agreement; null = never. Alerts never need it. */
  approveAbove: z.number().int().min(0).max(10_000_000).nullable().default(null),
  /** Hours in which one person may send alone; equal ends = always. */
  aloneFrom: clockTime.default('00:00'),
  aloneUntil: clockTime.default('00:00'),
  /** What a calendar month may cost in grosze before a second person has to agree; null = no limit. */
  monthBudgetGrosze: z.number().int().min(0).nullable().default(null),
  /** Who sends to everybody, and everybody is more than this, types "wszyscy"; 0 = never. */
  typeAllAbove: z.number().int().min(0).max(10_000_000).default(1_000),
  /** Who sends to more than this gives the password or a code again, unless it was given just now; 0 = never. */
  proveAbove: z.number().int().min(0).max(10_000_000).default(500),
  /** Minutes by which a run may be late and still be sent; later a person is asked. */
  graceBulkMinutes: z.number().int().min(1).max(10_080).default(120),
  graceAlertMinutes: z.number().int().min(1).max(10_080).default(30),
  /** How long an alert is tried, unless its sender says otherwise. */
  alertHours: z.number().int().min(1).max(24).default(6),
  /** Months for which messages and their texts are kept, one by one; their counts stay for ever. */
  keepMessagesMonths: z.number().int().min(2).max(120).default(24),
  /** Months for which texts people sent are kept. */
  keepInboundMonths: z.number().int().min(1).max(120).default(24),
  /** Days for which calls of the gateway that could not be read are kept. */
  keepRefusedDays: z.number().int().min(1).max(365).default(30),
  /** Months after which the number of somebody who left is erased. */
  keepLeftMonths: z.number().int().min(1).max(120).default(36),
  /** Years for which the audit is kept. */
  keepAuditYears: z.number().int().min(2).max(20).default(5),
  /** Where a person answers by voice; shown in help. Empty = not shown. */
  helpPhone: dialled.default(''),
  /** Who is told by SMS at once when a resident's text tells of danger. */
  dutyOfficers: z
    .array(z.object({ name: z.string().trim().min(1).max(60), number: z.string().regex(/^\+48\d{9}$/) }))
    .max(10)
    .default([]),
} as const;

const officeSettingsSchema = z.object(officeSettingSchemas);
export type OfficeSettings = Readonly<z.infer<typeof officeSettingsSchema>>;
export type OfficeSettingKey = keyof OfficeSettings;

export const defaultOfficeSettings: OfficeSettings = officeSettingsSchema.parse({});

export type SettingRow = { readonly key: string; readonly value: unknown };

/**
 * Settings from their rows: what is missing has its default; a value of an older release that no longer fits is
 * named in `problems` and its default holds, so that the service still starts. Unknown keys are left alone.
 */
export function parseSettings(rows: readonly SettingRow[]): {
  readonly settings: OfficeSettings;
  readonly problems: readonly OfficeSettingKey[];
} {
  const given = new Map(rows.map((row) => [row.key, row.value]));
  const kept: Record<string, unknown> = {};
  const problems: OfficeSettingKey[] = [];
  for (const key of officeSettingKeys()) {
    if (!given.has(key)) continue;
    const value = given.get(key);
    if (officeSettingSchemas[key].safeParse(value).success) kept[key] = value;
    else problems.push(key);
  }
  return { settings: officeSettingsSchema.parse(kept), problems };
}

/** Every setting's key, in the order the panel shows them. */
export function officeSettingKeys(): readonly OfficeSettingKey[] {
  return officeSettingsSchema.keyof().options;
}
