import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderPublicPage, renderSmsWay, type WebContext } from './context.ts';

/** The page `npm start` opens on and residents see: what this is, how to join and how to leave. */
export function mountHome(app: Hono, web: WebContext): void {
  app.get(paths.home, (c) => c.html(renderHome(web)));
}

function renderHome(web: WebContext): Html {
  const { mode, settings, categories } = web.deps.office();
  const shown = categories.filter((category) => category.isActive);
  const body = html`${mode === 'practice' ? renderPracticeWays() : ''}
<p class="lead">${settings.officeName} ostrzega i informuje mieszkańców SMS-em. Bez aplikacji i bez konta, na każdym telefonie. Powiadomienia są bezpłatne.</p>
<h2>Zapisz się</h2>
<p>Wyślij ${renderSmsWay(web, 'ZAPISZ')} i odpowiadaj na pytania. Albo wypełnij formularz:</p>
<p class="buttons"><a class="button" href="${paths.joinForm}">Zapisz się przez formularz</a></p>
${shown.length === 0 ? '' : html`<h2>O czym piszemy</h2><ul>${shown.map((category) => html`<li>${category.name}${category.isAlert ? ' o zagrożeniach: zawsze' : ''}</li>`)}</ul>`}
<h2>Wypisz się</h2>
<p>W każdej chwili: wyślij ${renderSmsWay(web, 'STOP')} albo <a href="${paths.leaveForm}">wypisz się przez formularz</a>.</p>
<h2>W zagrożeniu dzwoń 112</h2>
<p>Odpowiedzi na SMS-y nikt nie czyta na bieżąco.${settings.helpPhone === '' ? '' : ` Telefon do urzędu: ${settings.helpPhone}.`}</p>
<p class="small"><a href="${paths.admin.home}">Dla pracowników urzędu</a></p>`;
  return renderPublicPage(web, { title: 'Powiadomienia SMS', body });
}

function renderPracticeWays(): Html {
  return renderNotice({
    kind: 'info',
    body: html`<h2>To jest tryb ćwiczeń</h2>
<ul>
<li><a href="${paths.phone}">Telefon do ćwiczeń</a>: napisz SMS jak mieszkaniec i zobacz odpowiedzi.</li>
<li><a href="${paths.admin.home}">Panel urzędu</a>: wyślij komunikat i zobacz doręczenia.</li>
</ul>`,
  });
}
