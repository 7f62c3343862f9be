// The duty page: is it working, what is going out, what needs a hand. Each part is a piece of HTML made here, at first in
// the page and then, when it has changed, as a server-sent event that puts it in its place anew.
import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { streamSSE } from 'hono/streaming';
import { listCampaigns } from '#db/campaigns.ts';
import { roleCan } from '#domain/roles.ts';
import { formatDay } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import {
  type CockpitDay,
  type CockpitNow,
  findFindings,
  readCockpitDay,
  readCockpitNow,
} from '#services/cockpit.ts';
import { outlineError } from '#services/failures.ts';
import { shouldBegin } from '#services/first-steps.ts';
import type { Session } from '#services/open-session.ts';
import { launchedStates, renderCampaignTable } from './campaign-table.ts';
import { isUnderWay } from './campaign-view.ts';
import { renderCockpitCharts } from './cockpit-charts.ts';
import {
  type Cockpit,
  renderFindings,
  renderGoing,
  renderState,
  renderToday,
  renderVerdict,
  wordAnnouncement,
} from './cockpit-view.ts';
import { renderStepsNotice } from './first-steps-notice.ts';
import { canSend, renderAdminPage } from './frame.ts';
import { mayOpen } from './permissions.ts';
import type { AdminContext, AdminEnv } from './session.ts';
import { shareReading } from './shared-reading.ts';

const everyMs = 3_000;
/** The page comes back while somebody uses it; so a session that has ended meanwhile is noticed. */
const longestMs = 5 * 60_000;
const dayKeptMs = 60_000;
const recentShown = 5;

type Part = 'werdykt' | 'pilne' | 'wychodzi' | 'dziala' | 'dzisiaj' | 'wykresy';

export function mountHome(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;
  // All who look share one reading: twenty open panels cost the database no more than one.
  const nows = shareReading({ read: () => readCockpitNow(deps), keptMs: everyMs / 2 });
  const days = shareReading({ read: () => readCockpitDay(deps), keptMs: dayKeptMs });

  app.get('/', async (c) => {
    const session = c.get('session');
    if (await shouldBegin(deps, session)) return c.redirect(paths.admin.firstSteps, 303);
    const [now, day, campaigns] = await Promise.all([
      nows.fresh(),
      days.fresh(),
      listCampaigns(deps.db, { limit: 20, states: launchedStates }),
    ]);
    const cockpit = await judge(session, now, day);
    const parts = await renderParts(cockpit);
    const part = (name: Part): Html =>
      html`<div id="${name}" data-mark="${markOf(parts[name])}">${parts[name]}</div>`;
    const ended = campaigns.filter((campaign) => !isUnderWay(campaign)).slice(0, recentShown);
    return c.html(
      renderAdminPage(admin, {
        room: 'home',
        session,
        title: 'Dziś',
        heading: html`Dziś, ${formatDay(now.at)}`,
        scripts: ['cockpit.js'],
        body: html`${await renderStepsNotice(admin, session)}<div data-cockpit="${paths.admin.homeEvents}" data-said="${wordAnnouncement(cockpit)}">
${part('werdykt')}
<p class="hidden-text" role="status" id="ogloszenie"></p>
<noscript><p class="quiet small">Stan z chwili otwarcia strony. <a href="${paths.admin.home}">Odśwież</a></p></noscript>
<p class="quiet small only-js" id="na-zywo"><span data-when="live">Strona odświeża się sama.</span><span data-when="lost" hidden>Brak łączności z serwerem: to, co widać, może być nieaktualne. Próbuję połączyć się ponownie.</span><span data-when="refused" hidden>Strona przestała się odświeżać, bo sesja wygasła albo się zablokowała. <a href="${paths.admin.home}">Otwórz ją na nowo</a></span><span data-when="resting" hidden>Nikt nie używał strony przez 5 minut, więc przestała się odświeżać. Rusz myszą albo naciśnij klawisz.</span></p>
${part('pilne')}
${canSend(session) ? renderActs(session) : ''}
<div class="halves"><section>${part('wychodzi')}</section><section>${part('dziala')}</section></div>
${part('dzisiaj')}
${part('wykresy')}
</div>
<h2>Ostatnie wysyłki</h2>
${renderCampaignTable(admin, { caption: 'Ostatnie wysyłki', isCaptionHidden: true, campaigns: ended, empty: 'Nie było jeszcze żadnej wysyłki.' })}`,
      }),
    );
  });

  app.get('/zmiany', (c) => {
    const session = c.get('session');
    return streamSSE(
      c,
      async (stream) => {
        const endsAt = performance.now() + longestMs;
        const sent = new Map<string, string>();
        while (!stream.aborted && performance.now() < endsAt) {
          const [now, day] = await Promise.all([nows.shared(), days.shared()]);
          const cockpit = await judge(session, now, day);
          const changed: Record<string, { readonly mark: string; readonly html: string }> = {};
          for (const [name, body] of Object.entries(await renderParts(cockpit))) {
            const mark = markOf(body);
            if (sent.get(name) === mark) continue;
            sent.set(name, mark);
            changed[name] = { mark, html: String(body) };
          }
          const said = wordAnnouncement(cockpit);
          // What has not changed is sent as a comment: it keeps proxies from closing a quiet stream.
          if (Object.keys(changed).length === 0) await stream.write(': \n\n');
          else await stream.writeSSE({ event: 'parts', data: JSON.stringify({ parts: changed, said }) });
          await stream.sleep(everyMs);
        }
        await stream.writeSSE({ event: 'end', data: '' });
      },
      async (error) => {
        deps.logger.warn(outlineError(error), 'live duty page ended early');
      },
    );
  });

  async function judge(session: Session, now: CockpitNow, day: CockpitDay): Promise<Cockpit> {
    const findings = await findFindings(deps, { now, day, who: session });
    return { now, day, findings, session, office: deps.office() };
  }
}

async function renderParts(cockpit: Cockpit): Promise<Readonly<Record<Part, Awaited<Html>>>> {
  const [werdykt, pilne, wychodzi, dziala, dzisiaj, wykresy] = await Promise.all([
    renderVerdict(cockpit),
    renderFindings(cockpit),
    renderGoing(cockpit),
    renderState(cockpit),
    renderToday(cockpit),
    renderCockpitCharts(cockpit.day),
  ]);
  return { werdykt, pilne, wychodzi, dziala, dzisiaj, wykresy };
}

function renderActs({ role }: Pick<Session, 'role'>): Html {
  return html`<div class="buttons">${mayOpen(role, paths.admin.compose) ? html`<a class="button" href="${paths.admin.compose}">Wyślij wiadomość</a>` : ''}${roleCan(role, 'alert') ? html`<a class="button risky" href="${paths.admin.alert}">Alert</a>` : ''}</div>`;
}

/** Tells whether a part that stands in a page is the one that would be sent. */
function markOf(body: unknown): string {
  return createHash('sha256').update(String(body)).digest('base64url').slice(0, 12);
}
