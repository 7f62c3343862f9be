// The last page before sending: exactly who, what, for how much. Its button launches the draft it shows.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type Campaign, findCampaign } from '#db/campaigns.ts';
import { prepareText } from '#domain/campaign.ts';
import { costlyCharacters, toGsm7 } from '#domain/segments.ts';
import { formatBalance, formatCount, formatPlural, formatPrice } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { listOf } from '#services/create-campaign.ts';
import { ServiceError } from '#services/errors.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import type { Session } from '#services/open-session.ts';
import { type CampaignPreview, previewCampaign } from '#services/preview-campaign.ts';
import type { Sample } from '#services/text-figures.ts';
import {
  describeAudience,
  laneWords,
  persons,
  wordCampaignProblems,
  wordQuietHours,
} from './campaign-words.ts';
import { refuseViewer, renderMarkedText } from './compose.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { renderLegalBasis } from './legal-basis.ts';
import { renderTrial } from './own-phone.ts';
import { isWordMissing, prepareSafeHand } from './safe-hand.ts';
import { findProofProblem, renderProofField } from './send-proof.ts';
import type { AdminContext, AdminEnv } from './session.ts';

export function mountPreview(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/wysylki/:id{[0-9]{1,15}}/podglad', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const campaign = await getDraft(Number(c.req.param('id')));
    if (campaign.state !== 'draft') return c.redirect(paths.admin.campaign(campaign.id), 303);
    const wasWrong = c.req.query('podstawa') === 'zla';
    const hadMacro = c.req.query('nawiasy') === 'zmienione';
    return c.html(await render({ session, campaign, wasWrong, hadMacro, trial: c.req.query('proba') }));
  });

  app.post('/wysylki/:id{[0-9]{1,15}}/wyslij', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const campaign = await getDraft(Number(c.req.param('id')));
    // The second click of two, or a page sent again: the campaign is on its way already.
    if (campaign.state !== 'draft') return c.redirect(paths.admin.campaign(campaign.id), 303);
    const seen = Number(c.get('form').liczba);
    if (!Number.isSafeInteger(seen)) throw new ServiceError('invalid', 'no count of recipients');
    const isMissing = isWordMissing(admin, { campaign, recipients: seen, word: c.get('form').slowo });
    if (isMissing) return c.html(await render({ session, campaign, typed: 'wrong' }), 422);
    const unproved = await findProofProblem(admin, c, { session, campaign, recipients: seen });
    if (unproved !== undefined) return c.html(await render({ session, campaign, unproved }), 422);
    try {
      await launchCampaign(admin.deps, {
        campaignId: campaign.id,
        actor: `staff:${session.staffId}`,
        expectedRecipients: seen,
        undo: 'offered',
      });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const now = await getDraft(campaign.id);
      if (now.state !== 'draft') return c.redirect(paths.admin.campaign(campaign.id), 303);
      if (error.code !== 'conflict') throw error;
      return c.html(await render({ session, campaign, seen }), 409);
    }
    return c.redirect(paths.admin.campaign(campaign.id), 303);
  });

  async function getDraft(id: number): Promise<Campaign> {
    const campaign = await findCampaign(admin.deps.db, id);
    if (campaign === null) throw new ServiceError('not_found', 'no such campaign');
    return campaign;
  }

  async function render(page: {
    readonly session: Session;
    readonly campaign: Campaign;
    /** How many recipients the person agreed to, when it is no longer so many. */
    readonly seen?: number;
    readonly typed?: 'wrong';
    /** What was wrong with the password asked for. */
    readonly unproved?: string;
    /** The legal basis typed was too short or too long. */
    readonly wasWrong?: boolean;
    /** Brackets that the gateway would read were changed as the text was taken in. */
    readonly hadMacro?: boolean;
    /** What became of a trial on the clerk's own phone. */
    readonly trial?: string | undefined;
  }): Promise<Html> {
    const { session, campaign, seen, typed } = page;
    const { text, audience, lane, legalBasis } = campaign;
    const list = listOf(campaign);
    const { sendAt, recurrence } = campaign;
    const preview = await previewCampaign(admin.deps, {
      ...{ text, audience, lane, list, legalBasis },
      sendAt: sendAt ?? undefined,
      recurrence: recurrence ?? undefined,
    });
    const { recipients } = preview;
    const hand = await prepareSafeHand(admin, { campaign, ...preview, typed });
    const problems = Object.values(wordCampaignProblems(preview.problems)).filter(
      (line) => line !== undefined,
    );
    const leavesAt = campaign.sendAt ?? admin.deps.clock();
    const quiet =
      campaign.recurrence === null ? wordQuietHours(admin.deps.office(), { lane, now: leavesAt }) : undefined;
    const maySend = problems.length === 0 && preview.recipients > 0;
    const isLater = campaign.recurrence !== null || campaign.sendAt !== null;
    const act = isLater ? 'Zaplanuj wysłanie' : 'Wyślij';
    const button = `${hand.reasons.length === 0 ? act : 'Poproś o zgodę na wysłanie'} do ${formatPlural(preview.recipients, persons)}`;
    return renderAdminPage(admin, {
      room: 'compose',
      session,
      title: 'Sprawdź przed wysłaniem',
      width: 'narrow',
      body: html`${
        seen === undefined || seen === preview.recipients
          ? ''
          : renderNotice({
              kind: 'warning',
              body: `Liczba odbiorców zmieniła się z ${formatCount(seen)} na ${formatCount(preview.recipients)}. Nic jeszcze nie wysłano. Sprawdź i potwierdź jeszcze raz.`,
            })
      }
${problems.map((problem) => renderNotice({ kind: 'danger', body: problem }))}
${quiet === undefined ? '' : renderNotice({ kind: 'info', body: quiet })}
${hand.notices}
${preview.recipients === 0 ? renderNotice({ kind: 'warning', body: 'Nikt nie dostanie tej wiadomości: nie ma odbiorców.' }) : ''}
<dl class="figures">
<div><dt>Odbiorcy</dt><dd>${formatCount(preview.recipients)}</dd></div>
<div><dt>SMS-y na osobę</dt><dd>${preview.segments}</dd></div>
<div><dt>SMS-y razem</dt><dd>${formatCount(preview.totalSegments)}</dd></div>
<div><dt>Koszt netto</dt><dd>${formatPrice(preview.priceGrosze)}</dd></div>
</dl>
<dl class="facts">
<dt>Do kogo</dt><dd>${describeAudience(admin.deps.office(), audience)}</dd>
${preview.messages === preview.recipients ? '' : html`<dt>Wiadomości</dt><dd>${formatCount(preview.messages)}: kilka wierszy listy ma ten sam numer</dd>`}
${campaign.audienceMode === 'each_run' ? '' : html`<dt>Kogo liczymy</dt><dd>kto pasuje dziś; późniejsi zapisani nie dostaną</dd>`}
${wordSkipped(preview.skippedByReason)}
<dt>Rodzaj</dt><dd>${laneWords[lane]}${lane === 'alert' ? ': wychodzi od razu, także w nocy' : ''}</dd>
${hand.facts}
${preview.balance === undefined ? '' : html`<dt>Środki u operatora</dt><dd>${formatBalance(preview.balance)}</dd>`}
</dl>
${renderLegalBasis({
  session,
  campaign,
  skipped: preview.skippedByReason.no_consent,
  reached: preview.withoutConsent,
  wasWrong: page.wasWrong ?? false,
})}
<h2>Treść, jaka dojdzie</h2>
${preview.samples.map(
  ({ kind, body }) =>
    html`${preview.samples.length === 1 ? '' : html`<h3>${sampleWords[kind]}</h3>`}<p class="sms">${renderMarkedText(body)}</p>`,
)}
${page.hadMacro === true ? bracketsNote : ''}${renderAdvice(preview.sample)}
${maySend ? await renderTrial(admin, { session, campaignId: campaign.id, outcome: page.trial }) : ''}
<div class="buttons">
${maySend ? html`<form method="post" action="${paths.admin.launchCampaign(campaign.id)}">${renderFormToken(session)}<input type="hidden" name="liczba" value="${preview.recipients}">${hand.field}${renderProofField(admin, { session, campaign, recipients, problem: page.unproved })}<button>${button}</button></form>` : ''}
<a class="button second" href="${paths.admin.composeFrom(campaign.id)}">Popraw</a>
</div>`,
    });
  }
}

