// Picking an audience: the page's own acts, its live count and names, and the audiences kept under a name.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listSavedAudiences } from '#db/saved-audiences.ts';
import { toAudience } from '#domain/audience-picks.ts';
import { displayLocality, displayStreet } from '#domain/places.ts';
import { narrowTo } from '#domain/sender-scope.ts';
import { hasProblems, type Problems } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { Session } from '#services/open-session.ts';
import { dropSavedAudience, saveAudience } from '#services/save-audience.ts';
import { limitOfSession } from '#services/sender-limit.ts';
import { addTypedPlace, packAudience, readAudienceForm, removePlace } from './audience-form.ts';
import { renderAudiencePage, renderMeasure } from './audience-page.ts';
import { wordAudience } from './audience-words.ts';
import { refuseViewer } from './compose.ts';
import { renderCompose } from './compose-page.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { type AdminContext, type AdminEnv, type Form, formTokenField } from './session.ts';

export function mountAudience(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.post('/wyslij/odbiorcy', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const office = admin.deps.office();
    const form = c.get('form');
    const carried = carriedOf(form);
    const show = (page: { form?: Form; problems?: Problems; saved?: string }): Promise<Html> =>
      renderAudiencePage(admin, { session, carried, form, problems: {}, ...page });
    const act = form.akcja ?? '';
    if (act === 'dodaj' || act === 'wyklucz') {
      const added = addTypedPlace(office, { form, side: act === 'dodaj' ? 'who' : 'without' });
      if (added.ok) return c.html(await show({ form: added.form }));
      return c.html(await show({ problems: added.problems }), 422);
    }
    const [, side, at] = /^usun:(who|without):(\d{1,4})$/.exec(act) ?? [];
    if (side === 'who' || side === 'without') {
      return c.html(await show({ form: removePlace(form, { side, at: Number(at) }) }));
    }
    const { picks, problems } = readAudienceForm(office, form);
    if (hasProblems(problems)) return c.html(await show({}), 422);
    const audience = narrowTo(limitOfSession(office, session), toAudience(picks));
    if (audience === null) return c.html(await show({ problems: { numery: notYours } }), 422);
    if (act === 'zapisz') {
      const actor = `staff:${session.staffId}`;
      const answer = await saveAudience(admin.deps, { name: form.nazwa ?? '', audience, actor });
      if (!answer.ok) return c.html(await show({ problems: { nazwa: wrongName } }), 422);
      return c.html(await show({ form: { ...form, nazwa: '' }, saved: (form.nazwa ?? '').trim() }));
    }
    if (act !== 'dalej') return c.html(await show({}));
    const chosen: Form =
      'all' in audience ? { odbiorcy: 'all' } : { odbiorcy: 'custom', drzewo: packAudience(audience) };
    return c.html(
      await renderCompose(admin, {
        session,
        form: { rodzaj: 'bulk', ...carried, ...chosen },
        problems: {},
      }),
    );
  });

  app.post('/wyslij/odbiorcy/liczba', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const office = admin.deps.office();
    const { picks, problems } = readAudienceForm(office, c.get('form'));
    const audience = narrowTo(limitOfSession(office, session), toAudience(picks));
    const lines = Object.values(problems).filter((line) => line !== undefined);
    if (audience === null) lines.push(notYours);
    return c.html(
      lines.length === 0 && audience !== null
        ? await renderMeasure(admin, audience)
        : html`<h2 id="policzone">Odbiorcy</h2><p>${lines.join(' ')}</p>`,
    );
  });

  app.get('/wyslij/odbiorcy/nazwy', (c) => {
    refuseViewer(c.get('session'));
    const { places } = admin.deps.office();
    const locality = (c.req.query('miejscowosc') ?? '').slice(0, 100);
    const street = c.req.query('ulica');
    if (street === undefined) {
      return c.json({ names: places.completeLocality(locality).map(displayLocality) });
    }
    const found = places.findLocalities(locality);
    const sym =
      found.kind === 'match' ? found.place.sym : found.kind === 'choices' ? found.places[0]?.sym : undefined;
    const names =
      sym === undefined ? [] : places.completeStreet(sym, street.slice(0, 100)).map(displayStreet);
    return c.json({ names });
  });

  app.get('/wyslij/grupy', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    return c.html(await renderSaved({ session, isDone: c.req.query('usunieto') === '1' }));
  });

  app.post('/wyslij/grupy/:id{[0-9]{1,15}}/usun', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    await dropSavedAudience(admin.deps, {
      id: Number(c.req.param('id')),
      actor: `staff:${session.staffId}`,
    });
    return c.redirect(`${paths.admin.savedAudiences}?usunieto=1`, 303);
  });

  async function renderSaved(page: { readonly session: Session; readonly isDone: boolean }): Promise<Html> {
    const { session } = page;
    return renderAdminPage(admin, {
      room: 'compose',
      session,
      title: 'Zapisani odbiorcy',
      body: html`${page.isDone ? renderNotice({ kind: 'good', body: 'Usunięto. Wysyłki, które już do nich poszły, zostają bez zmian.' }) : ''}
<p>Nową nazwę nadasz na stronie wyboru odbiorców: <a href="${paths.admin.compose}">Wyślij</a>, potem „Wybierz dokładniej”. Zapis pod tą samą nazwą zastępuje poprzedni.</p>
${renderTable({
  caption: 'Zapisani odbiorcy',
  isCaptionHidden: true,
  columns: [
    {
      title: 'Nazwa',
      isHeader: true,
      cell: ({ id, name }) => html`<a href="${paths.admin.compose}?grupa=${id}">${name}</a>`,
    },
    { title: 'Kto', cell: ({ audience }) => wordAudience(admin.deps.office(), audience) },
    {
      title: 'Usuwanie',
      cell: ({ id, name }) =>
        html`<form method="post" action="${paths.admin.dropAudience(id)}">${renderFormToken(session)}<button class="plain">Usuń<span class="hidden-text"> ${name}</span></button></form>`,
    },
  ],
  rows: await listSavedAudiences(admin.deps.db),
  empty: 'Nie ma jeszcze żadnych.',
})}`,
    });
  }
}

const notYours = 'Tego Twoje konto nie obejmuje: wybierz miejsca albo kategorie, bez listy numerów.';
const wrongName = 'Wpisz nazwę: od 2 do 80 znaków.';

/** Fields of the message, handed on from page to page. */
function carriedOf(form: Form): Form {
  const own =
    /^(?:wies_|rejon_|bez_|kategoria_|zapisani_|numery|miejsca$|miejscowosc$|ulica$|od$|do$|strona$|nazwa$|akcja$)/;
  return Object.fromEntries(
    Object.entries(form).filter(([name]) => name !== formTokenField && !own.test(name)),
  );
}
