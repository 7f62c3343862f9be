// /admin/ustawienia/przechowywanie: how long each class of data is kept.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { OfficeSettingKey } from '#domain/settings.ts';
import { type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { changeSettings } from '#services/change-settings.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

type Kept = {
  readonly key: OfficeSettingKey;
  readonly label: string;
  readonly hint: string;
  readonly range: string;
};

const fields: readonly Kept[] = [
  {
    key: 'keepMessagesMonths',
    label: 'Wysłane wiadomości: ile miesięcy',
    hint: 'Do kogo co wyszło i z jakim skutkiem. Potem zostają liczby w raportach i treść wysyłek masowych.',
    range: 'od 2 do 120',
  },
  {
    key: 'keepInboundMonths',
    label: 'SMS-y od mieszkańców: ile miesięcy',
    hint: 'Potem znika treść i numer; zostaje data i to, czego SMS dotyczył.',
    range: 'od 1 do 120',
  },
  {
    key: 'keepLeftMonths',
    label: 'Numery osób wypisanych: ile miesięcy',
    hint: 'Potem numer i adresy znikają. Zostaje zapis zgody bez numeru i skrót, który nie pozwala wpisać tej osoby z dawnej listy.',
    range: 'od 1 do 120',
  },
  {
    key: 'keepRefusedDays',
    label: 'Nieczytelne wywołania operatora: ile dni',
    hint: 'Służą tylko do szukania usterek.',
    range: 'od 1 do 365',
  },
  {
    key: 'keepAuditYears',
    label: 'Dziennik czynności urzędników: ile lat',
    hint: 'Nie krócej niż 2 lata; młodszych wpisów nie da się usunąć.',
    range: 'od 2 do 20',
  },
];

export function mountRetention(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/przechowywanie', (c) => {
    const { settings } = admin.deps.office();
    const form = Object.fromEntries(fields.map(({ key }) => [key, String(settings[key])]));
    return c.html(render(c.get('session'), { form, problems: {}, isSaved: c.req.query('zapisano') === '1' }));
  });

  app.post('/ustawienia/przechowywanie', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const answer = await changeSettings(admin.deps, {
      actor: `staff:${session.staffId}`,
      role: session.role,
      values: Object.fromEntries(
        fields.map(({ key }) => [
          key,
          /^\d{1,4}$/.test((form[key] ?? '').trim()) ? Number(form[key]) : Number.NaN,
        ]),
      ),
    });
    if (answer.ok) return c.redirect(`${paths.admin.retention}?zapisano=1`, 303);
    const problems = Object.fromEntries(
      fields
        .filter(({ key }) => answer.problems.includes(key))
        .map(({ key, range }) => [key, `Wpisz liczbę całkowitą ${range}.`]),
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
      title: 'Jak długo przechowujemy dane',
      width: 'narrow',
      body: html`${renderProblemSummary(page.problems)}
${page.isSaved ? renderNotice({ kind: 'good', body: 'Zapisano. Zmiany działają od najbliższej nocy.' }) : ''}
<p>Co noc system usuwa to, czego czas minął. Liczby w raportach zostają na zawsze. Skrócony czas obejmie też dane już zebrane; tego nie można cofnąć.</p>
<form method="post" action="${paths.admin.retention}" novalidate>
${renderFormToken(session)}
${fields.map(({ key, label, hint }) =>
  renderField({
    name: key,
    label,
    hint,
    value: page.form[key],
    problem: page.problems[key],
    inputmode: 'numeric',
    isShort: true,
  }),
)}
<div class="buttons"><button>Zapisz</button><a class="button second" href="${paths.admin.settings}">Wróć do ustawień</a></div>
</form>`,
    });
  }
}
