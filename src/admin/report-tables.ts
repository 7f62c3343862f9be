// A report as plain tables: what the files hold, and the page shows the beginnings of.
import type { ReportDimension } from '#db/reports.ts';
import type { Cell } from '#domain/csv.ts';
import { tagOfKit } from '#domain/kit-tag.ts';
import type { Office } from '#services/deps.ts';
import type { Figures, NamedFigures, Report } from '#services/report.ts';
import { tableWords, wordDoor, wordIntent, wordKey } from './report-words.ts';

export type ReportTable = {
  /** In addresses and names of files. */
  readonly slug: string;
  readonly name: string;
  /** The first row is the head. */
  readonly rows: readonly (readonly Cell[])[];
};

/** The rows of a report by each dimension. */
export const rowsBy: Readonly<Record<ReportDimension, (report: Report) => readonly NamedFigures[]>> = {
  campaign: (report) => report.byCampaign,
  category: (report) => report.byCategory,
  locality: (report) => report.byLocality,
  staff: (report) => report.byStaff,
  module: (report) => report.byModule,
};

/** Every table of a report. */
export function listReportTables(office: Office, report: Report): readonly ReportTable[] {
  return [
    {
      slug: 'razem',
      name: 'Razem',
      rows: [
        ['Okres', ...figureColumns],
        [`${report.period.from} – ${report.period.to}`, ...toCells(report.total)],
      ],
    },
    ...(['campaign', 'category', 'locality', 'staff', 'module'] as const).map((by) => ({
      slug: tableWords[by].slug,
      name: tableWords[by].title,
      rows: [
        [tableWords[by].column, ...figureColumns],
        ...rowsBy[by](report).map((row) => [wordKey(office, by, row), ...toCells(row)]),
      ],
    })),
    {
      slug: 'dni',
      name: 'Dzień po dniu',
      rows: [
        [
          'Dzień',
          'Wiadomości',
          'Doręczone',
          'SMS-y',
          'Koszt netto (zł)',
          'Od mieszkańców',
          'Zapisy',
          'Wypisy',
        ],
        ...report.days.map((day) => [
          day.day,
          day.sent,
          day.delivered,
          day.segments,
          toZloty(day.priceGrosze),
          day.inbound,
          day.joins,
          day.leaves,
        ]),
      ],
    },
    {
      slug: 'od-mieszkancow',
      name: 'Od mieszkańców',
      rows: [
        ['O co chodziło', 'SMS-y'],
        ...report.inbound.map((row) => [wordIntent(row.intent), row.messages]),
      ],
    },
    {
      slug: 'zapisy',
      name: 'Zapisy i wypisy',
      rows: [
        ['Którędy', 'Zapisy', 'Wypisy'],
        ...report.members.map((row) => [wordDoor(row.door), row.joins, row.leaves]),
      ],
    },
    {
      slug: 'droga-zapisu',
      name: 'Droga zapisu',
      rows: [
        ['Którędy', 'Zaczęli', 'Dostali kod', 'Zapisali się'],
        ...report.funnel.map((row) => [wordDoor(row.door), row.started, row.code, row.joined]),
      ],
    },
    {
      slug: 'plakaty',
      name: 'Plakaty',
      rows: [
        ['Plakat', 'Znacznik', 'Napisali', 'Zapisali się'],
        ...report.kits.map((row) => [row.name, tagOfKit(row.id), row.texted, row.confirmed]),
      ],
    },
  ];
}

const figureColumns = [
  'Osoby',
  'Wiadomości',
  'Doręczone',
  'Doręczone (%)',
  'Niedoręczone',
  'Wygasłe',
  'Bez potwierdzenia',
  'Niepewne',
  'Odrzucone',
  'Pominięte',
  'Czekają',
  'SMS-y',
  'Koszt netto (zł)',
  'Do telefonu: połowa (s)',
  'Do telefonu: 95% (s)',
] as const;

function toCells(row: Figures): readonly Cell[] {
  return [
    row.people.count,
    row.sent,
    row.delivered,
    row.deliveredPercent === null ? null : Math.round(row.deliveredPercent * 10) / 10,
    row.undelivered,
    row.expired,
    row.submitted,
    row.unknown,
    row.rejected,
    row.skipped,
    row.waiting,
    row.segments,
    toZloty(row.priceGrosze),
    row.secondsP50 === null ? null : Math.round(row.secondsP50),
    row.secondsP95 === null ? null : Math.round(row.secondsP95),
  ];
}

function toZloty(grosze: number): number {
  return Math.round(grosze) / 100;
}
