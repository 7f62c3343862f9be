import { html } from 'hono/html';
import { fold } from '#domain/fold.ts';
import type { Html } from './layout.ts';

type Heading = { readonly title: string; readonly id: string };

export type ManualPart = Heading & { readonly chapters: readonly Heading[] };

/** Where a picture of the text is served, and how large it is drawn; null when there is none of that name. */
export type FindPicture = (
  name: string,
) => { readonly href: string; readonly width: number; readonly height: number } | null;

/**
 * The little Markdown our own manual is written in: `#` the title, then parts; `##` chapters; `###`; paragraphs, `-`
 * and `1.` lists, tables, `![words](images/name.png)`, `**bold**`, `` `code` ``, `[words](#chapter)`. Everything else
 * is plain text; nothing in it can become markup.
 */
export function renderMarkdown(
  text: string,
  findPicture: FindPicture = () => null,
): { readonly title: string; readonly parts: readonly ManualPart[]; readonly body: Html } {
  const blocks = text
    .trim()
    .split(/\n{2,}/)
    .map((block) => block.trim());
  const [first = ''] = blocks;
  const hasTitle = first.startsWith('# ');
  const rest = hasTitle ? blocks.slice(1) : blocks;
  return {
    title: hasTitle ? first.slice(2) : '',
    parts: readParts(rest),
    body: html`${rest.map((block) => renderBlock(block, findPicture))}`,
  };
}

function readParts(blocks: readonly string[]): readonly ManualPart[] {
  const parts: (Heading & { readonly chapters: Heading[] })[] = [];
  for (const block of blocks) {
    if (block.startsWith('# ')) parts.push({ ...readHeading(block), chapters: [] });
    if (block.startsWith('## ')) parts.at(-1)?.chapters.push(readHeading(block));
  }
  return parts;
}

function readHeading(block: string): Heading {
  const title = block.replace(/^#+ /, '');
  return {
    title,
    // A part and a chapter may have the same words; an address on a page may not.
    id: `${block.startsWith('# ') ? 'czesc-' : ''}${fold(title).replaceAll(/[^a-z0-9]+/g, '-')}`,
  };
}

function renderBlock(block: string, findPicture: FindPicture): Html {
  const lines = block.split('\n');
  if (/^#{1,3} /.test(block)) return renderHeading(block);
  const picture = /^!\[([^\]]+)\]\(images\/([a-z0-9-]+\.png)\)$/.exec(block);
  if (picture !== null) return renderPicture(picture[1] ?? '', findPicture(picture[2] ?? ''));
  if (lines.length > 2 && lines.every((line) => /^\|.*\|$/.test(line))) return renderGrid(lines);
  if (lines.every((line) => line.startsWith('- '))) {
    return html`<ul>${lines.map((line) => html`<li>${renderInline(line.slice(2))}</li>`)}</ul>`;
  }
  if (lines.every((line) => /^\d+\. /.test(line))) {
    return html`<ol>${lines.map((line) => html`<li>${renderInline(line.replace(/^\d+\. /, ''))}</li>`)}</ol>`;
  }
  return html`<p>${renderInline(block.replaceAll('\n', ' '))}</p>`;
}

function renderHeading(block: string): Html {
  const { title, id } = readHeading(block);
  if (block.startsWith('# ')) return html`<h2 id="${id}" class="part">${title}</h2>`;
  return block.startsWith('## ') ? html`<h3 id="${id}">${title}</h3>` : html`<h4 id="${id}">${title}</h4>`;
}

/** A picture that is not there leaves its words: the text must be of use without it. */
function renderPicture(words: string, picture: ReturnType<FindPicture>): Html {
  if (picture === null) return html`<p>${words}</p>`;
  const { href, width, height } = picture;
  return html`<figure><img src="${href}" alt="${words}" width="${width}" height="${height}" loading="lazy"><figcaption>${words}</figcaption></figure>`;
}

function renderGrid(lines: readonly string[]): Html {
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  return html`<table><thead><tr>${head.map((cell) => html`<th scope="col">${renderInline(cell)}</th>`)}</tr></thead><tbody>${rows.map(
    ([first = '', ...cells]) =>
      html`<tr><th scope="row">${renderInline(first)}</th>${cells.map((cell, at) => html`<td data-title="${head[at + 1] ?? ''}">${renderInline(cell)}</td>`)}</tr>`,
  )}</tbody></table>`;
}

const inline = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(((?:#|\/(?!\/)|https:\/\/)[^)\s]*)\)/g;

function renderInline(text: string): Html {
  const parts: (Html | string)[] = [];
  let done = 0;
  for (const found of text.matchAll(inline)) {
    const [whole, bold, code, words, href] = found;
    parts.push(text.slice(done, found.index));
    if (bold !== undefined) parts.push(html`<strong>${bold}</strong>`);
    else if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else parts.push(html`<a href="${href}">${words}</a>`);
    done = found.index + whole.length;
  }
  return html`${[...parts, text.slice(done)]}`;
}
