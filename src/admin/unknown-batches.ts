// What a campaign sent without learning whether the operator took it, and the clerk's decision about it.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { listUnknownBatches, type UnknownBatch } from '#db/unknown-batches.ts';
import { formatCount, formatDateTime } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { resolveUnknown } from '#services/resolve-unknown.ts';
import { refuseViewer } from './compose.ts';
import { canSend, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const mostShown = 50;
const outcomes = { wyslane: 'sent', niewyslane: 'not_sent' } as const;

export function mountUnknownBatches(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.post('/wysylki/:id{[0-9]{1,15}}/niepewne/:batch{[0-9]{1,15}}', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const campaignId = Number(c.req.param('id'));
    const batchId = Number(c.req.param('batch'));
    const decision = c.get('form').decyzja;
    if (decision !== 'wyslane' && decision !== 'niewyslane') throw new ServiceError('invalid', 'no decision');
    try {
      await resolveUnknown(admin.deps, {
        campaignId,
        batchId,
        outcome: outcomes[decision],
        actor: `staff:${session.staffId}`,
      });
    } catch (error) {
      // A receipt, the dispatcher or a colleague was quicker: the page shows how it stands now.
      if (!(error instanceof ServiceError) || error.code !== 'conflict') throw error;
      return c.redirect(`${paths.admin.campaign(campaignId)}?niepewne=zajete`, 303);
    }
    return c.redirect(paths.admin.campaign(campaignId), 303);
  });
}

/** The section of the campaign's page; empty when nothing is unknown. */
export async function renderUnknownBatches(
  admin: AdminContext,
  page: { readonly session: Session; readonly campaignId: number; readonly wasTooLate: boolean },
): Promise<Html> {
  const { session, campaignId } = page;
  const found = await listUnknownBatches(admin.deps.db, { campaignId, limit: mostShown + 1 });
  const late = page.wasTooLate
    ? renderNotice({
        kind: 'info',
        body: 'Ta partia właśnie się wyjaśniła albo system pyta o nią operatora. Sprawdź, jak stoi teraz.',
      })
    : '';
  if (found.length === 0) return html`${late}`;
  return html`${late}<section aria-labelledby="niepewne">
<h2 id="niepewne">Niepewne partie</h2>
<p>Nie wiadomo, czy operator przyjął te wiadomości. O te z dopiskiem „system pyta” system pyta operatora sam i nikomu nie wyśle dwa razy: nic nie trzeba robić. Pozostałe sprawdź w panelu operatora i zdecyduj. Jeśli wyślesz ponownie coś, co jednak wyszło, ludzie dostaną to dwa razy.</p>
${renderTable<UnknownBatch>({
  caption: 'Niepewne partie, od najstarszej',
  isCaptionHidden: true,
  empty: '',
  rows: found.slice(0, mostShown),
  columns: [
    { title: 'Partia', cell: (row) => String(row.id), isHeader: true },
    { title: 'Kiedy', cell: (row) => formatDateTime(row.claimedAt), isWhole: true },
    { title: 'Wiadomości', cell: (row) => formatCount(row.messages), align: 'end' },
    { title: 'Próby', cell: (row) => formatCount(row.tries), align: 'end' },
    { title: 'Co dalej', cell: (row) => (row.isAsked ? 'system pyta' : 'zdecyduj') },
    ...(canSend(session)
      ? [{ title: 'Decyzja', cell: (row: UnknownBatch) => renderDecision({ session, campaignId, row }) }]
      : []),
  ],
})}
${found.length > mostShown ? html`<p>Pokazujemy pierwsze ${mostShown}; następne pojawią się, gdy te się wyjaśnią.</p>` : ''}
</section>`;
}

function renderDecision(of: {
  readonly session: Session;
  readonly campaignId: number;
  readonly row: UnknownBatch;
}): Html {
  const { row } = of;
  const about = html`<span class="hidden-text"> (partia ${row.id})</span>`;
  return html`<form method="post" action="${paths.admin.resolveBatch(of.campaignId, row.id)}">${renderFormToken(of.session)}
<button class="second" name="decyzja" value="wyslane">Uznaj za wysłane${about}</button>
<button class="risky" name="decyzja" value="niewyslane">Uznaj za niewysłane i wyślij ponownie${about}</button>
</form>`;
}
