import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { OfficeSettingKey, OfficeSettings } from '#domain/settings.ts';
import { formatDecimal } from '#html/format.ts';
import { type Problems, renderCheckbox, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { changeSettings } from '#services/change-settings.ts';
import type { Session } from '#services/open-session.ts';
import { canSend, renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

type SettingField = {
  readonly key: OfficeSettingKey;
  readonly label: string;
  readonly hint: string;
  readonly problem: string;
  readonly type?: 'time' | 'tel';
  readonly isShort?: true;
};

const fields: readonly SettingField[] = [
  {
    key: 'officeName',
    label: 'Pełna nazwa urzędu',
    hint: 'Na stronach, np. Urząd Gminy Dopiewo',
    problem: 'Wpisz pełną nazwę urzędu, najwyżej 100 znaków.',
  },
  {
    key: 'officeShortName',
    label: 'Krótka nazwa',
    hint: 'Pierwsze słowo SMS-ów, które zaczyna urząd, np. Dopiewo. Najwyżej 20 znaków.',
    problem: 'Wpisz krótką nazwę, najwyżej 20 znaków.',
    isShort: true,
  },
  {
    key: 'controllerName',
    label: 'Administrator danych',
    hint: 'Kto przechowuje dane, np. Wójt Gminy Dopiewo. Mieszkaniec czyta to przed podaniem kodu.',
    problem: 'Wpisz, kto jest administratorem danych, najwyżej 60 znaków.',
  },
  {
    key: 'dialogueNumber',
    label: 'Numer do rozmowy',
    hint: 'Na ten numer mieszkańcy piszą ZAPISZ. Widać go na plakatach i w wysyłkach.',
    problem: 'Numer może mieć najwyżej 20 znaków.',
    type: 'tel',
    isShort: true,
  },
  {
    key: 'senderName',
    label: 'Nazwa nadawcy wysyłek',
    hint: 'Zatwierdzona przez operatora, najwyżej 11 znaków bez polskich liter. Puste pole: wysyłki idą z numeru.',
    problem:
      'Nazwa może mieć najwyżej 11 znaków: litery bez polskich znaków, cyfry, spację i . & @ - + _ ! % #',
    isShort: true,
  },
  {
    key: 'helpPhone',
    label: 'Telefon do urzędu',
    hint: 'Podawany w odpowiedzi na POMOC. Puste pole: nie jest podawany.',
    problem: 'Numer może mieć najwyżej 20 znaków.',
    type: 'tel',
    isShort: true,
  },
  {
    key: 'segmentPriceGrosze',
    label: 'Cena jednego SMS-a w groszach netto',
    hint: 'Z umowy z operatorem, np. 16,5',
    problem: 'Wpisz cenę w groszach, od 0 do 1000, np. 16,5.',
    isShort: true,
  },
  {
    key: 'alertReservePoints',
    label: 'Rezerwa na alerty, w punktach konta',
    hint: 'Gdy na koncie u operatora zostanie tyle, zwykłe wysyłki staną, a alerty i odpowiedzi pójdą dalej. 0: bez rezerwy.',
    problem: 'Wpisz liczbę punktów, od 0 do 10 000 000.',
    isShort: true,
  },
  {
    key: 'bulkBacklog',
    label: 'Zwykłe wiadomości bez potwierdzenia, najwyżej',
    hint: 'Ile może ich naraz czekać u operatora, żeby alert nie stał w kolejce za nimi. 0: bez ograniczenia.',
    problem: 'Wpisz liczbę całkowitą od 0 do 10 000 000, np. 20000.',
    isShort: true,
  },
  {
    key: 'quietFrom',
    label: 'Cisza nocna od',
    hint: 'W tym czasie wychodzą tylko alerty i odpowiedzi.',
    problem: 'Wpisz godzinę, np. 21:00.',
    type: 'time',
    isShort: true,
  },
  {
    key: 'quietUntil',
    label: 'Cisza nocna do',
    hint: 'Wysyłki wstrzymane na noc ruszą o tej porze.',
    problem: 'Wpisz godzinę, np. 07:00.',
    type: 'time',
    isShort: true,
  },
];

export function mountSettings(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia', (c) => {
    const { settings } = admin.deps.office();
    const isSaved = c.req.query('zapisano') === '1';
    return c.html(render(c.get('session'), { form: toForm(settings), problems: {}, isSaved }));
  });

  app.post('/ustawienia', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const answer = await changeSettings(admin.deps, {
      actor: `staff:${session.staffId}`,
      role: session.role,
      values: fromForm(form),
    });
    if (answer.ok) return c.redirect(`${paths.admin.settings}?zapisano=1`, 303);
    const problems = Object.fromEntries(
      fields.filter(({ key }) => answer.problems.includes(key)).map(({ key, problem }) => [key, problem]),
    );
    return c.html(render(session, { form, problems, isSaved: false }), 422);
  });

  function render(
    session: Session,
    page: { readonly form: Form; readonly problems: Problems; readonly isSaved: boolean },
  ): Html {
    const { mode } = admin.deps.office();
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Ustawienia',
      width: 'narrow',
      body: html`${renderProblemSummary(page.problems)}
${page.isSaved ? renderNotice({ kind: 'good', body: 'Zapisano. Zmiany działają w ciągu sekundy.' }) : ''}
<h2>Tryb pracy</h2>
<p>${
        mode === 'practice'
          ? html`<strong>Ćwiczenia</strong>: nic nie jest wysyłane naprawdę. <a href="${paths.admin.goLive}">Przejdź na tryb rzeczywisty</a>`
          : html`<strong>Rzeczywisty</strong>: SMS-y naprawdę wychodzą i kosztują.`
      }</p>
${session.hasSecondFactor ? '' : html`<p>Twoje konto nie ma jeszcze drugiego składnika logowania. <a href="${paths.admin.enrolSecondFactor}">Ustaw go teraz</a></p>`}
${
  canSend(session)
    ? html`<h2>Rozmowy z mieszkańcami</h2>
<p><a href="${paths.admin.savedAnswers}">Gotowe odpowiedzi</a>: teksty do wstawiania w Skrzynce.</p>`
    : ''
}
${session.role === 'admin' ? html`<p><a href="${paths.admin.dutyOfficers}">Dyżurni</a>: kto dostaje SMS, gdy mieszkaniec pisze o zagrożeniu.</p>` : ''}
${
  session.role === 'admin'
    ? html`<h2>Ludzie</h2>
<p><a href="${paths.admin.accounts}">Konta</a>: kto pracuje w panelu i co może. <a href="${paths.admin.auditLog}">Dziennik</a>: kto co zrobił.</p>
<h2>Miejsca</h2>
<p><a href="${paths.admin.places}">Miejscowości, ulice i rejony</a>: nowe wydanie rejestru TERYT, nazwy potoczne, sołectwa.</p>
<h2>Strona dla mieszkańców</h2>
<p><a href="${paths.admin.look}">Kolor i herb</a> · <a href="${paths.admin.clauses}">Klauzule</a>: treść zgody na formularzu, po polsku, ukraińsku i angielsku.</p>
<p><a href="${paths.admin.categories}">Kategorie</a>: co można wybrać przy zapisie, podstawa prawna. <a href="${paths.admin.retention}">Jak długo przechowujemy dane</a></p>
<p><a href="${paths.admin.editDeclaration}">Deklaracja dostępności</a>: wymaga jej ustawa; co roku do 31 marca trzeba ją przejrzeć.</p>
<h2>Inne systemy</h2>
<p><a href="${paths.admin.tokens}">Dostęp dla systemów</a>: tokeny, którymi inne programy łączą się z Wici.</p>
<h2>Wysyłanie</h2>
<p><a href="${paths.admin.sendingSettings}">Cofanie, zgoda drugiej osoby, budżet, spóźnienia</a></p>
<h2>Urząd i wysyłki</h2>
<form method="post" action="${paths.admin.settings}" novalidate>
${renderFormToken(session)}
${fields.map((field) =>
  renderField({
    name: field.key,
    label: field.label,
    hint: field.hint,
    value: page.form[field.key],
    problem: page.problems[field.key],
    type: field.type ?? 'text',
    ...(field.isShort ? { isShort: true as const } : {}),
  }),
)}
${renderCheckbox({
  name: 'allowLinks',
  label: 'Pozwalaj na adresy internetowe w SMS-ach',
  isChecked: page.form.allowLinks === '1',
  hint: 'Tylko jeśli operator zgodził się na linki na Waszym koncie; inaczej odrzuci wysyłkę.',
})}
${renderCheckbox({
  name: 'useFast',
  label: 'Wysyłaj alerty i odpowiedzi w trybie pilnym operatora',
  isChecked: page.form.useFast === '1',
  hint: 'Kosztuje więcej i działa tylko na kontach, które to mają w umowie.',
})}
<div class="buttons"><button>Zapisz</button></div>
</form>`
    : html`<p>Ustawienia urzędu zmienia administrator panelu.</p>`
}`,
    });
  }
}

