// Reports: figures of a period on a page, as files, on paper. Everybody with an account may read them: no number ever
// stands in one.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { ReportDimension } from '#db/reports.ts';
import { toCsv } from '#domain/csv.ts';
import { tagOfKit } from '#domain/kit-tag.ts';
import {
  dayOf,
  type Period,
  type PeriodPreset,
  parsePeriod,
  periodOfPreset,
  periodPresets,
} from '#domain/report-period.ts';
import { formatCount, formatDateTime, formatDay, formatPrice } from '#html/format.ts';
import { hasProblems, type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { type Figures, findReport, type NamedFigures, type Report } from '#services/report.ts';
import { writeSheets } from '#services/write-sheets.ts';
import { renderAdminPage } from './frame.ts';
import { renderInboundChart, renderMembersChart, renderMessagesChart } from './report-charts.ts';
import { listReportTables, rowsBy } from './report-tables.ts';
import {
  formatPeople,
  formatPercent,
  formatSeconds,
  periodProblemWords,
  presetWords,
  tableWords,
  wordKey,
} from './report-words.ts';
import type { AdminContext, AdminEnv } from './session.ts';

/** Rows of a table on the page; the files have them all. */
const mostShown = 15;

export function mountReports(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;

  app.get('/raporty', async (c) => {
    const asked = readPeriod(c, deps.clock());
    const report = await findReport(deps, asked.period);
    return c.html(
      renderAdminPage(admin, {
        room: 'reports',
        session: c.get('session'),
        title: 'Raporty',
        body: html`${renderProblemSummary(asked.problems)}
${renderPeriodForm(asked)}
${hasProblems(asked.problems) ? '' : renderReport(report)}`,
      }),
      hasProblems(asked.problems) ? 422 : 200,
    );
  });

  app.get('/raporty/raport.xlsx', async (c) => {
    const { period, problems } = readPeriod(c, deps.clock());
    if (hasProblems(problems)) return c.redirect(paths.admin.reports, 303);
    const tables = listReportTables(deps.office(), await findReport(deps, period));
    const file = await writeSheets(tables);
    return c.body(new Uint8Array(file), 200, {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="raport-${period.from}-${period.to}.xlsx"`,
    });
  });

  app.get('/raporty/:plik{[a-z-]+\\.csv}', async (c) => {
    const { period, problems } = readPeriod(c, deps.clock());
    if (hasProblems(problems)) return c.redirect(paths.admin.reports, 303);
    const slug = c.req.param('plik').replace('.csv', '');
    const tables = listReportTables(deps.office(), await findReport(deps, period));
    const table = tables.find((one) => one.slug === slug);
    if (table === undefined) return c.notFound();
    return c.body(toCsv(table.rows), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${table.slug}-${period.from}-${period.to}.csv"`,
    });
  });

  function renderReport(report: Report): Html {
    const { total, period, countedAt } = report;
    const isEmpty = report.days.length === 0;
    const joins = report.members.reduce((sum, row) => sum + row.joins, 0);
    const leaves = report.members.reduce((sum, row) => sum + row.leaves, 0);
    const inbound = report.inbound.reduce((sum, row) => sum + row.messages, 0);
    return html`<p class="period"><strong>${wordPeriod(period)}</strong>${countedAt === null ? '' : html` <span class="quiet">Stan na ${formatDateTime(countedAt)}.</span>`}</p>
${isEmpty ? renderNotice({ kind: 'info', body: 'W tym okresie nic się nie działo. Wybierz inny okres. Liczby pojawiają się w ciągu minuty po zdarzeniu.' }) : ''}
${
  isEmpty
    ? ''
    : html`<dl class="figures">
<div><dt>Wysłane wiadomości</dt><dd>${formatCount(total.sent)}</dd></div>
<div><dt>Osoby, do których pisano</dt><dd>${formatPeople(total.people)}</dd></div>
<div><dt>Doręczone</dt><dd>${formatPercent(total.deliveredPercent)}</dd></div>
<div><dt>SMS-y (segmenty)</dt><dd>${formatCount(total.segments)}</dd></div>
<div><dt>Koszt netto</dt><dd>${formatPrice(total.priceGrosze)}</dd></div>
<div><dt>Do telefonu: połowa w</dt><dd>${formatSeconds(total.secondsP50)}</dd></div>
<div><dt>Do telefonu: 95% w</dt><dd>${formatSeconds(total.secondsP95)}</dd></div>
<div><dt>SMS-y od mieszkańców</dt><dd>${formatCount(inbound)}</dd></div>
<div><dt>Zapisy</dt><dd>${formatCount(joins)}</dd></div>
<div><dt>Wypisy</dt><dd>${formatCount(leaves)}</dd></div>
</dl>
<div class="buttons"><a class="button second" href="${paths.admin.reportFile('raport.xlsx', period)}">Pobierz arkusz (XLSX)</a></div>
${renderMessagesChart(report)}
${renderMembersChart(report)}
${renderInboundChart(report)}
${(['module', 'campaign', 'category', 'locality', 'staff'] as const).map((by) => renderBy(report, by))}
${renderKits(report)}
<p class="quiet small">Wiadomość liczy się w dniu, w którym ją wysłano. Koszt liczy się po cenie z tego dnia. Czasy są z dokładnością do 5%.${total.people.isEstimate ? ' Osoby są policzone z próby.' : ''}</p>`
}`;
  }

  function renderBy(report: Report, by: ReportDimension): Html {
    const { title, column, slug } = tableWords[by];
    const rows = rowsBy[by](report);
    if (rows.length === 0) return html``;
    const office = deps.office();
    const file = html`<a href="${paths.admin.reportFile(`${slug}.csv`, report.period)}">Pobierz CSV<span class="hidden-text">: ${title.toLowerCase()}</span></a>`;
    return html`<section><h2>${title}</h2>
${renderTable<NamedFigures>({
  caption: title,
  isCaptionHidden: true,
  rows: rows.slice(0, mostShown),
  empty: '',
  columns: [
    {
      title: column,
      cell: (row) => {
        const words = wordKey(office, by, row);
        return by === 'campaign' && row.name !== null
          ? html`<a href="${paths.admin.campaign(Number(row.key))}">${words}</a>`
          : words;
      },
      isHeader: true,
    },
    ...figureColumns.map((figure) => ({ ...figure, align: 'end' as const })),
  ],
})}
<p class="buttons">${file}${rows.length > mostShown ? html` <span class="quiet">Pokazujemy ${mostShown} z ${formatCount(rows.length)}; plik ma wszystkie.</span>` : ''}</p></section>`;
  }
}

function renderKits({ kits, period }: Report): Html {
  if (kits.length === 0) return html``;
  return html`<section><h2>Plakaty i ulotki</h2>
${renderTable<Report['kits'][number]>({
  caption: 'Plakaty i ulotki',
  isCaptionHidden: true,
  rows: kits.slice(0, mostShown),
  empty: '',
  columns: [
    {
      title: 'Plakat',
      cell: ({ id, name }) => html`<a href="${paths.admin.kit(id)}">${name}</a>`,
      isHeader: true,
    },
    { title: 'Znacznik', cell: ({ id }) => tagOfKit(id), isWhole: true },
    { title: 'Napisali', cell: ({ texted }) => formatCount(texted), align: 'end' },
    { title: 'Zapisali się', cell: ({ confirmed }) => formatCount(confirmed), align: 'end' },
  ],
})}
<p class="buttons"><a href="${paths.admin.reportFile('plakaty.csv', period)}">Pobierz CSV<span class="hidden-text">: plakaty i ulotki</span></a></p></section>`;
}

const figureColumns: readonly { readonly title: string; readonly cell: (row: Figures) => string }[] = [
  { title: 'Osoby', cell: (row) => formatPeople(row.people) },
  { title: 'Wiadomości', cell: (row) => formatCount(row.sent) },
  { title: 'Doręczone', cell: (row) => formatPercent(row.deliveredPercent) },
  { title: 'SMS-y', cell: (row) => formatCount(row.segments) },
  { title: 'Koszt netto', cell: (row) => formatPrice(row.priceGrosze) },
  { title: 'Połowa w czasie', cell: (row) => formatSeconds(row.secondsP50) },
  { title: '95% w', cell: (row) => formatSeconds(row.secondsP95) },
];

type AskedPeriod = {
  readonly period: Period;
  readonly preset: PeriodPreset | undefined;
  readonly from: string;
  readonly to: string;
  readonly problems: Problems;
};

/** The period of the address: a preset, two days, or this month when nothing is said. */
function readPeriod(c: Context, now: Date): AskedPeriod {
  const from = (c.req.query('od') ?? '').trim();
  const to = (c.req.query('do') ?? '').trim();
  if (from === '' && to === '') {
    const preset = periodPresets.find((name) => name === c.req.query('okres')) ?? 'miesiac';
    const period = periodOfPreset(preset, now);
    return { period, preset, ...period, problems: {} };
  }
  const parsed = parsePeriod({ from, to: to === '' ? dayOf(now) : to });
  if (parsed.ok) return { period: parsed.period, preset: undefined, ...parsed.period, problems: {} };
  const { field, text } = periodProblemWords[parsed.problem];
  return {
    period: periodOfPreset('miesiac', now),
    preset: undefined,
    from,
    to,
    problems: { [field]: text },
  };
}

function renderPeriodForm(asked: AskedPeriod): Html {
  return html`<nav class="presets" aria-label="Okres"><ul>${periodPresets.map(
    (preset) =>
      html`<li><a href="${paths.admin.reports}?okres=${preset}"${preset === asked.preset ? html` aria-current="true"` : ''}>${presetWords[preset]}</a></li>`,
  )}</ul></nav>
<form class="search" method="get" action="${paths.admin.reports}">
${renderField({ name: 'od', label: 'Od', type: 'date', value: asked.from, problem: asked.problems.od })}
${renderField({ name: 'do', label: 'Do', type: 'date', value: asked.to, problem: asked.problems.do })}
<button>Pokaż</button>
</form>`;
}

function wordPeriod({ from, to }: Period): string {
  const [first, last] = [noonOf(from), noonOf(to)];
  return from === to ? formatDay(first) : `${formatDay(first)} – ${formatDay(last)}`;
}

function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}
