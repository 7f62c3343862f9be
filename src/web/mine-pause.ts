import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Pause } from '#db/mine.ts';
import { type PauseProblem, parsePause } from '#domain/pause.ts';
import { dayOf } from '#domain/report-period.ts';
import { formatDay } from '#html/format.ts';
import { renderCheckbox, renderField, renderProblemSummary } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { pauseMine } from '#services/change-mine.ts';
import type { MySession } from '#services/mine-session.ts';
import type { WebContext } from './context.ts';
import { readMyForm, renderMyPage, renderMyToken } from './mine-frame.ts';

const problems: Readonly<Record<PauseProblem, string>> = {
  not_a_day: 'Podaj ostatni dzień przerwy',
  past: 'Ten dzień już minął. Podaj dzisiejszy albo późniejszy',
  too_long: 'Przerwa może trwać najwyżej rok. Na dłużej lepiej się wypisać',
};

export function mountMyPause(app: Hono, web: WebContext): void {
  app.post(paths.myPause, async (c) => {
    const found = await readMyForm(web, c);
    if (found === null) return c.redirect(`${paths.mine}?koniec`, 303);
    const { session, form } = found;
    const { phoneId } = session;
    if (form.get('dalej') === 'koniec') {
      await pauseMine(web.deps, { phoneId, pause: { until: null, holds: 'all but alerts' } });
      return c.redirect(`${paths.mine}?zapisano=koniec`, 303);
    }
    const lastDay = form.get('do').slice(0, 20);
    const holdsAlerts = form.get('alerty') === '1';
    const parsed = parsePause(lastDay, web.deps.clock());
    if (!parsed.ok) {
      const page = { session, pause: null, lastDay, holdsAlerts, problem: problems[parsed.problem] };
      const body = html`${renderProblemSummary({ do: page.problem })}${renderPauseForm(web, page)}`;
      return c.html(renderMyPage(web, { session, title: 'Przerwa w powiadomieniach', body }), 422);
    }
    await pauseMine(web.deps, {
      phoneId,
      pause: { until: parsed.until, holds: holdsAlerts ? 'all' : 'all but alerts' },
    });
    return c.redirect(`${paths.mine}?zapisano=przerwa`, 303);
  });
}

/** An instant of the pause's last day. */
export function lastDayOf(pause: Pause): Date {
  return new Date(pause.until.getTime() - 1);
}

export function renderPauseForm(
  web: WebContext,
  page: {
    readonly session: MySession;
    readonly pause: Pause | null;
    readonly lastDay?: string;
    readonly holdsAlerts?: boolean;
    readonly problem?: string;
  },
): Html {
  const { session, pause } = page;
  if (pause !== null) {
    return html`<h2>Przerwa</h2>
<form method="post" action="${paths.myPause}">${renderMyToken(session)}<input type="hidden" name="dalej" value="koniec">
<p>Do ${formatDay(lastDayOf(pause))} włącznie. Potem powiadomienia wrócą same.</p>
<div class="buttons"><button class="second">Zakończ przerwę teraz</button></div></form>`;
  }
  return html`<h2>Przerwa</h2>
<p>Na wyjazd albo gdy nie chcesz nic dostawać przez jakiś czas. Na Twoje SMS-y nadal odpowiemy.</p>
<form method="post" action="${paths.myPause}" novalidate>
${renderMyToken(session)}
${renderField({
  name: 'do',
  label: 'Ostatni dzień przerwy',
  hint: 'Następnego dnia powiadomienia wrócą same.',
  value: page.lastDay,
  problem: page.problem,
  type: 'date',
  isShort: true,
  extra: html`min="${dayOf(web.deps.clock())}"`,
})}
${renderCheckbox({
  name: 'alerty',
  label: 'Wstrzymaj też alerty o zagrożeniach',
  isChecked: page.holdsAlerts === true,
  hint: 'Bez zaznaczenia alerty przyjdą także w czasie przerwy.',
})}
<div class="buttons"><button class="second">Zrób przerwę</button></div>
</form>`;
}