function toForm(settings: OfficeSettings): Form {
  return {
    ...Object.fromEntries(fields.map(({ key }) => [key, String(settings[key] ?? '')])),
    segmentPriceGrosze: formatDecimal(settings.segmentPriceGrosze),
    alertReservePoints: formatDecimal(settings.alertReservePoints),
    ...(settings.allowLinks ? { allowLinks: '1' } : {}),
    ...(settings.useFast ? { useFast: '1' } : {}),
  };
}

function fromForm(form: Form): Partial<Record<OfficeSettingKey, unknown>> {
  const texts = fields
    .filter(({ key }) => form[key] !== undefined)
    .map(({ key }) => [key, (form[key] ?? '').trim()]);
  return {
    ...Object.fromEntries(texts),
    ...Object.fromEntries(
      (['segmentPriceGrosze', 'alertReservePoints', 'bulkBacklog'] as const)
        .filter((key) => form[key] !== undefined)
        .map((key) => [key, parseNumber(form[key] ?? '')]),
    ),
    allowLinks: form.allowLinks === '1',
    useFast: form.useFast === '1',
  };
}

/** An empty field is no nought. */
function parseNumber(text: string): number {
  const number = text.replace(/\s/g, '').replace(',', '.');
  return number === '' ? Number.NaN : Number(number);
}