/** Who of the audience gets nothing, and why. */
function wordSkipped(skipped: CampaignPreview['skippedByReason']): Html {
  const { no_consent, paused, dead_number } = skipped;
  const reasons = [
    ...(no_consent === 0 ? [] : [`${formatCount(no_consent)} bez zgody`]),
    ...(paused === 0 ? [] : [`${formatCount(paused)} na własne życzenie (wstrzymane powiadomienia)`]),
    ...(dead_number === 0 ? [] : [`${formatCount(dead_number)} martwych`]),
  ];
  return reasons.length === 0 ? html`` : html`<dt>Pominięte numery</dt><dd>${reasons.join(', ')}</dd>`;
}

const sampleWords: Readonly<Record<Sample['kind'], string>> = {
  typical: 'Przykład',
  longest: 'Najdłuższa',
  shortest: 'Najkrótsza',
  no_place: 'Gdy ktoś nie podał ulicy albo miejscowości',
};

// The text shown differs from the one typed: said why, or it would look like a fault.
const bracketsNote = renderNotice({
  kind: 'info',
  body: 'Nawiasy kwadratowe przy znaku % zamieniono na okrągłe, np. „[%imie%]” na „(%imie%)”, bo operator wstawiłby tam coś od siebie. Jeśli to miało być pole z danymi, użyj nawiasów klamrowych, np. {ulica}.',
});

function renderAdvice(text: string): Html {
  const costly = costlyCharacters(text);
  const signs = [...new Set(costly.filter((one) => one.reason === 'ucs2').map((one) => one.char))];
  if (signs.length === 0) return html``;
  const plain = prepareText(toGsm7(text));
  return renderNotice({
    kind: 'info',
    body: html`<p>Przez ${signs.length === 1 ? 'znak' : 'znaki'} ${signs.join(' ')} jeden SMS mieści 70 zamiast 160 znaków. ${signs.length === 1 ? 'Bez niego' : 'Bez nich'} treść wyglądałaby tak:</p><p class="marked">${plain}</p>`,
  });
}
