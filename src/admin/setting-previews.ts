// Beside each form of settings: what the values in it would do.
import { html } from 'hono/html';
import { choosePlural } from '#domain/plural.ts';
import type { OfficeSettings } from '#domain/settings.ts';
import { formatCount, formatDateTime, formatDay, formatPlural, formatPrice } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { findFillForm } from '#services/fill-proof.ts';
import {
  previewBroadcast,
  previewCosts,
  previewOfficeTexts,
  previewQuietHours,
  previewRetention,
  type SampleText,
} from '#services/preview-settings.ts';
import { renderFormHours } from './form-codes.ts';
import type { AdminContext } from './session.ts';
import { type SettingsPageId, settingsPages } from './settings.table.ts';

/** What these settings would do; undefined where there is nothing to show. */
export async function renderSettingsPreview(
  admin: AdminContext,
  { page, settings }: { readonly page: SettingsPageId; readonly settings: OfficeSettings },
): Promise<Html | undefined> {
  switch (page) {
    case 'urzad':
      return html`${previewOfficeTexts(settings, admin.deps.office().texts).map(renderSample)}`;
    case 'numer':
      return html`${renderBroadcast(settings)}<h3>Wiadomości z polami i listy z pliku</h3><p>${wordSharing(admin)}</p>`;
    case 'koszty':
      return renderCosts(admin, settings);
    case 'cisza':
      return renderQuietHours(settings, admin.deps.clock());
    case 'przechowywanie':
      return renderRetention(settings, admin.deps.clock());
    case 'wysylanie':
      return undefined;
    default:
      return page satisfies never;
  }
}

/** Which way personal texts go; the ledger is the same. */
function wordSharing({ deps, pace }: AdminContext): string {
  const { fillProof } = deps.office();
  const looked = fillProof?.account === deps.gateway.account() ? fillProof : null;
  if (looked === null)
    return 'Każda inna treść wychodzi w osobnym wywołaniu bramki. Szybciej będzie, gdy opiekun systemu sprawdzi konto poleceniem „wici doctor --live”.';
  const when = formatDateTime(looked.checkedAt);
  return findFillForm(deps) === null
    ? `Każda inna treść wychodzi w osobnym wywołaniu bramki: konto nie wstawia wartości w treść (sprawdzono ${when}).`
    : `Różne treści wychodzą po ${pace.maxRecipients} w jednym wywołaniu bramki: konto wstawia wartości w treść (sprawdzono ${when}).`;
}

/** One text as a phone shows it, with what it costs. */
function renderSample({ of, text, segments }: SampleText): Html {
  return html`<p class="small">${of} <span class="quiet">(${formatPlural(segments, smsWords)})</span></p>
<p class="sms">${text}</p>`;
}

const smsWords = { one: 'SMS', few: 'SMS-y', many: 'SMS-ów' } as const;

function renderBroadcast(settings: OfficeSettings): Html {
  const { sender, ...sample } = previewBroadcast(settings);
  const answers = wordAnswers(settings);
  return html`<p>Na telefonie nadawcą wysyłki jest <strong>${sender}</strong>. ${answers}</p>
${renderSample({ ...sample, of: 'przykładowa wysyłka' })}`;
}

async function renderCosts(admin: AdminContext, settings: OfficeSettings): Promise<Html> {
  const { thousandGrosze, budgetSegments, usedGrosze } = await previewCosts(admin.deps, settings);
  return html`<dl class="facts">
<dt>Jeden SMS do 1000 osób</dt><dd>${formatPrice(thousandGrosze)} netto</dd>
<dt>Budżet miesiąca starczy na</dt><dd>${budgetSegments === null ? 'nie ma budżetu' : html`${formatCount(budgetSegments)} ${choosePlural(budgetSegments, smsWords)}`}</dd>
${usedGrosze === null ? '' : html`<dt>W tym miesiącu wykorzystano</dt><dd>${formatPrice(usedGrosze)}</dd>`}
</dl>
${await renderFormHours(admin, settings)}`;
}

function renderQuietHours(settings: OfficeSettings, now: Date): Html {
  const words = { bulk: 'Zwykła wysyłka', alert: 'Alert' } as const;
  return html`<ul>${previewQuietHours(settings, now).map(
    ({ at, what, goes }) =>
      html`<li>${words[what]} o ${at}: ${goes === null ? 'wychodzi od razu' : `czeka do ${formatDateTime(goes)}`}</li>`,
  )}</ul>`;
}

function renderRetention(settings: OfficeSettings, now: Date): Html {
  const since = previewRetention(settings, now);
  return html`<p>Po najbliższej nocy zostanie:</p>
<ul>${settingsPages.przechowywanie.fields.map(({ key, label }) => {
    const day = since[key];
    return day === undefined ? '' : html`<li>${label.replace(/: ile .+$/, '')}: od ${formatDay(day)}</li>`;
  })}</ul>`;
}

function wordAnswers({ senderName, dialogueNumber }: OfficeSettings): string {
  if (dialogueNumber === '') return 'Numer do rozmowy nie jest jeszcze ustawiony, więc nie ma na co odpisać.';
  return senderName === ''
    ? 'Mieszkaniec może odpisać na ten numer.'
    : 'Na nazwę nie da się odpisać, dlatego do treści dopisujemy, jak zrezygnować.';
}
