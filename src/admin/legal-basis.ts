// On the last page before sending: the ground on which a message goes to numbers that never gave a consent. Admins only.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Campaign } from '#db/campaigns.ts';
import { legalBasisLimits } from '#domain/campaign.ts';
import { formatPlural } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { setLegalBasis } from '#services/set-legal-basis.ts';
import { renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const numbers = { one: 'numer', few: 'numery', many: 'numerów' };

export function mountLegalBasis(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.post('/wysylki/:id{[0-9]{1,15}}/podstawa', async (c) => {
    const session = c.get('session');
    if (!mayNameBasis(session)) throw new ServiceError('forbidden', 'only an admin names a legal basis');
    const campaignId = Number(c.req.param('id'));
    const { akcja, podstawa = '' } = c.get('form');
    const given = podstawa.trim().replace(/\s+/g, ' ');
    const back = paths.admin.campaignPreview(campaignId);
    const isRight = given.length >= legalBasisLimits.least && given.length <= legalBasisLimits.most;
    if (akcja !== 'usun' && !isRight) return c.redirect(`${back}?podstawa=zla#podstawa`, 303);
    const legalBasis = akcja === 'usun' ? null : given;
    await setLegalBasis(admin.deps, { campaignId, actor: `staff:${session.staffId}`, legalBasis });
    return c.redirect(`${back}#podstawa-opis`, 303);
  });
}

function mayNameBasis(session: Pick<Session, 'role'>): boolean {
  return session.role === 'admin';
}

/** What the page says of numbers without consent; a form for admins where there are any. */
export function renderLegalBasis(page: {
  readonly session: Session;
  readonly campaign: Campaign;
  /** Numbers without consent that are passed by, and those that the basis reaches. */
  readonly skipped: number;
  readonly reached: number;
  readonly wasWrong: boolean;
}): Html {
  const { session, campaign, skipped, reached } = page;
  const { legalBasis } = campaign;
  if (legalBasis !== null) {
    return html`<section aria-labelledby="podstawa-opis">
${renderNotice({
  kind: 'warning',
  body: html`<p id="podstawa-opis"><strong>Także bez zgody: ${formatPlural(reached, numbers)}.</strong> Podstawa prawna: ${legalBasis}. Kto się wypisał albo napisał STOP, i tak nic nie dostanie.</p>`,
})}
${mayNameBasis(session) ? html`<form method="post" action="${paths.admin.legalBasis(campaign.id)}">${renderFormToken(session)}<button class="second" name="akcja" value="usun">Wyślij tylko do osób ze zgodą</button></form>` : ''}
</section>`;
  }
  if (skipped === 0 || !mayNameBasis(session)) return html``;
  const problem = page.wasWrong
    ? `Podaj podstawę prawną: od ${legalBasisLimits.least} do ${legalBasisLimits.most} znaków, na przykład przepis ustawy.`
    : undefined;
  return html`<details class="field"${page.wasWrong ? html` open` : ''}><summary>Wyślij także do numerów bez zgody…</summary>
<form method="post" action="${paths.admin.legalBasis(campaign.id)}" novalidate>${renderFormToken(session)}
<p>Tylko gdy pozwala na to przepis, na przykład w sprawie podatku tej osoby. Dotyczy numerów, które nigdy się nie zapisały. Kto się wypisał albo napisał STOP, nic nie dostanie. Podstawa zostaje przy wysyłce i w dzienniku.</p>
${renderField({ name: 'podstawa', label: 'Podstawa prawna', hint: 'Na przykład: art. 6 ust. 1 lit. e RODO w związku z art. 47 § 1 Ordynacji podatkowej.', value: undefined, problem, maxlength: legalBasisLimits.most })}
<div class="buttons"><button class="second">Dołącz numery bez zgody</button></div>
</form></details>`;
}
