// What each of the first steps shows. Every form is sent to its own step; `akcja` says which button was pressed.
import { html } from 'hono/html';
import { findOwnPhone } from '#db/own-phones.ts';
import { listCategories } from '#db/places.ts';
import type { FirstStep } from '#domain/first-steps.ts';
import { maskMsisdn, parseMsisdn } from '#domain/msisdn.ts';
import { formatPlural } from '#html/format.ts';
import { type Problems, renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { readFreshSettings } from '#services/change-settings.ts';
import { countServed } from '#services/first-steps.ts';
import type { Session } from '#services/open-session.ts';
import { renderFormToken } from './frame.ts';
import type { AdminContext, Form } from './session.ts';
import { renderSettingFields } from './setting-form.ts';
import { type SettingField, settingsPages } from './settings.table.ts';

export type StepPage = {
  readonly session: Session;
  readonly form: Form;
  readonly problems: Problems;
  /** A code is on its way to the phone, or the test message. */
  readonly isSent?: boolean;
};

export const stepTitles: Readonly<Record<FirstStep, string>> = {
  urzad: 'Twój urząd',
  miejsca: 'Miejscowości i ulice',
  numer: 'Numer i nadawca',
  kategorie: 'Kategorie',
  telefon: 'Twój telefon',
  proba: 'Pierwszy SMS',
};

const pick = (page: 'urzad' | 'numer', keys: readonly string[]): readonly SettingField[] =>
  settingsPages[page].fields.filter(({ key }) => keys.includes(key));

/** The fields that a step asks for; the rest of its settings can wait. */
export const stepFields = {
  urzad: pick('urzad', ['officeName', 'officeShortName', 'controllerName', 'tercs']),
  numer: pick('numer', ['dialogueNumber', 'senderName']),
} as const;

export async function renderStep(admin: AdminContext, step: FirstStep, page: StepPage): Promise<Html> {
  switch (step) {
    case 'urzad':
      return html`<p>Te nazwy mieszkaniec zobaczy w SMS-ach i na formularzu. Wszystko można później zmienić.</p>
${renderForm(page, { step, body: renderSettingFields(stepFields.urzad, page), button: 'Zapisz i dalej' })}`;
    case 'miejsca':
      return renderPlaces(admin, page);
    case 'numer':
      return html`<p>${
        isPractice(admin)
          ? 'Na ten numer mieszkańcy będą pisać. Do ćwiczeń wystarczy dowolny: nic nie wyjdzie naprawdę. Prawdziwy zamawia się u operatora.'
          : 'Na ten numer mieszkańcy piszą. To numer zamówiony u operatora.'
      }</p>
${renderForm(page, { step, body: renderSettingFields(stepFields.numer, page), button: 'Zapisz i dalej' })}`;
    case 'kategorie':
      return renderCategories(admin, page);
    case 'telefon':
      return renderPhone(admin, page);
    case 'proba':
      return renderTest(admin, page);
    default:
      return step satisfies never;
  }
}

async function renderPlaces(admin: AdminContext, page: StepPage): Promise<Html> {
  const { tercs } = await readFreshSettings(admin.deps);
  const count = await countServed(admin.deps, tercs);
  const words = { one: 'miejscowość', few: 'miejscowości', many: 'miejscowości' } as const;
  const codes = tercs.join(', ');
  return html`<p>Mieszkaniec podaje przy zapisie miejscowość i ulicę, a system rozpoznaje je w rejestrze TERYT.</p>
${
  count > 0
    ? html`<p><strong>${formatPlural(count, words)}</strong> ${codes === '' ? 'w systemie' : `w gminie ${codes}`}.</p>
${renderForm(page, { step: 'miejsca', body: html``, button: 'Dalej' })}
<p><a href="${paths.admin.places}">Wczytaj nowsze wydanie rejestru</a></p>`
    : html`<p>${codes === '' ? 'W systemie nie ma jeszcze miejsc.' : html`Dla gminy <strong>${codes}</strong> nie ma jeszcze miejsc.`} Pliki TERC, SIMC i ULIC pobierzesz bez opłat ze strony GUS (eteryt.stat.gov.pl, „Pliki do pobrania”).</p>
<p><a class="button" href="${paths.admin.places}">Wczytaj pliki TERYT</a></p>
<p class="quiet">Po wczytaniu wróć tutaj: Ustawienia, Pierwsze kroki.</p>
${isPractice(admin) ? renderForm(page, { step: 'miejsca', body: html`<p>Tylko ćwiczysz? Weź przykładową gminę Dopiewo. Prawdziwy rejestr wczytasz później.</p>`, button: 'Ćwicz na gminie Dopiewo', act: 'cwiczenia' }) : ''}`
}`;
}

async function renderCategories(admin: AdminContext, page: StepPage): Promise<Html> {
  const categories = (await listCategories(admin.deps.db)).filter(({ isActive }) => isActive);
  return html`<p>Zapis oznacza alerty. Resztę mieszkaniec wybiera sam; każda kategoria ma podstawę prawną.</p>
${renderTable({
  caption: 'Kategorie',
  isCaptionHidden: true,
  columns: [
    { title: 'Nazwa', isHeader: true, cell: ({ name, isAlert }) => `${name}${isAlert ? ' (zawsze)' : ''}` },
    { title: 'Podstawa prawna', cell: ({ legalBasis }) => legalBasis },
    { title: 'Handlowa', cell: ({ isCommercial }) => (isCommercial ? 'tak' : 'nie') },
  ],
  rows: categories,
  empty: 'Nie ma jeszcze żadnej kategorii. Dodaj je na stronie Kategorie.',
})}
${renderForm(page, { step: 'kategorie', body: html``, button: 'Tak zostaje, dalej' })}
<p><a href="${paths.admin.categories}">Zmień kategorie</a></p>`;
}

async function renderPhone(admin: AdminContext, page: StepPage): Promise<Html> {
  const own = await findOwnPhone(admin.deps.db, page.session.staffId);
  const parsed = own === null ? undefined : parseMsisdn(own.msisdn);
  const field = page.isSent
    ? renderField({
        name: 'kod',
        label: 'Kod z SMS-a',
        hint: '6 cyfr, ważny 10 minut',
        problem: page.problems.kod,
        inputmode: 'numeric',
        autocomplete: 'one-time-code',
        isRequired: true,
        isShort: true,
      })
    : renderField({
        name: 'numer',
        label: 'Twój numer komórkowy',
        hint: isPractice(admin)
          ? 'W ćwiczeniach może być zmyślony, np. 500 000 001'
          : '9 cyfr, np. 501 234 567',
        value: page.form.numer,
        problem: page.problems.numer,
        type: 'tel',
        maxlength: 20,
        isRequired: true,
        isShort: true,
      });
  return html`<p>Na swój telefon dostaniesz każdą wiadomość na próbę, zanim zobaczą ją mieszkańcy.</p>
${
  parsed?.ok === true
    ? html`<p>Potwierdzony numer: <strong>${maskMsisdn(parsed.msisdn)}</strong></p>
${renderForm(page, { step: 'telefon', body: html``, button: 'Dalej', act: 'dalej' })}`
    : html`${page.isSent ? renderNotice({ kind: 'info', body: html`Kod jest w drodze. ${renderPhoneHint(admin, page.form.numer)}` }) : ''}
${renderForm(page, { step: 'telefon', body: html`${page.isSent ? html`<input type="hidden" name="numer" value="${page.form.numer ?? ''}">` : ''}${field}`, button: page.isSent ? 'Potwierdź' : 'Wyślij kod', act: page.isSent ? 'kod' : 'numer' })}
${page.isSent ? html`<p><a href="${paths.admin.firstStep('telefon')}">Podaj inny numer</a></p>` : ''}`
}`;
}

async function renderTest(admin: AdminContext, page: StepPage): Promise<Html> {
  const own = await findOwnPhone(admin.deps.db, page.session.staffId);
  if (own === null)
    return html`<p>Najpierw potwierdź swój telefon: tam przyjdzie SMS.</p>
<p><a class="button" href="${paths.admin.firstStep('telefon')}">Wróć do kroku „Twój telefon”</a></p>`;
  if (page.isSent)
    return html`${renderNotice({ kind: 'good', body: html`SMS jest w drodze. ${renderPhoneHint(admin, own.msisdn)}` })}
${renderForm(page, { step: 'proba', body: html`<p>Przyszedł? Odpisz na niego ZAPISZ i zobacz, jak system rozmawia z mieszkańcem.</p>`, button: 'Przyszedł, kończę', act: 'koniec' })}
${renderForm(page, { step: 'proba', body: html``, button: 'Wyślij jeszcze raz', act: 'wyslij', isSecond: true })}`;
  return html`<p>Wyślemy jeden SMS na Twój telefon. ${isPractice(admin) ? 'W ćwiczeniach zobaczysz go na ekranie.' : 'To prawdziwy SMS i kosztuje jak każdy.'}</p>
${renderForm(page, { step: 'proba', body: html``, button: 'Wyślij pierwszy SMS', act: 'wyslij' })}`;
}

/** Where the message can be read: on the screen while nothing is really sent. */
function renderPhoneHint(admin: AdminContext, number: string | undefined): Html {
  if (!isPractice(admin)) return html`Zajrzyj do telefonu.`;
  const parsed = parseMsisdn(number ?? '');
  const query = parsed.ok ? `?nowy=${parsed.msisdn.slice(3)}` : '';
  return html`Zobaczysz go na <a href="${paths.phone}${query}" target="_blank" rel="noopener">telefonie do ćwiczeń (nowa karta)</a>.`;
}

function renderForm(
  page: StepPage,
  form: {
    readonly step: FirstStep;
    readonly body: Html;
    readonly button: string;
    readonly act?: string;
    readonly isSecond?: true;
  },
): Html {
  return html`<form method="post" action="${paths.admin.firstStep(form.step)}" novalidate>
${renderFormToken(page.session)}
<input type="hidden" name="akcja" value="${form.act ?? 'dalej'}">
${form.body}
<div class="buttons"><button${form.isSecond ? html` class="second"` : ''}>${form.button}</button></div>
</form>`;
}

function isPractice(admin: AdminContext): boolean {
  return admin.deps.office().mode === 'practice';
}
