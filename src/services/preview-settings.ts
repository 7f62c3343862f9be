// What a change of settings would do, shown before it is stored: texts as they would leave, costs, hours, dates.

import { findClaimWindow, instantOfLocal, officeTimeZone } from '#domain/quiet-hours.ts';
import type { ReplyTexts } from '#domain/reply-texts.ts';
import { countSegments } from '#domain/segments.ts';
import type { OfficeSettings } from '#domain/settings.ts';
import { speak } from '#machines/replies.ts';
import { readBudget } from './campaign-budget.ts';
import { composeText } from './campaign-texts.ts';
import type { Deps } from './deps.ts';
import { findSender } from './senders.ts';

export type SampleText = { readonly of: string; readonly text: string; readonly segments: number };

/** What residents would read with these names and numbers. */
export function previewOfficeTexts(settings: OfficeSettings, texts: ReplyTexts): readonly SampleText[] {
  const replies = speak(texts);
  const summary = { office: settings, address: 'Miejscowosc, ul. Przykladowa 1', categories: ['Alerty'] };
  return [
    sampleOf('ZAPISZ', replies.askLocality({ office: settings, goal: 'join' })),
    sampleOf('podsumowanie z kodem', replies.summary(summary).replace('{kod}', '482913')),
    sampleOf('POMOC', replies.help({ office: settings })),
  ];
}

/** A broadcast as it would leave: whom phones show as its sender, and what is added to its text. */
export function previewBroadcast(settings: OfficeSettings): SampleText & { readonly sender: string } {
  const text = composeText('Jutro od 8 do 12 nie bedzie wody na ul. Przykladowej.', settings);
  const senders = { name: undefined, number: undefined };
  const sender = findSender({ lane: 'bulk', settings, senders }) ?? 'domyślny nadawca konta';
  return { ...sampleOf('wysyłka', text), sender };
}

export type QuietExample = {
  readonly at: string;
  readonly what: 'bulk' | 'alert';
  readonly goes: Date | null;
};

/** When messages given at these hours would leave; null: at once. */
export function previewQuietHours(settings: OfficeSettings, now: Date): readonly QuietExample[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(officeTimeZone)
    .toPlainDate();
  const examples = [
    ['12:00', 'bulk'],
    [settings.quietFrom, 'bulk'],
    [settings.quietUntil, 'bulk'],
    [settings.quietFrom, 'alert'],
  ] as const;
  return examples.map(([at, what]) => {
    const instant = instantOfLocal(today.toPlainDateTime(Temporal.PlainTime.from(at)));
    const window = findClaimWindow(what, instant, settings);
    return { at, what, goes: window.open ? null : window.opensAt };
  });
}

/** What sending would cost at these prices, and how far the month's budget would reach. */
export async function previewCosts(
  deps: Pick<Deps, 'db' | 'clock' | 'office'>,
  settings: OfficeSettings,
): Promise<{
  readonly thousandGrosze: number;
  readonly budgetSegments: number | null;
  readonly usedGrosze: number | null;
}> {
  const { segmentPriceGrosze: price, monthBudgetGrosze: budget } = settings;
  const office = { ...deps.office(), settings };
  const { usedGrosze } = await readBudget({ ...deps, office: () => office });
  return {
    thousandGrosze: Math.ceil(price * 1000),
    budgetSegments: budget === null || price === 0 ? null : Math.floor(budget / price),
    usedGrosze: budget === null ? null : usedGrosze,
  };
}

/** From which day on each class of data would be kept after tonight. */
export function previewRetention(settings: OfficeSettings, now: Date): Readonly<Record<string, Date>> {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(officeTimeZone)
    .startOfDay();
  const back = (span: Temporal.DurationLike): Date => new Date(today.subtract(span).epochMilliseconds);
  return {
    keepMessagesMonths: back({ months: settings.keepMessagesMonths }),
    keepInboundMonths: back({ months: settings.keepInboundMonths }),
    keepLeftMonths: back({ months: settings.keepLeftMonths }),
    keepRefusedDays: back({ days: settings.keepRefusedDays }),
    keepAuditYears: back({ years: settings.keepAuditYears }),
  };
}

function sampleOf(of: string, text: string): SampleText {
  return { of, text, segments: countSegments(text).segments };
}
