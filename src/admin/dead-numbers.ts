// /admin/odbiorcy/martwe: numbers that nothing is sent to, because it has failed for weeks.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type DeadNumber, listDeadNumbers } from '#db/dead-numbers.ts';
import { formatCount, formatDay } from '#html/format.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { reviveNumber } from '#services/dead-numbers.ts';
import { ServiceError } from '#services/errors.ts';
import { refuseViewer } from './compose.ts';
import { canHandle, renderAdminPage, renderFormToken } from './frame.ts';
import { maskSender } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const mostShown = 500;

export function mountDeadNumbers(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/odbiorcy/martwe', async (c) => {
    const session = c.get('session');
    const rows = await listDeadNumbers(admin.deps.db, mostShown);
    return c.html(
      renderAdminPage(admin, {
        room: 'subscribers',
        session,
        title: 'Martwe numery',
        body: html`<p class="lead">Co najmniej trzy wiadomości z rzędu nie doszły tu przez dwa tygodnie albo dłużej, więc nic więcej tam nie idzie. Te osoby są dalej zapisane.</p>
<p>Gdy ktoś z takiego numeru napisze SMS, w ciągu doby sam wraca na listę. Jeśli wiesz, że numer działa, przywróć go.</p>
${renderTable<DeadNumber>({
  caption: 'Martwe numery, od ostatnio znalezionych',
  rows,
  empty: 'Nie ma martwych numerów.',
  columns: [
    { title: 'Numer', cell: ({ msisdn }) => maskSender(msisdn), isHeader: true, isWhole: true },
    { title: 'Nie doszło', cell: ({ failures }) => formatCount(failures), align: 'end' },
    { title: 'Pierwszy raz', cell: ({ firstFailedAt }) => formatDay(firstFailedAt), isWhole: true },
    { title: 'Ostatni raz', cell: ({ lastFailedAt }) => formatDay(lastFailedAt), isWhole: true },
    {
      title: 'Co dalej',
      cell: ({ phoneId }) =>
        canHandle(session)
          ? html`<form method="post" action="${paths.admin.reviveNumber(phoneId)}">${renderFormToken(session)}<button class="second">Przywróć</button></form>`
          : '',
    },
  ],
})}`,
      }),
    );
  });

  app.post('/odbiorcy/martwe/:id{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    await reviveNumber(admin.deps, {
      phoneId: Number(c.req.param('id')),
      actor: `staff:${session.staffId}`,
    }).catch((error: unknown) => {
      // A colleague was quicker, or the person has texted: it lives, which is what was wanted.
      if (!(error instanceof ServiceError) || error.code !== 'too_late') throw error;
    });
    return c.redirect(paths.admin.deadNumbers, 303);
  });
}
