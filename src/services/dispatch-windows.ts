import { type Lane, lanes } from '#domain/lanes.ts';
import { type ClaimWindow, findClaimWindow, type QuietHours } from '#domain/quiet-hours.ts';

/**
 * When each lane may be claimed, at an instant. Worked out once a second: the dispatcher looks at its work hundreds of
 * times in one, and windows open and close on the minute.
 */
export function createClaimWindows(): (now: Date, hours: QuietHours) => ReadonlyMap<Lane, ClaimWindow> {
  let known: { second: number; hours: QuietHours; windows: ReadonlyMap<Lane, ClaimWindow> } | undefined;
  return (now, hours) => {
    const second = Math.floor(now.getTime() / 1_000);
    if (known?.second !== second || known.hours !== hours) {
      const windows = new Map(lanes.map((lane) => [lane, findClaimWindow(lane, now, hours)]));
      known = { second, hours, windows };
    }
    return known.windows;
  };
}
