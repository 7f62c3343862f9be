// The duty page's charts, each with its figures in a table beside.
import { html } from 'hono/html';
import type { DayOfDelivery, HourOfTraffic, LatencySample } from '#db/cockpit-charts.ts';
import { type Histogram, quantileOf } from '#domain/histogram.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';
import { renderBarChart } from '#html/chart.ts';
import { formatCount } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { type Column, renderTable } from '#html/tables.ts';
import type { CockpitDay } from '#services/cockpit.ts';
import { wordSeconds } from './cockpit-words.ts';

export function renderCockpitCharts({ traffic, delivery, callHours }: CockpitDay): Html {
  return html`<h2>Jak szło</h2>
<div class="charts">
${renderTraffic(traffic)}
${renderDelivery(delivery)}
${renderLatency(traffic, callHours)}
</div>`;
}

function renderTraffic(hours: readonly HourOfTraffic[]): Html {
  const sum = (of: (hour: HourOfTraffic) => number): number => hours.reduce((all, one) => all + of(one), 0);
  const [inbound, outbound] = [sum((one) => one.inbound), sum((one) => one.outbound)];
  return renderOne({
    title: 'Ruch w ostatniej dobie',
    empty: inbound + outbound === 0 ? 'Przez ostatnią dobę nic nie przyszło ani nie wyszło.' : undefined,
    chart: renderBarChart({
      id: 'wykres-ruchu',
      title: 'Ruch w ostatniej dobie, godzina po godzinie',
      description: `Do mieszkańców ${formatCount(outbound)}, od mieszkańców ${formatCount(inbound)}. Liczby są w tabeli.`,
      labels: hours.map(({ hour }) => wordHour(hour)),
      series: [
        { name: 'do mieszkańców', values: hours.map((one) => one.outbound) },
        { name: 'od mieszkańców', values: hours.map((one) => one.inbound) },
      ],
      format: formatCount,
    }),
    table: renderTable<HourOfTraffic>({
      caption: 'Ruch w ostatniej dobie, godzina po godzinie',
      isCaptionHidden: true,
      rows: hours.filter((one) => one.inbound + one.outbound > 0),
      empty: '',
      columns: [
        { title: 'Godzina', cell: (one) => wordHour(one.hour), isHeader: true, isWhole: true },
        { title: 'Wyszło', cell: (one) => formatCount(one.outbound), align: 'end' },
        { title: 'Przyszło', cell: (one) => formatCount(one.inbound), align: 'end' },
      ],
    }),
  });
}

function renderDelivery(days: readonly DayOfDelivery[]): Html {
  const settled = days.filter((day) => day.settled > 0);
  const share = (day: Pick<DayOfDelivery, 'delivered' | 'settled'>): number =>
    (day.delivered / day.settled) * 100;
  const all = {
    delivered: settled.reduce((sum, day) => sum + day.delivered, 0),
    settled: settled.reduce((sum, day) => sum + day.settled, 0),
  };
  return renderOne({
    title: 'Doręczone, ostatnie dwa tygodnie',
    empty: settled.length === 0 ? 'W ostatnich dwóch tygodniach nie było potwierdzeń.' : undefined,
    chart: renderBarChart({
      id: 'wykres-doreczen',
      title: 'Ile ze stu wiadomości doszło, dzień po dniu',
      description: `Razem doszło ${formatShare(settled.length === 0 ? 0 : share(all))} potwierdzonych. Liczby są w tabeli.`,
      labels: settled.map(({ day }) => wordDay(day)),
      series: [{ name: 'doręczone', values: settled.map(share) }],
      format: formatShare,
    }),
    table: renderTable<DayOfDelivery>({
      caption: 'Doręczone, dzień po dniu',
      isCaptionHidden: true,
      rows: settled,
      empty: '',
      columns: [
        { title: 'Dzień', cell: ({ day }) => wordDay(day), isHeader: true, isWhole: true },
        { title: 'Wysłane', cell: ({ sent }) => formatCount(sent), align: 'end' },
        { title: 'Doręczone', cell: ({ delivered }) => formatCount(delivered), align: 'end' },
        { title: 'Część', cell: (day) => formatShare(share(day)), align: 'end' },
      ],
    }),
  });
}

type LatencyHour = { readonly hour: Date; readonly half: number; readonly most: number };

function renderLatency(hours: readonly HourOfTraffic[], samples: readonly LatencySample[]): Html {
  const byHour = Map.groupBy(
    samples.filter(({ outcome }) => outcome === 'taken'),
    ({ hour }) => hour.getTime(),
  );
  const rows = hours.flatMap(({ hour }): LatencyHour[] => {
    const histogram = addUp(byHour.get(hour.getTime()) ?? []);
    const half = quantileOf(histogram, 0.5);
    const most = quantileOf(histogram, 0.95);
    return half === null || most === null ? [] : [{ hour, half, most }];
  });
  return renderOne({
    title: 'Jak szybko odpowiadał operator',
    empty: rows.length === 0 ? 'Przez ostatnią dobę nic nie było wysyłane.' : undefined,
    chart: renderBarChart({
      id: 'wykres-operatora',
      title: 'Jak szybko odpowiadał operator w ostatniej dobie',
      description: `Najdłużej, w 95 na 100 prób, ${wordSeconds(Math.max(0, ...rows.map(({ most }) => most)))}. Liczby są w tabeli.`,
      labels: rows.map(({ hour }) => wordHour(hour)),
      series: [
        { name: 'połowa prób w', values: rows.map(({ half }) => half) },
        { name: '95 na 100 prób w', values: rows.map(({ most }) => most) },
      ],
      format: (milliseconds) => (milliseconds === 0 ? '0 s' : formatMs(milliseconds)),
    }),
    table: renderTable<LatencyHour>({
      caption: 'Jak szybko odpowiadał operator, godzina po godzinie',
      isCaptionHidden: true,
      rows,
      empty: '',
      columns: latencyColumns,
    }),
  });
}

const latencyColumns: readonly Column<LatencyHour>[] = [
  { title: 'Godzina', cell: ({ hour }) => wordHour(hour), isHeader: true, isWhole: true },
  { title: 'Połowa w czasie', cell: ({ half }) => formatMs(half), align: 'end' },
  { title: '95 na 100 w czasie', cell: ({ most }) => formatMs(most), align: 'end' },
];

function renderOne(part: {
  readonly title: string;
  readonly empty: string | undefined;
  readonly chart: Html;
  readonly table: Html;
}): Html {
  return html`<div><h3>${part.title}</h3>${
    part.empty === undefined
      ? html`${part.chart}<details><summary>Liczby<span class="hidden-text">: ${part.title}</span></summary>${part.table}</details>`
      : html`<p class="empty">${part.empty}</p>`
  }</div>`;
}

function addUp(samples: readonly LatencySample[]): Histogram {
  const histogram = new Map<number, number>();
  for (const { bucket, calls } of samples) histogram.set(bucket, (histogram.get(bucket) ?? 0) + calls);
  return histogram;
}

const seconds = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 2 });

function formatMs(milliseconds: number): string {
  return `${seconds.format(milliseconds / 1_000)} s`;
}

function formatShare(percent: number): string {
  return `${Math.round(percent)}%`;
}

function wordHour(hour: Date): string {
  const local = Temporal.Instant.fromEpochMilliseconds(hour.getTime()).toZonedDateTimeISO(officeTimeZone);
  return `${local.hour}:00`;
}

function wordDay(day: string): string {
  const date = Temporal.PlainDate.from(day);
  return `${date.day}.${String(date.month).padStart(2, '0')}`;
}
