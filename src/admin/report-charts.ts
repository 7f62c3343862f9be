// The drawings of a report, each with its numbers in a table beside it.
import { html } from 'hono/html';
import { listSteps, type Step, stepOf, stepStartOf } from '#domain/report-period.ts';
import { renderBarChart } from '#html/chart.ts';
import { formatCount } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { renderTable } from '#html/tables.ts';
import type { JoinFunnel, Report } from '#services/report.ts';
import { formatPercent, wordDoor, wordIntent } from './report-words.ts';

type StepFigures = {
  readonly label: string;
  readonly short: string;
  readonly sent: number;
  readonly delivered: number;
  readonly joins: number;
  readonly leaves: number;
};

/** Messages over time. */
export function renderMessagesChart(report: Report): Html {
  const steps = sumSteps(report);
  return html`<section><h2>Wiadomości w czasie</h2>
<div class="columns">
${renderBarChart({
  id: 'wykres-wiadomosci',
  title: 'Wiadomości wysłane i doręczone',
  description: describe(steps, [
    { name: 'wysłano', of: (step) => step.sent },
    { name: 'doręczono', of: (step) => step.delivered },
  ]),
  labels: steps.map((step) => step.short),
  series: [
    { name: 'wysłane', values: steps.map((step) => step.sent) },
    { name: 'doręczone', values: steps.map((step) => step.delivered) },
  ],
  format: formatCount,
})}
${renderStepTable(steps, {
  caption: 'Wiadomości w czasie',
  empty: 'W tym okresie nic nie wysłano.',
  first: { title: 'Wysłane', of: (step) => step.sent },
  second: { title: 'Doręczone', of: (step) => step.delivered },
})}
</div></section>`;
}

/** Who joined and left over time, by door, and how far people came on the way to joining. */
export function renderMembersChart(report: Report): Html {
  const steps = sumSteps(report);
  return html`<section><h2>Zapisy i wypisy</h2>
<div class="columns">
${renderBarChart({
  id: 'wykres-zapisow',
  title: 'Zapisy i wypisy',
  description: describe(steps, [
    { name: 'zapisów', of: (step) => step.joins },
    { name: 'wypisów', of: (step) => step.leaves },
  ]),
  labels: steps.map((step) => step.short),
  series: [
    { name: 'zapisy', values: steps.map((step) => step.joins) },
    { name: 'wypisy', values: steps.map((step) => step.leaves) },
  ],
  format: formatCount,
})}
${renderStepTable(steps, {
  caption: 'Zapisy i wypisy w czasie',
  empty: 'W tym okresie nikt się nie zapisał ani nie wypisał.',
  first: { title: 'Zapisy', of: (step) => step.joins },
  second: { title: 'Wypisy', of: (step) => step.leaves },
})}
</div>
${renderTable<Report['members'][number]>({
  caption: 'Którędy ludzie się zapisują i wypisują',
  rows: report.members,
  empty: '',
  columns: [
    { title: 'Którędy', cell: (row) => wordDoor(row.door), isHeader: true },
    { title: 'Zapisy', cell: (row) => formatCount(row.joins), align: 'end' },
    { title: 'Wypisy', cell: (row) => formatCount(row.leaves), align: 'end' },
  ],
})}
${renderTable<JoinFunnel>({
  caption: 'Droga zapisu: ilu zaczęło, a ilu dotarło do końca',
  rows: report.funnel,
  empty: '',
  columns: [
    { title: 'Którędy', cell: (row) => wordDoor(row.door), isHeader: true },
    { title: 'Zaczęli', cell: (row) => (row.started === 0 ? '–' : formatCount(row.started)), align: 'end' },
    { title: 'Dostali kod', cell: (row) => (row.code === 0 ? '–' : formatCount(row.code)), align: 'end' },
    { title: 'Zapisali się', cell: (row) => formatCount(row.joined), align: 'end' },
    {
      title: 'Z tych, co dostali kod',
      // Who was sent a code on the last day of the period may join on the first day after it.
      cell: (row) => formatPercent(row.code === 0 ? null : Math.min(100, (row.joined / row.code) * 100)),
      align: 'end',
    },
  ],
})}</section>`;
}

