// Replies that nobody knows the outcome of, by the hour, and the clerk's decision about an hour of them.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listUnknownReplies, type UnknownHour } from '#db/unknown-batches.ts';
import { formatCount, formatDateTime } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { resolveUnknownReplies } from '#services/resolve-unknown.ts';
import { refuseViewer } from './compose.ts';
import { canSend, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const mostShown = 48;
const outcomes = { wyslane: 'sent', niewyslane: 'not_sent' } as const;

export function mountUnknownReplies(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.post('/wysylki/niepewne-odpowiedzi', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const { decyzja, godzina } = c.get('form');
    const hour = new Date(godzina ?? '');
    if (Number.isNaN(hour.getTime())) throw new ServiceError('invalid', 'no hour');
    if (decyzja !== 'wyslane' && decyzja !== 'niewyslane') throw new ServiceError('invalid', 'no decision');
    try {
      const actor = `staff:${session.staffId}`;
      await resolveUnknownReplies(admin.deps, { hour, outcome: outcomes[decyzja], actor });
    } catch (error) {
      // A receipt or a colleague was quicker: the page shows how it stands now.
      if (!(error instanceof ServiceError) || error.code !== 'conflict') throw error;
      return c.redirect(`${paths.admin.campaigns}?niepewne=zajete`, 303);
    }
    return c.redirect(paths.admin.campaigns, 303);
  });
}

/** The section of the page of all campaigns; empty when no reply is unknown. */
export async function renderUnknownReplies(
  admin: AdminContext,
  page: { readonly session: Session; readonly wasTooLate: boolean },
): Promise<Html> {
  const found = await listUnknownReplies(admin.deps.db, mostShown + 1);
  const late = page.wasTooLate
    ? renderNotice({ kind: 'info', body: 'Te odpowiedzi właśnie się wyjaśniły. Sprawdź, jak stoi teraz.' })
    : '';
  if (found.length === 0) return html`${late}`;
  return html`${late}<section aria-labelledby="niepewne-odpowiedzi">
<h2 id="niepewne-odpowiedzi">Niepewne odpowiedzi</h2>
<p>Nie wiadomo, czy operator przyjął te odpowiedzi na SMS-y mieszkańców. O te z dopiskiem „system pyta” system pyta operatora sam i nikomu nie odpowie dwa razy: nic nie trzeba robić. Pozostałe sprawdź w panelu operatora. Odpowiedzi uznane za niewysłane nie wyjdą ponownie: po godzinach kod jest nieważny, a odpowiedź nieaktualna.</p>
${renderTable<UnknownHour>({
  caption: 'Niepewne odpowiedzi według godzin, od najstarszych',
  isCaptionHidden: true,
  empty: '',
  rows: found.slice(0, mostShown),
  columns: [
    { title: 'Godzina', cell: (row) => formatDateTime(row.hour), isHeader: true, isWhole: true },
    { title: 'Wiadomości', cell: (row) => formatCount(row.messages), align: 'end' },
    { title: 'Co dalej', cell: (row) => (row.isAsked ? 'system pyta' : 'zdecyduj') },
    ...(canSend(page.session)
      ? [{ title: 'Decyzja', cell: (row: UnknownHour) => renderDecision(page.session, row) }]
      : []),
  ],
})}
${found.length > mostShown ? html`<p>Pokazujemy pierwsze ${mostShown}; następne pojawią się, gdy te się wyjaśnią.</p>` : ''}
</section>`;
}

function renderDecision(session: Session, row: UnknownHour): Html | string {
  if (row.isAsked) return '';
  const about = html`<span class="hidden-text"> (${formatDateTime(row.hour)})</span>`;
  return html`<form method="post" action="${paths.admin.resolveReplies}">${renderFormToken(session)}
<input type="hidden" name="godzina" value="${row.hour.toISOString()}">
<button class="second" name="decyzja" value="wyslane">Uznaj za wysłane${about}</button>
<button class="risky" name="decyzja" value="niewyslane">Uznaj za niewysłane${about}</button>
</form>`;
}
