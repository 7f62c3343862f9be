import { html } from 'hono/html';
import type { Html } from './layout.ts';

/**
 * The little Markdown our own manual is written in: `#`, `##`, paragraphs, `-` and `1.` lists, `**bold**`. Everything
 * else is plain text; nothing in it can become markup.
 */
export function renderMarkdown(text: string): { readonly title: string; readonly body: Html } {
  const blocks = text
    .trim()
    .split(/\n{2,}/)
    .map((block) => block.trim());
  const [first = ''] = blocks;
  const hasTitle = first.startsWith('# ');
  return {
    title: hasTitle ? first.slice(2) : '',
    body: html`${(hasTitle ? blocks.slice(1) : blocks).map(renderBlock)}`,
  };
}

function renderBlock(block: string): Html {
  const lines = block.split('\n');
  if (block.startsWith('## ')) return html`<h2>${block.slice(3)}</h2>`;
  if (lines.every((line) => line.startsWith('- '))) {
    return html`<ul>${lines.map((line) => html`<li>${renderInline(line.slice(2))}</li>`)}</ul>`;
  }
  if (lines.every((line) => /^\d+\. /.test(line))) {
    return html`<ol>${lines.map((line) => html`<li>${renderInline(line.replace(/^\d+\. /, ''))}</li>`)}</ol>`;
  }
  return html`<p>${renderInline(block.replaceAll('\n', ' '))}</p>`;
}

function renderInline(text: string): Html {
  // Between pairs of ** every second part is bold.
  return html`${text.split('**').map((part, at) => (at % 2 === 1 ? html`<strong>${part}</strong>` : part))}`;
}
