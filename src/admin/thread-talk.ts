// The conversation with one number as it reads: their texts on the left, the office's on the right.
import { html } from 'hono/html';
import type { ThreadMessage } from '#db/inbox.ts';
import { formatAge, formatDateTime } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { countWords } from './campaign-words.ts';

/** Oldest first, as one reads a talk. */
export function renderTalk(messages: readonly ThreadMessage[], now: Date): Html {
  if (messages.length === 0) return html`<p class="empty">Nie ma tu jeszcze żadnych SMS-ów.</p>`;
  return html`<ol class="talk">${messages.map((message) => renderMessage(message, now))}</ol>`;
}

function renderMessage(message: ThreadMessage, now: Date): Html {
  const { direction, at, text, state } = message;
  const isDanger = direction === 'in' && state === 'danger';
  return html`<li class="${direction === 'in' ? 'from' : 'to'}${isDanger ? ' danger' : ''}">
<p class="about"><strong>${wordAuthor(message)}</strong> <time datetime="${at.toISOString()}" title="${formatDateTime(at)}">${formatAge(at, now)}</time>${isDanger ? html` <span class="tag danger">zagrożenie</span>` : ''}</p>
<p class="marked">${renderText(text)}</p>
${direction === 'out' ? html`<p class="about">${wordState(state)}</p>` : ''}
</li>`;
}

function renderText(text: string | null): Html | string {
  if (text === null) return html`<em>Kod jednorazowy: treści się nie pokazuje.</em>`;
  return text === '' ? html`<em>Treść usunięta.</em>` : text;
}

function wordAuthor({ kind, staffName }: ThreadMessage): string {
  switch (kind) {
    case 'person':
      return 'Mieszkaniec';
    case 'staff':
      return staffName ?? 'Urząd';
    case 'system':
      return 'Odpowiedź systemu';
    case 'campaign':
      return 'Wysyłka';
    default:
      return kind satisfies never;
  }
}

/** The same words as on a campaign's page. */
function wordState(state: string): string {
  return countWords.find((words) => words.state === state)?.label ?? '';
}
