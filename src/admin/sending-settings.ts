// /admin/ustawienia/wysylanie: what protects a hurried hand.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { OfficeSettingKey, OfficeSettings } from '#domain/settings.ts';
import { formatDecimal } from '#html/format.ts';
import { type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { changeSettings } from '#services/change-settings.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

type SendingField = {
  readonly key: OfficeSettingKey;
  readonly kind: 'number' | 'optional' | 'zloty' | 'time';
  readonly label: string;
  readonly hint: string;
  readonly problem: string;
};

const fields: readonly SendingField[] = [
  {
    key: 'undoSeconds',
    kind: 'number',
    label: 'Sekundy na cofnięcie',
    hint: 'Tyle czeka zwykła wysyłka po naciśnięciu przycisku. Alert nie czeka nigdy. 0: wychodzi od razu.',
    problem: 'Wpisz liczbę od 0 do 120.',
  },
  {
    key: 'approveAbove',
    kind: 'optional',
    label: 'Zgoda drugiej osoby powyżej ilu odbiorców',
    hint: 'Puste pole: nigdy. Zgodzić się musi ktoś inny niż autor, więc potrzebne są dwa konta. Alertów to nie dotyczy.',
    problem: 'Wpisz liczbę całkowitą albo zostaw puste pole.',
  },
  {
    key: 'aloneFrom',
    kind: 'time',
    label: 'Jedna osoba może wysyłać sama od godziny',
    hint: 'Poza tymi godzinami potrzebna jest zgoda drugiej osoby. Dwie równe godziny: zawsze może sama.',
    problem: 'Wpisz godzinę, np. 07:00.',
  },
  {
    key: 'aloneUntil',
    kind: 'time',
    label: 'Jedna osoba może wysyłać sama do godziny',
    hint: 'Na przykład 16:00.',
    problem: 'Wpisz godzinę, np. 16:00.',
  },
  {
    key: 'monthBudgetGrosze',
    kind: 'zloty',
    label: 'Budżet miesiąca w złotych netto',
    hint: 'Wysyłka, która go przekroczy, czeka na zgodę drugiej osoby; zaplanowana pyta. Puste pole: bez budżetu.',
    problem: 'Wpisz kwotę w złotych, np. 1500, albo zostaw puste pole.',
  },
  {
    key: 'proveAbove',
    kind: 'number',
    label: 'Pytaj o hasło przed wysłaniem do więcej niż ilu osób',
    hint: 'Chroni, gdy ktoś odejdzie od włączonego komputera. Kto podał hasło albo kod w ostatnich 10 minutach, nie jest pytany. Alertów to nie dotyczy. 0: nigdy.',
    problem: 'Wpisz liczbę całkowitą od 0 do 10 000 000, np. 500.',
  },
  {
    key: 'typeAllAbove',
    kind: 'number',
    label: 'Wpisanie słowa „wszyscy” powyżej ilu odbiorców',
    hint: 'Przy zwykłej wysyłce do wszystkich. 0: nigdy.',
    problem: 'Wpisz liczbę całkowitą.',
  },
  {
    key: 'graceBulkMinutes',
    kind: 'number',
    label: 'Ile minut może się spóźnić zwykła wysyłka',
    hint: 'Gdy system nie działał o czasie. Potem nie wychodzi sama, tylko pyta.',
    problem: 'Wpisz liczbę minut od 1 do 10080.',
  },
  {
    key: 'graceAlertMinutes',
    kind: 'number',
    label: 'Ile minut może się spóźnić zaplanowany alert',
    hint: 'Stary alert szkodzi: zwykle pół godziny.',
    problem: 'Wpisz liczbę minut od 1 do 10080.',
  },
  {
    key: 'alertHours',
    kind: 'number',
    label: 'Ile godzin ważny jest alert',
    hint: 'Podpowiadane na stronie alertu, od 1 do 24.',
    problem: 'Wpisz liczbę godzin od 1 do 24.',
  },
];

export function mountSendingSettings(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/wysylanie', (c) => {
    const session = c.get('session');
    refuseOthers(session);
    const isSaved = c.req.query('zapisano') === '1';
    return c.html(render(session, { form: toForm(admin.deps.office().settings), problems: {}, isSaved }));
  });

  app.post('/ustawienia/wysylanie', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const answer = await changeSettings(admin.deps, {
      actor: `staff:${session.staffId}`,
      role: session.role,
      values: Object.fromEntries(
        fields.filter(({ key }) => form[key] !== undefined).map((field) => [field.key, parse(field, form)]),
      ),
    });
    if (answer.ok) return c.redirect(`${paths.admin.sendingSettings}?zapisano=1`, 303);
    const problems = Object.fromEntries(
      fields.filter(({ key }) => answer.problems.includes(key)).map(({ key, problem }) => [key, problem]),
    );
    return c.html(render(session, { form, problems, isSaved: false }), 422);
  });

  function render(
    session: Session,
    page: { readonly form: Form; readonly problems: Problems; readonly isSaved: boolean },
  ): Html {
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Wysyłanie',
      width: 'narrow',
      body: html`${renderProblemSummary(page.problems)}
${page.isSaved ? renderNotice({ kind: 'good', body: 'Zapisano. Zmiany działają w ciągu sekundy.' }) : ''}
<form method="post" action="${paths.admin.sendingSettings}" novalidate>
${renderFormToken(session)}
${fields.map(({ key, kind, label, hint }) =>
  renderField({
    name: key,
    label,
    hint,
    value: page.form[key],
    problem: page.problems[key],
    type: kind === 'time' ? 'time' : 'text',
    inputmode: kind === 'zloty' ? 'decimal' : 'numeric',
    isShort: true,
  }),
)}
<div class="buttons"><button>Zapisz</button><a class="button second" href="${paths.admin.settings}">Wróć do ustawień</a></div>
</form>`,
    });
  }
}

function refuseOthers(session: Session): void {
  if (session.role !== 'admin') throw new ServiceError('forbidden', 'only administrators change settings');
}

function toForm(settings: OfficeSettings): Form {
  return Object.fromEntries(
    fields.map(({ key, kind }) => {
      const value = settings[key];
      if (value === null) return [key, ''];
      return [key, kind === 'zloty' ? formatDecimal(Number(value) / 100) : String(value)];
    }),
  );
}

function parse({ key, kind }: SendingField, form: Form): unknown {
  const text = (form[key] ?? '').trim();
  if (kind === 'time') return text;
  const number = text.replace(/\s/g, '').replace(',', '.');
  if (number === '') return kind === 'number' ? Number.NaN : null;
  return kind === 'zloty' ? Math.round(Number(number) * 100) : Number(number);
}
