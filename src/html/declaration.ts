// The declaration as residents read it and as its writer sees it before. The ids are those that the ministry's technical
// conditions ask for, so that programs find each part.
import { html } from 'hono/html';
import type { Declaration } from '#domain/declaration.ts';
import { formatDay } from './format.ts';
import type { Html } from './layout.ts';

const act =
  'ustawą z dnia 4 kwietnia 2019 r. o dostępności cyfrowej stron internetowych i aplikacji mobilnych podmiotów publicznych';

export function renderDeclaration(declaration: Declaration): Html {
  const d = declaration;
  return html`<p id="a11y-wstep"><span id="a11y-podmiot">${d.body}</span> zobowiązuje się zapewnić dostępność swojej strony internetowej zgodnie z ${act}. Oświadczenie w sprawie dostępności ma zastosowanie do strony internetowej <a id="a11y-url" href="${d.url}">${d.url}</a>.</p>
<ul>
<li>Data publikacji strony internetowej: ${renderDay('a11y-data-publikacja', d.publishedOn)}</li>
<li>Data ostatniej istotnej aktualizacji: ${renderDay('a11y-data-aktualizacja', d.updatedOn)}</li>
</ul>
<h2>Stan dostępności cyfrowej</h2>
<p id="a11y-status">Strona internetowa jest <strong>${statusWords[d.status]}</strong> z ${act}${d.status === 'full' ? '.' : ' z powodu niezgodności lub wyłączeń wymienionych niżej.'}</p>
${
  d.status === 'full'
    ? ''
    : html`<h2>Niedostępne treści</h2>
<ul>${lines(d.exceptions).map((line) => html`<li>${line}</li>`)}</ul>`
}
${d.burdenUrl === '' ? '' : html`<p><a id="a11y-ocena" href="${d.burdenUrl}">Wynik analizy o nadmiernym obciążeniu</a></p>`}
<h2>Przygotowanie deklaracji dostępności</h2>
<ul>
<li>Data sporządzenia deklaracji: ${renderDay('a11y-data-sporzadzenie', d.preparedOn)}</li>
<li>Data ostatniego przeglądu deklaracji: ${renderDay('a11y-data-przeglad', d.reviewedOn)}</li>
</ul>
<p>${
    d.auditor === ''
      ? 'Deklarację sporządzono na podstawie samooceny przeprowadzonej przez podmiot publiczny.'
      : html`Deklarację sporządzono na podstawie badania przeprowadzonego przez podmiot zewnętrzny: <span id="a11y-audytor">${d.auditor}</span>.`
  }</p>
<h2>Skróty klawiaturowe</h2>
<p>Na tej stronie internetowej można używać standardowych skrótów klawiaturowych przeglądarki.</p>
<h2 id="a11y-kontakt">Informacje zwrotne i dane kontaktowe</h2>
<p>Problemy z dostępnością cyfrową tej strony można zgłosić. Zgłoszenia przyjmuje <span id="a11y-osoba">${d.contactName}</span>:</p>
<ul>
<li>e-mail: <a id="a11y-email" href="mailto:${d.contactEmail}">${d.contactEmail}</a></li>
<li>telefon: <a id="a11y-telefon" href="tel:${d.contactPhone.replace(/[^\d+]/g, '')}">${d.contactPhone}</a></li>
</ul>
<h2>Obsługa wniosków i skarg związanych z dostępnością</h2>
<div id="a11y-procedura">
<p>Każdy ma prawo wystąpić z żądaniem zapewnienia dostępności cyfrowej tej strony internetowej lub jej elementów. W żądaniu podaj:</p>
<ul>
<li>swoje imię i nazwisko,</li>
<li>swoje dane kontaktowe (np. telefon, e-mail),</li>
<li>dokładny adres strony, na której jest niedostępny cyfrowo element lub treść,</li>
<li>na czym polega problem i jaki sposób jego rozwiązania byłby dla Ciebie najwygodniejszy.</li>
</ul>
<p>Na zgłoszenie odpowiemy najszybciej, jak to możliwe, nie później niż w ciągu 7 dni od jego otrzymania. Jeżeli ten termin będzie zbyt krótki, poinformujemy o tym i podamy nowy, nie dłuższy niż 2 miesiące. Jeżeli nie będziemy w stanie zapewnić dostępności cyfrowej, zaproponujemy dostęp do informacji w alternatywny sposób.</p>
<p>Jeśli odmówimy zapewnienia dostępności albo nasze rozwiązanie nie będzie dla Ciebie odpowiednie, możesz złożyć skargę do podmiotu, który nas nadzoruje, a także poprosić o interwencję <a href="https://bip.brpo.gov.pl/pl">Rzecznika Praw Obywatelskich</a>.</p>
</div>
<h2 id="a11y-architektura">Dostępność architektoniczna</h2>
${lines(d.architecture).map((line) => html`<p>${line}</p>`)}
<h2 id="a11y-aplikacje">Aplikacje mobilne</h2>
${lines(d.apps).map((line) => html`<p>${line}</p>`)}`;
}

const statusWords: Readonly<Record<Declaration['status'], string>> = {
  '': '…',
  full: 'w pełni zgodna',
  partial: 'częściowo zgodna',
  none: 'niezgodna',
};

function renderDay(id: string, day: string): Html {
  const at = new Date(`${day}T12:00:00Z`);
  return html`<time id="${id}" datetime="${day}">${Number.isNaN(at.getTime()) ? '…' : formatDay(at)}</time>`;
}

function lines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
