// What of the inbox must be seen on the panel's first page: danger, texts set aside, alarms that nobody would get.
import { html } from 'hono/html';
import type { InboxCounts } from '#db/inbox.ts';
import { formatPlural } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Office } from '#services/deps.ts';
import type { Session } from '#services/open-session.ts';

export function renderInboxNotices(
  session: Pick<Session, 'role'>,
  { office, inbox }: { readonly office: Office; readonly inbox: InboxCounts },
): Html {
  return html`${inbox.danger === 0 ? '' : renderDanger(inbox.danger)}
${inbox.parked === 0 ? '' : renderParked(inbox.parked)}
${office.settings.dutyOfficers.length > 0 ? '' : renderNobodyOnDuty(session)}`;
}

function renderDanger(count: number): Html {
  const threads = formatPlural(count, {
    one: 'otwarta rozmowa',
    few: 'otwarte rozmowy',
    many: 'otwartych rozmów',
  });
  return renderNotice({
    kind: 'danger',
    body: html`<p><strong>Ktoś może być w niebezpieczeństwie:</strong> ${threads}. <a href="${paths.admin.inbox}">Otwórz skrzynkę</a></p>`,
  });
}

function renderParked(count: number): Html {
  const texts = formatPlural(count, { one: 'SMS', few: 'SMS-y', many: 'SMS-ów' });
  return renderNotice({
    kind: 'warning',
    body: html`<p><strong>Odłożone: ${texts}.</strong> Systemowi nie udało się ich obsłużyć i nikt na nie nie odpowiedział. <a href="${paths.admin.inbox}#odlozone">Zobacz odłożone</a></p>`,
  });
}

function renderNobodyOnDuty({ role }: Pick<Session, 'role'>): Html {
  return renderNotice({
    kind: 'info',
    body: html`<p>Nie ma numeru dyżurnego: gdy mieszkaniec napisze o zagrożeniu, nikt nie dostanie alarmu SMS-em. ${role === 'admin' ? html`<a href="${paths.admin.dutyOfficers}">Dodaj dyżurnego</a>` : 'Może go dodać administrator, w Ustawieniach.'}</p>`,
  });
}
