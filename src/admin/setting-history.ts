// /admin/ustawienia/historia: who changed which setting, from what to what, and the way back.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import {
  findSettingChange,
  listChangedSubjects,
  listSettingChanges,
  type SettingChange,
} from '#db/setting-changes.ts';
import { canRestore } from '#domain/setting-history.ts';
import { formatDateTime } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { restoreSetting } from '#services/restore-setting.ts';
import { wordActor } from './audit-words.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { listNames } from './people.ts';
import type { AdminContext, AdminEnv } from './session.ts';
import { wordSettingSubject, wordSettingValue } from './setting-words.ts';
import { settingsPages } from './settings.table.ts';

const pageSize = 50;

export function mountSettingHistory(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db } = admin.deps;

  app.get('/ustawienia/historia', async (c) => {
    const [subjects, names] = await Promise.all([listChangedSubjects(db), listNames(admin)]);
    const subject = subjects.find((known) => known === c.req.query('co'));
    const before = /^\d{1,15}$/.test(c.req.query('przed') ?? '') ? Number(c.req.query('przed')) : undefined;
    const page = Object.keys(settingsPages).find((id) => id === c.req.query('strona'));
    const ofPage = page === undefined ? undefined : subjectsOf(page);
    const wanted = subject === undefined ? ofPage : [subject];
    const found = await listSettingChanges(db, { subjects: wanted, before, limit: pageSize + 1 });
    const changes = found.slice(0, pageSize);
    const last = changes.at(-1);
    const older = found.length > pageSize && last !== undefined ? last.id : undefined;
    const isRestored = c.req.query('przywrocono') !== undefined;
    return c.html(
      renderAdminPage(admin, {
        room: 'settings',
        session: c.get('session'),
        title: 'Historia ustawień',
        body: html`${isRestored ? renderNotice({ kind: 'good', body: 'Przywrócono. To też jest zmiana: stoi na początku listy.' }) : ''}
${renderSearch(subjects, subject)}
${renderTable<SettingChange>({
  caption: 'Zmiany, od najnowszej',
  columns: [
    { title: 'Kiedy', cell: ({ at }) => formatDateTime(at), isWhole: true },
    { title: 'Kto', cell: ({ actor }) => wordActor(actor, names) },
    {
      title: 'Co',
      isHeader: true,
      cell: ({ id, subject: of }) =>
        html`<a href="${paths.admin.settingChange(id)}">${wordSettingSubject(of)}</a>`,
    },
    { title: 'Było', cell: (change) => shorten(wordSettingValue(change.subject, change.before)) },
    { title: 'Jest', cell: (change) => shorten(wordSettingValue(change.subject, change.after)) },
  ],
  rows: changes,
  empty:
    wanted === undefined
      ? 'Nikt jeszcze niczego nie zmienił. Każda zmiana ustawień pojawi się tutaj.'
      : 'Tego nikt nie zmieniał.',
})}
${older === undefined ? '' : html`<p><a href="${paths.admin.settingHistory}?${new URLSearchParams({ ...(subject === undefined ? {} : { co: subject }), ...(page === undefined ? {} : { strona: page }), przed: String(older) }).toString()}">Starsze zmiany</a></p>`}
<p><a href="${paths.admin.settings}">Wróć do ustawień</a></p>`,
      }),
    );
  });

  app.get('/ustawienia/historia/:id{[0-9]{1,15}}', async (c) => {
    const change = await findChange(c);
    return c.html(await renderChange(c.get('session'), change));
  });

  app.post('/ustawienia/historia/:id{[0-9]{1,15}}/przywroc', async (c) => {
    const change = await findChange(c);
    const session = c.get('session');
    const answer = await restoreSetting(admin.deps, { changeId: change.id, staff: session });
    if (answer.ok) return c.redirect(`${paths.admin.settingHistory}?przywrocono`, 303);
    const problem =
      'Tej wartości nie da się przywrócić: dziś już nie pasuje, na przykład nazwa jest zajęta. Zmień ustawienie na jego stronie.';
    return c.html(await renderChange(session, change, problem), 409);
  });

  async function findChange(c: Context<AdminEnv>): Promise<SettingChange> {
    const change = await findSettingChange(db, Number(c.req.param('id')));
    if (change === null) throw new ServiceError('not_found', 'no such change of settings');
    return change;
  }

  async function renderChange(session: Session, change: SettingChange, problem?: string): Promise<Html> {
    const { id, subject, before, after, at, actor } = change;
    const [latest] = await listSettingChanges(db, { subjects: [subject], limit: 1 });
    const names = await listNames(admin);
    const now = latest === undefined ? after : latest.after;
    const isSame = JSON.stringify(now) === JSON.stringify(before);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: wordSettingSubject(subject),
      width: 'narrow',
      body: html`${problem === undefined ? '' : renderNotice({ kind: 'danger', body: problem })}
<p>${formatDateTime(at)}, ${wordActor(actor, names)}</p>
<dl class="facts">
<dt>Było</dt><dd class="lines">${wordSettingValue(subject, before)}</dd>
<dt>Zmieniono na</dt><dd class="lines">${wordSettingValue(subject, after)}</dd>
${latest === undefined || latest.id === id ? '' : html`<dt>Dziś jest</dt><dd class="lines">${wordSettingValue(subject, now)}</dd>`}
</dl>
${
  !canRestore(change)
    ? html`<p class="quiet">Tej zmiany nie cofa się jednym przyciskiem: zmień ustawienie na jego stronie.</p>`
    : isSame
      ? html`<p>To, co było przed tą zmianą, obowiązuje dziś.</p>`
      : html`<form method="post" action="${paths.admin.restoreSetting(id)}">${renderFormToken(session)}
<div class="buttons"><button>Przywróć to, co było</button></div></form>`
}
<p><a href="${paths.admin.settingHistory}?co=${encodeURIComponent(subject)}">Wszystkie zmiany tego ustawienia</a></p>
<p><a href="${paths.admin.settingHistory}">Cała historia</a></p>`,
    });
  }
}

function renderSearch(subjects: readonly string[], chosen: string | undefined): Html {
  const options = subjects
    .map((subject) => ({ subject, label: wordSettingSubject(subject) }))
    .sort((one, other) => one.label.localeCompare(other.label, 'pl'));
  return html`<form method="get" action="${paths.admin.settingHistory}" class="search" role="search">
<div class="field"><label for="co">Ustawienie</label>
<select id="co" name="co"><option value="">wszystkie</option>${options.map(
    ({ subject, label }) =>
      html`<option value="${subject}"${subject === chosen ? html` selected` : ''}>${label}</option>`,
  )}</select></div>
<div class="buttons"><button>Pokaż</button></div>
</form>`;
}

function subjectsOf(page: string): readonly string[] {
  return Object.entries(settingsPages).flatMap(([id, { fields }]) =>
    id === page ? fields.map(({ key }) => key) : [],
  );
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
