// The meter of a text to one person, and the words for what is wrong with it.
import { html } from 'hono/html';
import { countSegments } from '#domain/segments.ts';
import type { AnswerProblem } from '#domain/thread-answer.ts';
import { formatPlural, formatPrice } from '#html/format.ts';
import type { Html } from '#html/layout.ts';

/** Counts as one types (meter.js); `field` is the id of the text's field. */
export function renderAnswerMeter(meter: {
  readonly field: string;
  readonly priceGrosze: number;
  /** Where the longest text that the gaps can make is asked for; such a form has a button for Polish letters itself. */
  readonly longest?: string;
}): Html {
  return html`<div class="meter only-js" data-meter="${meter.field}" data-price="${meter.priceGrosze}" data-suffix="" data-one${meter.longest === undefined ? '' : html` data-longest="${meter.longest}"`}>
<p><strong data-count></strong></p>
<p data-cost></p>
<div data-costly hidden>
<p></p>
<p class="marked" data-marked></p>
${meter.longest === undefined ? html`<button type="button" class="second" data-drop>Usuń polskie znaki</button>` : ''}
</div>
<p class="hidden-text" role="status" data-said></p>
</div>`;
}

/** "2 SMS-y, 0,34 zł": what a text costs as it stands. */
export function wordCost(text: string, priceGrosze: number): string {
  const { segments } = countSegments(text);
  const count = formatPlural(segments, { one: 'SMS', few: 'SMS-y', many: 'SMS-ów' });
  return `${count}, ${formatPrice(segments * priceGrosze)}`;
}

export function wordAnswerProblem(problem: AnswerProblem): string {
  switch (problem.kind) {
    case 'text_empty':
      return 'Wpisz treść.';
    case 'text_too_long':
      return `Treść zajmuje ${problem.segments} SMS-ów, a najwięcej można wysłać ${problem.most}. Skróć ją albo usuń polskie znaki.`;
    case 'text_has_link':
      return 'W treści jest adres internetowy, a operator odrzuca takie SMS-y. Usuń go albo poproś administratora, żeby w Ustawieniach pozwolił na adresy.';
    default:
      return problem satisfies never;
  }
}
