// /admin/odbiorcy/wnioski and a person's own requests: access, erasure, rectification, each answered by one button and
// entered in the register. The answer for access is a page to be printed.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type ListedRequest, listDataRequests, type RequestKind, requestKinds } from '#db/data-requests.ts';
import { listRequestsOf } from '#db/mine.ts';
import { findMsisdn } from '#db/phones.ts';
import { dayOf } from '#domain/report-period.ts';
import { formatDateTime, formatDay } from '#html/format.ts';
import { renderField, renderProblemSummary, renderRadios } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { answerRequest } from '#services/answer-request.ts';
import { ServiceError } from '#services/errors.ts';
import { gatherMyData } from '#services/mine-data.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { parseId } from './inbox.ts';
import { maskSender } from './people.ts';
import { renderPersonData } from './person-data.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const pageSize = 50;
const kindWords: Readonly<Record<RequestKind, string>> = {
  access: 'dostęp do danych',
  erasure: 'usunięcie danych',
  rectification: 'sprostowanie danych',
};

export function mountRequests(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;

  app.get('/odbiorcy/wnioski', async (c) => {
    const before = parseId(c.req.query('przed'));
    const rows = await listDataRequests(deps.db, { limit: pageSize + 1, before });
    const shown = rows.slice(0, pageSize);
    return c.html(
      renderAdminPage(admin, {
        room: 'subscribers',
        session: c.get('session'),
        title: 'Rejestr wniosków RODO',
        body: html`<p>Kto i kiedy prosił o swoje dane, ich usunięcie albo poprawienie. Na odpowiedź jest miesiąc (art. 12 RODO). Wniosek załatwia się na stronie osoby: <a href="${paths.admin.subscribers}">Odbiorcy</a>.</p>
${renderTable<ListedRequest>({
  caption: 'Wnioski, od ostatnio załatwionych',
  isCaptionHidden: true,
  rows: shown,
  empty: 'Nie było jeszcze żadnego wniosku.',
  columns: [
    { title: 'Nr', cell: (row) => String(row.id), isHeader: true, isWhole: true },
    { title: 'Osoba', cell: (row) => maskSender(row.msisdn), isWhole: true },
    { title: 'Wniosek', cell: (row) => kindWords[row.kind] },
    {
      title: 'Wpłynął',
      cell: (row) => `${row.receivedOn}${row.door === 'form' ? ' (strona „Moje”)' : ''}`,
      isWhole: true,
    },
    { title: 'Załatwiony', cell: (row) => formatDateTime(row.answeredAt), isWhole: true },
    { title: 'Kto załatwił', cell: (row) => (row.answeredBy === 'system' ? 'system' : row.answeredBy) },
  ],
})}
${rows.length > pageSize ? html`<p><a href="${paths.admin.dataRequests}?przed=${shown.at(-1)?.id ?? 0}">Starsze</a></p>` : ''}`,
      }),
    );
  });

  app.get('/odbiorcy/:id{[0-9]{1,15}}/rodo', async (c) => {
    const phoneId = Number(c.req.param('id'));
    const done = c.req.query('stan');
    return c.html(await renderRequests(c.get('session'), { phoneId, form: {}, done }));
  });

  app.post('/odbiorcy/:id{[0-9]{1,15}}/rodo', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const phoneId = Number(c.req.param('id'));
    const kind = requestKinds.find((one) => one === form.wniosek);
    if (kind === undefined) {
      const problem = { wniosek: 'Wybierz, o co ta osoba prosi.' };
      return c.html(await renderRequests(session, { phoneId, form, problem }), 422);
    }
    const answer = await answerRequest(deps, { phoneId, kind, receivedOn: form.wplynal ?? '', by: session });
    if (!answer.ok) {
      const text =
        answer.problem === 'in_future'
          ? 'Ta data jeszcze nie nadeszła.'
          : 'Wpisz dzień, w którym wniosek wpłynął.';
      return c.html(await renderRequests(session, { phoneId, form, problem: { wplynal: text } }), 422);
    }
    if (kind !== 'access') return c.redirect(`${paths.admin.personRequests(phoneId)}?stan=${kind}`, 303);
    const msisdn = await findMsisdn(deps.db, phoneId);
    const data = await gatherMyData(deps, { phoneId, msisdn: msisdn ?? '' });
    return c.html(
      renderAdminPage(admin, {
        room: 'subscribers',
        session,
        title: `Odpowiedź na wniosek nr ${answer.id}`,
        body: html`${renderNotice({ kind: 'good', body: 'Wniosek wpisano do rejestru. Wydrukuj tę stronę i przekaż osobie, gdy potwierdzisz, kim jest.' })}
${renderPersonData(data)}
<p class="no-print"><a href="${paths.admin.personRequests(phoneId)}">Wróć do wniosków tej osoby</a></p>`,
      }),
    );
  });

  async function renderRequests(
    session: Session,
    page: {
      readonly phoneId: number;
      readonly form: Form;
      readonly problem?: Readonly<Record<string, string>>;
      readonly done?: string | undefined;
    },
  ): Promise<Html> {
    const { phoneId, form, problem = {}, done } = page;
    const [msisdn, requests] = await Promise.all([
      findMsisdn(deps.db, phoneId),
      listRequestsOf(deps.db, phoneId),
    ]);
    if (msisdn === null && requests.length === 0) throw new ServiceError('not_found', 'no such person');
    return renderAdminPage(admin, {
      room: 'subscribers',
      session,
      title: 'Wnioski RODO',
      heading: `Wnioski RODO: ${maskSender(msisdn)}`,
      width: 'narrow',
      body: html`${renderProblemSummary(problem)}
${done === 'erasure' ? renderNotice({ kind: 'good', body: 'Osoba jest wypisana, adresy i wybór usunięto. Numer i treści znikną, gdy wyjdą ostatnie SMS-y, najpóźniej w ciągu trzech dni.' }) : ''}
${done === 'rectification' ? renderNotice({ kind: 'good', body: 'Sprostowanie wpisano do rejestru.' }) : ''}
${renderTable({
  caption: 'Załatwione',
  rows: requests,
  empty: 'Ta osoba nie składała jeszcze wniosków.',
  columns: [
    { title: 'Nr', cell: (row) => String(row.id), isHeader: true },
    { title: 'Wniosek', cell: (row) => kindWords[row.kind] },
    { title: 'Wpłynął', cell: (row) => formatDay(new Date(`${row.receivedOn}T12:00:00Z`)) },
    { title: 'Załatwiony', cell: (row) => formatDateTime(row.answeredAt) },
  ],
})}
${
  msisdn === null
    ? html`<p>Dane tej osoby zostały usunięte.</p>`
    : html`<h2>Nowy wniosek</h2>
<form method="post" action="${paths.admin.personRequests(phoneId)}" novalidate>
${renderFormToken(session)}
${renderRadios({
  name: 'wniosek',
  legend: 'O co prosi',
  value: form.wniosek,
  problem: problem.wniosek,
  choices: [
    {
      value: 'access',
      label: 'Dostęp do danych',
      hint: 'Następna strona pokaże wszystko, co o niej wiemy, do wydruku.',
    },
    {
      value: 'rectification',
      label: 'Sprostowanie',
      hint: 'Najpierw popraw adres lub wybór tej osoby, potem zapisz wniosek.',
    },
    {
      value: 'erasure',
      label: 'Usunięcie danych',
      hint: 'Wypisze tę osobę i usunie numer, adresy i treści. Tego nie można cofnąć.',
    },
  ],
})}
${renderField({
  name: 'wplynal',
  label: 'Kiedy wniosek wpłynął',
  hint: 'Na odpowiedź jest miesiąc od tego dnia.',
  value: form.wplynal ?? dayOf(deps.clock()),
  problem: problem.wplynal,
  type: 'date',
  isShort: true,
})}
<div class="buttons"><button>Załatw i wpisz do rejestru</button></div>
</form>`
}
<p><a href="${paths.admin.dataRequests}">Rejestr wszystkich wniosków</a></p>`,
    });
  }
}