/** What residents texted about. */
export function renderInboundChart(report: Report): Html {
  const shown = report.inbound.slice(0, 8);
  const total = report.inbound.reduce((sum, row) => sum + row.messages, 0);
  return html`<section><h2>SMS-y od mieszkańców</h2>
<div class="columns">
${renderBarChart({
  id: 'wykres-od-mieszkancow',
  title: 'SMS-y od mieszkańców według tego, o co chodziło',
  description: `Najczęściej: ${shown
    .slice(0, 3)
    .map((row) => `${wordIntent(row.intent)} ${formatCount(row.messages)}`)
    .join(', ')}. Numery słupków są w tabeli.`,
  labels: shown.map((_, at) => String(at + 1)),
  series: [{ name: 'SMS-y', values: shown.map((row) => row.messages) }],
  format: formatCount,
})}
${renderTable<Report['inbound'][number] & { readonly at: number }>({
  caption: 'SMS-y od mieszkańców według tego, o co chodziło',
  isCaptionHidden: true,
  rows: report.inbound.map((row, at) => ({ ...row, at })),
  empty: 'W tym okresie nikt nie pisał.',
  columns: [
    { title: 'O co chodziło', cell: (row) => `${row.at + 1}. ${wordIntent(row.intent)}`, isHeader: true },
    { title: 'SMS-y', cell: (row) => formatCount(row.messages), align: 'end' },
    { title: 'Część', cell: (row) => formatPercent((row.messages / total) * 100), align: 'end' },
  ],
})}
</div></section>`;
}

function renderStepTable(
  steps: readonly StepFigures[],
  table: {
    readonly caption: string;
    readonly empty: string;
    readonly first: Column;
    readonly second: Column;
  },
): Html {
  const { first, second } = table;
  return renderTable<StepFigures>({
    caption: table.caption,
    isCaptionHidden: true,
    rows: steps.filter((step) => first.of(step) + second.of(step) > 0),
    empty: table.empty,
    columns: [
      { title: 'Kiedy', cell: (step) => step.label, isHeader: true, isWhole: true },
      { title: first.title, cell: (step) => formatCount(first.of(step)), align: 'end' },
      { title: second.title, cell: (step) => formatCount(second.of(step)), align: 'end' },
    ],
  });
}

type Column = { readonly title: string; readonly of: (step: StepFigures) => number };

function describe(
  steps: readonly StepFigures[],
  sums: readonly { readonly name: string; readonly of: (step: StepFigures) => number }[],
): string {
  const told = sums.map(
    ({ name, of }) => `${name} ${formatCount(steps.reduce((sum, step) => sum + of(step), 0))}`,
  );
  return `Razem ${told.join(', ')}. Liczby są w tabeli obok.`;
}

function sumSteps(report: Report): readonly StepFigures[] {
  const step = stepOf(report.period);
  const days = Map.groupBy(report.days, (day) => stepStartOf(day.day, step));
  return listSteps(report.period, step).map((start) => {
    const rows = days.get(start) ?? [];
    const sum = (of: (day: Report['days'][number]) => number): number =>
      rows.reduce((total, day) => total + of(day), 0);
    return {
      ...wordStep(start, step),
      sent: sum((day) => day.sent),
      delivered: sum((day) => day.delivered),
      joins: sum((day) => day.joins),
      leaves: sum((day) => day.leaves),
    };
  });
}

function wordStep(start: string, step: Step): { readonly label: string; readonly short: string } {
  const day = Temporal.PlainDate.from(start);
  const short = `${day.day}.${String(day.month).padStart(2, '0')}`;
  switch (step) {
    case 'day':
      return { label: `${short}.${day.year}`, short };
    case 'week': {
      const end = day.add({ days: 6 });
      const last = `${end.day}.${String(end.month).padStart(2, '0')}.${end.year}`;
      return { label: `${short} – ${last}`, short };
    }
    case 'month':
      return {
        label: day.toLocaleString('pl-PL', { month: 'long', year: 'numeric' }),
        short: `${String(day.month).padStart(2, '0')}.${String(day.year).slice(2)}`,
      };
    default:
      return step satisfies never;
  }
}
