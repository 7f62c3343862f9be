import type { Hono } from 'hono';
import { html } from 'hono/html';
import { countAdmins } from '#db/staff.ts';
import { formatCount } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import { findGoLiveObstacles, type GoLiveObstacle, goLive } from '#services/go-live.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv } from './session.ts';

export function mountGoLive(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/tryb', async (c) => c.html(await render(c.get('session'))));

  app.post('/ustawienia/tryb', async (c) => {
    const session = c.get('session');
    if (session.role !== 'admin') throw new ServiceError('forbidden', 'only administrators go live');
    if (c.get('form').potwierdzam !== '1') {
      const problem = 'Zaznacz potwierdzenie: tej zmiany nie można cofnąć.';
      return c.html(await render(session, problem), 422);
    }
    const answer = await goLive(admin.deps, {
      actor: `staff:${session.staffId}`,
      access: admin.gatewayAccess,
    });
    if (!answer.ok) return c.html(await render(session), 409);
    return c.redirect(paths.admin.home, 303);
  });

  async function render(session: Session, problem?: string): Promise<Html> {
    const isLive = admin.deps.office().mode === 'live';
    const admins = await countAdmins(admin.deps.db);
    const obstacles = isLive ? [] : await findGoLiveObstacles(admin.deps.db, admin.gatewayAccess);
    return renderAdminPage(admin, {
      room: 'settings',
      session,
      title: 'Przejście na tryb rzeczywisty',
      width: 'narrow',
      body: isLive
        ? html`<p>Ta instalacja pracuje już w trybie rzeczywistym.</p>`
        : html`${problem === undefined ? '' : renderNotice({ kind: 'danger', body: problem })}
<p>Po tej zmianie każda wysyłka naprawdę dotrze do ludzi i będzie kosztować. <strong>Nie ma powrotu do ćwiczeń w tej samej instalacji</strong>; do późniejszych szkoleń uruchamia się drugą, z własnym katalogiem danych.</p>
<p>Zapisy zrobione na telefonach do ćwiczeń zostaną zakończone. Osoby wczytane z pliku, konta pracowników i ustawienia zostają.</p>
<h2>Co musi być gotowe</h2>
<ul>${checklist.map((item) => renderItem(item, obstacles))}</ul>
${admins > 1 ? '' : renderNotice({ kind: 'warning', body: html`Jest tylko jeden administrator. Lepiej, żeby było dwóch: gdy jeden zachoruje albo zgubi telefon, drugi wpuści innych. <a href="${paths.admin.inviteAccount}">Zaproś drugiego</a>` })}
${
  obstacles.length > 0
    ? html`<p>Gdy wszystko będzie gotowe, pojawi się tu przycisk.</p>`
    : session.role !== 'admin'
      ? html`<p>Przejść na tryb rzeczywisty może administrator panelu.</p>`
      : html`<form method="post" action="${paths.admin.goLive}">
${renderFormToken(session)}
<div class="field choice"><input type="checkbox" id="potwierdzam" name="potwierdzam" value="1"><label for="potwierdzam">Rozumiem: od teraz SMS-y będą naprawdę wysyłane</label></div>
<div class="buttons"><button class="risky">Przejdź na tryb rzeczywisty</button><a class="button second" href="${paths.admin.settings}">Wróć</a></div>
</form>`
}`,
    });
  }
}

type Item = { readonly kind: GoLiveObstacle['kind']; readonly ready: string };

const checklist: readonly Item[] = [
  { kind: 'no_token', ready: 'Klucz do bramki SMS (SMSAPI_TOKEN) jest podany.' },
  { kind: 'no_number', ready: 'Numer do rozmowy (SMSAPI_NUMBER) jest podany.' },
  { kind: 'no_second_factor', ready: 'Każde konto w panelu ma drugi składnik logowania.' },
  { kind: 'unfinished', ready: 'Nie ma niedokończonych wysyłek z ćwiczeń.' },
];

function renderItem(item: Item, obstacles: readonly GoLiveObstacle[]): Html {
  const obstacle = obstacles.find((one) => one.kind === item.kind);
  if (obstacle === undefined) return html`<li><span class="tag good">gotowe</span> ${item.ready}</li>`;
  return html`<li><span class="tag danger">brakuje</span> ${wordObstacle(obstacle)}</li>`;
}

function wordObstacle(obstacle: GoLiveObstacle): string {
  switch (obstacle.kind) {
    case 'no_token':
      return 'Osoba, która prowadzi serwer, musi podać klucz do bramki SMS (zmienna SMSAPI_TOKEN) i uruchomić system ponownie.';
    case 'no_number':
      return 'Osoba, która prowadzi serwer, musi podać numer do rozmowy (zmienna SMSAPI_NUMBER) i uruchomić system ponownie.';
    case 'no_second_factor':
      return `Te konta nie mają drugiego składnika logowania: ${obstacle.logins.join(', ')}.`;
    case 'unfinished':
      return `Poczekaj, aż skończą się ćwiczenia, albo je zatrzymaj: wysyłki w toku ${formatCount(obstacle.campaigns)}, wiadomości w drodze ${formatCount(obstacle.messages)}.`;
    default:
      return obstacle satisfies never;
  }
}
