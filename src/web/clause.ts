import { html } from 'hono/html';
import { type Clause, fillClause, type Language } from '#domain/clauses.ts';
import type { Html } from '#html/layout.ts';

/** The wording of the consent as a person reads it: paragraphs, web addresses as links, its language told. */
export function renderClause(
  clause: Clause,
  office: { readonly language: Language; readonly controllerName: string; readonly number: string },
): Html {
  const { language, paragraphs } = fillClause(clause, office);
  return html`<div class="clause" lang="${language}">${paragraphs.map((text) => html`<p>${linkAddresses(text)}</p>`)}</div>`;
}

function linkAddresses(text: string): readonly (Html | string)[] {
  // A full stop or a bracket behind an address belongs to the sentence.
  return text
    .split(/(https:\/\/[^\s<>"]*[^\s<>".,;:)])/)
    .map((part, at) => (at % 2 === 1 ? html`<a href="${part}">${part}</a>` : part));
}
