import { type Lane, laneKeepsQuietHours } from './lanes.ts';

/** Quiet hours of the office, and when a lane may be claimed. People's time is Europe/Warsaw. */

export const officeTimeZone = 'Europe/Warsaw';

/** Local clock times "HH:MM"; the span may cross midnight; equal ends = no quiet hours. */
export type QuietHours = { readonly quietFrom: string; readonly quietUntil: string };

export type ClaimWindow =
  | { readonly open: true; readonly expiresAt: Date | null }
  | { readonly open: false; readonly opensAt: Date };

// The gateway's expiry can't be nearer than an hour; five minutes are for the call and clocks that differ.
const lastClaimMinutes = 65;
const shortestExpiryMs = 61 * 60_000;
// The gateway takes no expiry further off than this.
const longestExpiryMs = 12 * 3_600_000;

/**
 * When a message dies at the gateway: at the end of its lane's window, or of its run's own time, which the gateway
 * takes from one hour ahead to twelve. Null: no expiry of ours.
 */
export function findExpiry(of: {
  readonly window: ClaimWindow | undefined;
  readonly validUntil: Date | null;
  readonly now: Date;
}): Date | null {
  const { window, validUntil, now } = of;
  if (window?.open === true && window.expiresAt !== null) return window.expiresAt;
  if (validUntil === null) return null;
  const earliest = now.getTime() + shortestExpiryMs;
  return new Date(Math.min(Math.max(validUntil.getTime(), earliest), now.getTime() + longestExpiryMs));
}

/** The instant of a local time: in a spring gap the next valid minute, in an autumn overlap the first. */
export function instantOfLocal(local: Temporal.PlainDateTime): Date {
  const zoned = local.toZonedDateTime(officeTimeZone, { disambiguation: 'compatible' });
  return new Date((findGapEnd(local) ?? zoned).epochMilliseconds);
}

/** The hours between which clocks leap over a local time: "2:00" and "3:00" in spring; null where it is a time. */
export function findGap(
  local: Temporal.PlainDateTime,
): { readonly from: string; readonly to: string } | null {
  const end = findGapEnd(local);
  if (end === null) return null;
  const before = end.subtract({ minutes: 1 }).toPlainTime().add({ minutes: 1 });
  return { from: wordTime(before), to: wordTime(end.toPlainTime()) };
}

/** Whether clocks show the local time of this instant once more an hour later. */
export function isShownTwice(at: Date): boolean {
  const local = localOf(at);
  const later = local.toZonedDateTime(officeTimeZone, { disambiguation: 'later' });
  return later.epochMilliseconds > at.getTime();
}

function findGapEnd(local: Temporal.PlainDateTime): Temporal.ZonedDateTime | null {
  const zoned = local.toZonedDateTime(officeTimeZone, { disambiguation: 'compatible' });
  if (zoned.toPlainDateTime().equals(local)) return null;
  const before = local.toZonedDateTime(officeTimeZone, { disambiguation: 'earlier' });
  return before.getTimeZoneTransition('next') ?? zoned;
}

function wordTime(time: Temporal.PlainTime): string {
  return `${time.hour}:${String(time.minute).padStart(2, '0')}`;
}

/** Whether people should not be disturbed at this instant. */
export function isQuiet(now: Date, hours: QuietHours): boolean {
  const { from, until } = parseHours(hours);
  if (Temporal.PlainTime.compare(from, until) === 0) return false;
  const time = localOf(now).toPlainTime();
  const isAfterStart = Temporal.PlainTime.compare(time, from) >= 0;
  const isBeforeEnd = Temporal.PlainTime.compare(time, until) < 0;
  return Temporal.PlainTime.compare(from, until) < 0
    ? isAfterStart && isBeforeEnd
    : isAfterStart || isBeforeEnd;
}

/** The first instant, now or later, that is not quiet. */
export function nextLoudInstant(now: Date, hours: QuietHours): Date {
  return isQuiet(now, hours) ? nextLocalTime(now, parseHours(hours).until) : now;
}

/**
 * Whether rows of a lane may be claimed now. What quiet hours hold must expire at the gateway before they begin
 * and so is not claimed in the last 65 minutes of the day either; `expiresAt` null: no expiry of ours.
 */
export function findClaimWindow(lane: Lane, now: Date, hours: QuietHours): ClaimWindow {
  const { from, until } = parseHours(hours);
  if (!laneKeepsQuietHours(lane) || Temporal.PlainTime.compare(from, until) === 0) {
    return { open: true, expiresAt: null };
  }
  if (isQuiet(now, hours)) return { open: false, opensAt: nextLocalTime(now, until) };
  const quietAt = nextLocalTime(now, from);
  const minutesLeft = (quietAt.getTime() - now.getTime()) / 60_000;
  if (minutesLeft < lastClaimMinutes) return { open: false, opensAt: nextLocalTime(quietAt, until) };
  return { open: true, expiresAt: new Date(Math.min(quietAt.getTime(), now.getTime() + longestExpiryMs)) };
}

function parseHours({ quietFrom, quietUntil }: QuietHours): {
  readonly from: Temporal.PlainTime;
  readonly until: Temporal.PlainTime;
} {
  return { from: Temporal.PlainTime.from(quietFrom), until: Temporal.PlainTime.from(quietUntil) };
}

function localOf(now: Date): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(officeTimeZone)
    .toPlainDateTime();
}

function nextLocalTime(now: Date, time: Temporal.PlainTime): Date {
  const today = localOf(now).toPlainDate();
  for (const days of [0, 1]) {
    const instant = instantOfLocal(today.add({ days }).toPlainDateTime(time));
    if (instant.getTime() > now.getTime()) return instant;
  }
  return instantOfLocal(today.add({ days: 2 }).toPlainDateTime(time));
}
