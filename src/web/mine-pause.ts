import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Pause } from '#db/mine.ts';
import { parsePause } from '#domain/pause.ts';
import { dayOf } from '#domain/report-period.ts';
import { renderCheckbox, renderField } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { pauseMine } from '#services/change-mine.ts';
import type { MySession } from '#services/mine-session.ts';
import type { WebContext } from './context.ts';
import { wordDay } from './dates.ts';
import { renderProblems } from './fields.ts';
import { readMyForm, renderMyPage, renderMyToken } from './mine-frame.ts';
import { openVisit, type Visit } from './visit.ts';

export function mountMyPause(app: Hono, web: WebContext): void {
  // Where the switch of languages leads from a form that had a problem.
  app.get(paths.myPause, (c) => c.redirect(`${paths.mine}?${new URL(c.req.url).searchParams}`, 303));
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
      const visit = openVisit(web, c);
      const { problemTitle: title, problems } = visit.words.mine.pause;
      const page = { session, pause: null, lastDay, holdsAlerts, problem: problems[parsed.problem] };
      const body = html`${renderProblems(visit, { do: page.problem })}${renderPauseForm(visit, page)}`;
      return c.html(renderMyPage(visit, { session, title, body, hasProblems: true }), 422);
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
  visit: Visit,
  page: {
    readonly session: MySession;
    readonly pause: Pause | null;
    readonly lastDay?: string;
    readonly holdsAlerts?: boolean;
    readonly problem?: string;
  },
): Html {
  const { session, pause } = page;
  const words = visit.words.mine.pause;
  if (pause !== null) {
    return html`<h2>${words.title}</h2>
<form method="post" action="${paths.myPause}">${renderMyToken(session)}<input type="hidden" name="dalej" value="koniec">
<p>${words.now(wordDay(visit, lastDayOf(pause)))}</p>
<div class="buttons"><button class="second">${words.end}</button></div></form>`;
  }
  return html`<h2>${words.title}</h2>
<p>${words.about}</p>
<form method="post" action="${paths.myPause}" novalidate>
${renderMyToken(session)}
${renderField({
  name: 'do',
  label: words.lastDay,
  hint: words.lastDayHint,
  value: page.lastDay,
  problem: page.problem,
  type: 'date',
  isShort: true,
  extra: html`min="${dayOf(visit.web.deps.clock())}"`,
})}
${renderCheckbox({
  name: 'alerty',
  label: words.alerts,
  isChecked: page.holdsAlerts === true,
  hint: words.alertsHint,
})}
<div class="buttons"><button class="second">${words.button}</button></div>
</form>`;
}
