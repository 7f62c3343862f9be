// Charts as SVG made on the server: nothing to run in the browser, and colours from the stylesheet, so that dark mode
// and print are theirs too. Series differ in lightness and pattern, not in hue alone. The numbers stand in a table
// beside each chart; what is drawn is also told in words.
import { html } from 'hono/html';
import type { Html } from './layout.ts';

type Series = { readonly name: string; readonly values: readonly number[] };

export type Chart = {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** One sentence of what the drawing shows. */
  readonly description: string;
  /** Under the bars, in their order. */
  readonly labels: readonly string[];
  /** One or two, each with a value for every label. */
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
};

// Drawn for the width of a small phone; wider screens enlarge it a little, so its letters are never tiny.
const width = 400;
const height = 220;
const left = 52;
const right = 8;
const top = 10;
const bottom = 28;
const mostLabels = 6;

/** Bars side by side for each label, with a scale of round numbers; nothing is drawn when every value is 0. */
export function renderBarChart(chart: Chart): Html {
  const { id, labels, series } = chart;
  const most = Math.max(0, ...series.flatMap((one) => one.values));
  if (most === 0) return html``;
  const ticks = listTicks(most);
  const top0 = ticks.at(-1) ?? most;
  const plot = { width: width - left - right, height: height - top - bottom };
  const y = (value: number): number => round(top + plot.height * (1 - value / top0));
  const slot = plot.width / labels.length;
  const bar = (slot * 0.8) / series.length;
  const every = Math.ceil(labels.length / mostLabels);
  return html`<figure class="chart">
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-tytul ${id}-opis">
<title id="${id}-tytul">${chart.title}</title>
<desc id="${id}-opis">${chart.description}</desc>
${ticks.map(
  (tick) =>
    html`<line class="grid" x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${chart.format(tick)}</text>`,
)}
${series.map(
  (one, at) =>
    html`<g class="series-${at + 1}">${one.values.map((value, i) =>
      value === 0
        ? ''
        : html`<rect x="${round(left + slot * i + slot * 0.1 + bar * at)}" y="${y(value)}" width="${round(bar)}" height="${round(y(0) - y(value))}"/>`,
    )}</g>`,
)}
${labels.map((label, i) =>
  i % every === 0
    ? html`<text x="${round(left + slot * (i + 0.5))}" y="${height - 8}" text-anchor="middle">${label}</text>`
    : '',
)}
</svg>
${series.length < 2 ? '' : html`<figcaption class="legend">${series.map((one, at) => html`<span><span class="swatch series-${at + 1}"></span>${one.name}</span>`)}</figcaption>`}
</figure>`;
}

/** Round numbers from 0 to just above the largest value: at most five of them, whole ones only. */
export function listTicks(most: number): readonly number[] {
  const rough = most / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    magnitude * ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10),
  );
  const whole = Number.isInteger(step) ? step : Math.ceil(step);
  return Array.from({ length: Math.ceil(most / whole) + 1 }, (_, i) => i * whole);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
