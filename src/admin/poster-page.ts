// The poster as part of a page: the same words as the PDF, for reading aloud, for zooming and for printing.
import { html } from 'hono/html';
import type { Html } from '#html/layout.ts';
import type { Poster } from './poster-words.ts';

export function renderPosterPage({
  poster,
  qr,
  crest,
}: {
  readonly poster: Poster;
  /** Pictures as data addresses. */
  readonly qr: Html;
  readonly crest: Html | null;
}): Html {
  return html`<article class="poster" aria-label="Treść plakatu">
${poster.practice === null ? '' : html`<p class="poster-practice"><strong>${poster.practice}</strong></p>`}
<p class="poster-office">${crest === null ? '' : html`<img class="crest" src="${crest}" alt=""> `}${poster.officeName}</p>
<div class="poster-band"><h3>${poster.headline}</h3>${poster.place === null ? '' : html`<p>${poster.place}</p>`}</div>
<div class="poster-how">
<div><p>${poster.typeLabel}</p>
<p class="poster-large">${poster.words}</p>
<p>${poster.numberLabel}</p>
<p class="poster-large">${poster.number}</p></div>
<figure><img src="${qr}" alt="${poster.qrAlt}" width="220" height="220"><figcaption>${poster.qrLabel}</figcaption></figure>
</div>
<h4>Jak się zapisać</h4>
<ol>${poster.steps.map((step) => html`<li>${step}</li>`)}</ol>
<h4>${poster.topicsTitle}</h4>
<ul>${poster.topics.map((topic) => html`<li>${topic}</li>`)}</ul>
<h4>${poster.laterTitle}</h4>
<ul>${poster.later.map((line) => html`<li>${line}</li>`)}</ul>
<dl>${poster.facts.map(({ title, text }) => html`<div><dt>${title}</dt><dd>${text}</dd></div>`)}</dl>
<p class="poster-mark">${poster.mark}</p>
</article>`;
}
