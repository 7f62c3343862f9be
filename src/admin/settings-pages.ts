// /admin/ustawienia/urzad, numer, koszty, cisza, wysylanie, przechowywanie: forms made of settings.table.ts.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findLastChangeId } from '#db/setting-changes.ts';
import type { OfficeSettings } from '#domain/settings.ts';
import { type Problems, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { changeSettings, checkSettings, readFreshSettings } from '#services/change-settings.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';
import { fromForm, renderSettingFields, toForm, wordProblems } from './setting-form.ts';
import { renderSettingsPreview } from './setting-previews.ts';
import { type SettingsPageId, settingsPages } from './settings.table.ts';

type Shown = {
  readonly session: Session;
  readonly form: Form;
  readonly problems: Problems;
  /** The settings whose effect is shown below the form. */
  readonly previewed: OfficeSettings;
  readonly notice?: Html | undefined;
};

const outdated =
  'W międzyczasie ktoś inny zmienił te ustawienia. Nic nie zapisano. Poniżej jest to, co wpisano; sprawdź i zapisz jeszcze raz albo otwórz stronę od nowa.';

export function mountSettingsPages(app: Hono<AdminEnv>, admin: AdminContext): void {
  for (const id of ['urzad', 'numer', 'koszty', 'cisza', 'wysylanie', 'przechowywanie'] as const) {
    mountOne(app, admin, id);
  }
}

function mountOne(app: Hono<AdminEnv>, admin: AdminContext, id: SettingsPageId): void {
  const { fields, title, intro, saved } = settingsPages[id];
  const path = paths.admin.settingsPage(id);

  app.get(`/ustawienia/${id}`, async (c) => {
    const settings = await readFreshSettings(admin.deps);
    const notice =
      c.req.query('zapisano') === undefined ? undefined : renderNotice({ kind: 'good', body: saved });
    const form = toForm(fields, settings);
    const session = c.get('session');
    return c.html(await render({ session, form, problems: {}, previewed: settings, notice }));
  });

  app.post(`/ustawienia/${id}`, async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const settings = await readFreshSettings(admin.deps);
    const values = fromForm(fields, form);
    const page = { session, form, problems: {}, previewed: settings };
    if (form.podglad === '1') {
      const checked = checkSettings(values);
      if (!checked.ok)
        return c.html(await render({ ...page, problems: wordProblems(fields, checked.problems) }), 422);
      const notice = renderNotice({ kind: 'info', body: 'To jest podgląd. Nic jeszcze nie zapisano.' });
      return c.html(await render({ ...page, previewed: { ...settings, ...checked.values }, notice }));
    }
    const answer = await changeSettings(admin.deps, {
      actor: `staff:${session.staffId}`,
      role: session.role,
      values,
      seen: /^\d{1,15}$/.test(form.stan ?? '') ? Number(form.stan) : undefined,
    });
    if (answer.ok) return c.redirect(`${path}?zapisano=1`, 303);
    if ('isOutdated' in answer) {
      const notice = renderNotice({ kind: 'danger', body: outdated });
      return c.html(await render({ ...page, notice }), 409);
    }
    return c.html(await render({ ...page, problems: wordProblems(fields, answer.problems) }), 422);
  });

  async function render(page: Shown): Promise<Html> {
    const seen = await findLastChangeId(
      admin.deps.db,
      fields.map(({ key }) => key),
    );
    const preview = await renderSettingsPreview(admin, { page: id, settings: page.previewed });
    return renderAdminPage(admin, {
      room: 'settings',
      session: page.session,
      title,
      width: 'narrow',
      body: html`${renderProblemSummary(page.problems)}
${page.notice ?? ''}
${intro === undefined ? '' : html`<p>${intro}</p>`}
<form method="post" action="${path}" novalidate>
${renderFormToken(page.session)}
<input type="hidden" name="stan" value="${seen}">
${renderSettingFields(fields, page)}
<div class="buttons"><button>Zapisz</button>${preview === undefined ? '' : html`<button class="second" name="podglad" value="1">Podgląd bez zapisywania</button>`}<a class="button second" href="${paths.admin.settings}">Wróć do ustawień</a></div>
</form>
${preview === undefined ? '' : html`<h2 id="podglad">Jak to działa</h2>${preview}`}
<p><a href="${paths.admin.settingHistory}?strona=${id}">Kto i kiedy to zmieniał</a></p>`,
    });
  }
}
