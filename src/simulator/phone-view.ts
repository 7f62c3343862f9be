import { html } from 'hono/html';
import type { Bubble } from './phone-client.ts';

/** A resident of the practice office. */
type Phone = { readonly name: string; readonly number: string; readonly messages: readonly Bubble[] };

export type PhonePageView = {
  readonly basePath: string;
  readonly officeName: string;
  readonly officeNumber: string;
  readonly phones: readonly Phone[];
  /** The simulator does not answer. */
  readonly isUnreachable: boolean;
  readonly isRefreshing: boolean;
  readonly newNumber: { readonly value: string; readonly problem: string | undefined };
};

type Html = ReturnType<typeof html>;

/** The whole page with several phones side by side. */
export function renderPhonePage(view: PhonePageView): Html {
  const { basePath, officeName, phones } = view;
  const numbers = phones.map(({ number }) => number).join(',');
  return html`<!doctype html>
<html lang="pl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>ĆWICZENIA · Telefony mieszkańców · ${officeName}</title>
${view.isRefreshing ? html`<meta http-equiv="refresh" content="5">` : ''}
<link rel="stylesheet" href="${basePath}/zasoby/telefon.css">
<script src="${basePath}/zasoby/telefon.js" type="module"></script>
</head>
<body data-base="${basePath}" data-numery="${numbers}">
<header class="pasek"><p><strong>ĆWICZENIA</strong> – nic nie jest wysyłane naprawdę</p></header>
<main>
<div class="wstep">
<h1>Telefony mieszkańców</h1>
<p>${officeName}: napisz tak, jak zrobi to mieszkaniec${
    view.officeNumber === ''
      ? ''
      : html`, na numer <strong class="numer">${formatNumber(view.officeNumber)}</strong>`
  }. Na początek wyślij <kbd>ZAPISZ</kbd>, a potem odpisuj na pytania.</p>
<noscript><p>${
    view.isRefreshing
      ? html`Strona odświeża się co 5 sekund. <a href="${basePath}?numery=${numbers}">Wyłącz odświeżanie</a>, gdy chcesz pisać.`
      : html`<a href="${basePath}?numery=${numbers}">Odśwież</a>, żeby zobaczyć odpowiedzi, albo
<a href="${basePath}?numery=${numbers}&amp;odswiezanie=1">odświeżaj co 5 sekund</a>.`
  }</p></noscript>
<p class="klopot" data-klopot ${view.isUnreachable ? '' : 'hidden'}>Symulator nie odpowiada. Jeśli usługa właśnie wstaje, poczekaj chwilę i odśwież stronę.</p>
</div>
<div class="telefony">
${phones.map((phone) => renderPhone(phone, { ...view, numbers }))}
</div>
<form class="dodaj" method="get" action="${basePath}">
<input type="hidden" name="numery" value="${numbers}">
<label for="nowy">Dodaj telefon (numer komórki)</label>
<div class="wiersz">
<input id="nowy" name="nowy" inputmode="tel" autocomplete="off" value="${view.newNumber.value}" placeholder="500 000 004"
${view.newNumber.problem === undefined ? '' : html`aria-invalid="true" aria-describedby="nowy-blad"`} required>
<button>Dodaj telefon</button>
</div>
${view.newNumber.problem === undefined ? '' : html`<p class="blad" id="nowy-blad">${view.newNumber.problem}</p>`}
</form>
</main>
</body>
</html>`;
}

/** The bubbles of one phone, oldest first; the script of the page merges them by id. */
export function renderBubbles(messages: readonly Bubble[], officeNumber: string): Html {
  return html`${messages.map(
    (message) => html`<li id="m-${message.id}" class="${message.kind === 'mo' ? 'ode-mnie' : 'do-mnie'}">
${message.kind === 'mt' ? html`<span class="nadawca">${message.from === '' ? formatNumber(officeNumber) || 'urząd' : message.from}</span>` : html`<span class="ukryte">Napisano:</span>`}
<span class="tresc">${message.text}</span>
<span class="opis"><time datetime="${new Date(message.at).toISOString()}">${formatTime(message.at)}</time> · ${formatSegments(message)} · <span class="stan">${formatState(message)}</span></span>
</li>`,
  )}`;
}

function renderPhone(
  { name, number, messages }: Phone,
  { basePath, numbers, officeNumber, phones }: PhonePageView & { readonly numbers: string },
): Html {
  const others = phones.filter((phone) => phone.number !== number).map((phone) => phone.number);
  return html`<section class="telefon" id="tel-${number}" data-telefon="${number}" aria-labelledby="kto-${number}">
<div class="glowka"><h2 id="kto-${number}">${name} <span class="numer">${formatNumber(number)}</span></h2>
${others.length === 0 ? '' : html`<a class="usun" href="${basePath}?numery=${others.join(',')}" aria-label="Schowaj telefon: ${name}">schowaj</a>`}</div>
<div class="rozmowa" role="log" aria-live="polite" aria-relevant="additions" aria-label="Wiadomości: ${name}" tabindex="0"><ol>${renderBubbles(messages, officeNumber)}</ol></div>
<p class="pusto">Jeszcze nic tu nie ma.</p>
<form class="pisz" method="post" action="${basePath}/wyslij">
<input type="hidden" name="numer" value="${number}"><input type="hidden" name="numery" value="${numbers}">
<label class="ukryte" for="tresc-${number}">Treść SMS-a (${name})</label>
<textarea id="tresc-${number}" name="tresc" rows="2" maxlength="1530" placeholder="Treść SMS-a" required></textarea>
<button>Wyślij</button>
</form>
</section>`;
}

const timeFormat = new Intl.DateTimeFormat('pl-PL', {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Warsaw',
});

function formatTime(at: number): string {
  return timeFormat.format(at);
}

// `+48500000001`, `48500000001`, `500000001` → `500 000 001`, as people read them out.
function formatNumber(number: string): string {
  const digits = number.replace(/\D/g, '').replace(/^48(?=\d{9}$)/, '');
  return /^\d{9}$/.test(digits) ? digits.replace(/(\d{3})(?=\d)/g, '$1\u00a0') : number;
}

function formatSegments({ segments, encoding }: Bubble): string {
  return `${Math.max(1, segments)} SMS, ${encoding === 'gsm7' ? 'GSM-7' : 'Unicode'}`;
}

function formatState(message: Bubble): string {
  if (message.kind === 'mo') return message.acknowledged === true ? 'dotarło do urzędu' : 'wysłano';
  switch (message.status) {
    case 404:
      return 'doręczono';
    case 403:
    case 409:
    case 410:
    case undefined:
      return 'w drodze';
    case 402:
      return 'wygasło';
    default:
      return 'nie doręczono';
  }
}
