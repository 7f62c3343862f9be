// The last look before sending: what it costs against the budget, who else must agree, and the word that a hurried
// hand has to type.
import { html } from 'hono/html';
import type { Campaign } from '#db/campaigns.ts';
import { findBusiestMinute } from '#db/spending.ts';
import { type ApprovalReason, exceedsBudget, findApprovalReasons } from '#domain/approval.ts';
import { findClaimWindow, isShownTwice } from '#domain/quiet-hours.ts';
import { describeRecurrence } from '#domain/recurrence-words.ts';
import { formatDateTime, formatDuration, formatPlural, formatPrice } from '#html/format.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { readBudget } from '#services/campaign-budget.ts';
import { approvalWords } from './campaign-words.ts';
import type { AdminContext } from './session.ts';
import { renderNextDates } from './when-fields.ts';

export type SafeHand = {
  /** Why a second person has to agree; empty = nobody has to. */
  readonly reasons: readonly ApprovalReason[];
  /** Above the button: notices. */
  readonly notices: Html;
  /** Lines of the list of facts: when, how long, the budget. */
  readonly facts: Html;
  /** Inside the form: the word to type; nothing where none is asked for. */
  readonly field: Html;
};

type Shown = {
  readonly campaign: Pick<Campaign, 'lane' | 'audience' | 'sendAt' | 'recurrence'>;
  readonly recipients: number;
  readonly priceGrosze: number;
  readonly distinct: number;
  readonly shared: 'yes' | 'no';
  /** The word was wrong the last time. */
  readonly typed?: 'wrong' | undefined;
};

/** What the page before sending says beside the counts. */
export async function prepareSafeHand(admin: AdminContext, shown: Shown): Promise<SafeHand> {
  const { deps } = admin;
  const { campaign, recipients, priceGrosze } = shown;
  const { lane, sendAt, recurrence } = campaign;
  const now = deps.clock();
  const { settings } = deps.office();
  const [budget, busiest] = await Promise.all([
    readBudget(deps),
    findBusiestMinute(deps.db, new Date(now.getTime() - 7 * 86_400_000)),
  ]);
  const at = recurrence === null && sendAt !== null && sendAt > now ? sendAt : now;
  const reasons = findApprovalReasons({ lane, recipients, priceGrosze, budget, now: at, settings });
  const window = findClaimWindow(lane, now, settings);
  const left = budget.limitGrosze === null ? 0 : budget.limitGrosze - budget.usedGrosze;
  return {
    reasons,
    notices: html`${
      reasons.length === 0
        ? ''
        : renderNotice({
            kind: 'warning',
            body: `Ta wysyłka będzie czekać na zgodę drugiej osoby: ${reasons.map((reason) => approvalWords[reason]).join(', ')}. Bez niej nic nie wyjdzie.`,
          })
    }${
      exceedsBudget(budget, priceGrosze) && lane === 'alert'
        ? renderNotice({ kind: 'info', body: 'Alert przekroczy budżet miesiąca, ale i tak wyjdzie.' })
        : ''
    }`,
    facts: html`<dt>Kiedy</dt><dd>${
      recurrence !== null
        ? html`${describeRecurrence(recurrence)}${renderNextDates(recurrence, now)}`
        : sendAt !== null
          ? `${formatDateTime(sendAt)}${isShownTwice(sendAt) ? ' (tej nocy zegary się cofają i ta godzina jest dwa razy: liczy się pierwsza)' : ''}`
          : window.open
            ? lane === 'alert' || settings.undoSeconds === 0
              ? 'od razu'
              : `za ${settings.undoSeconds} s, do tej chwili można cofnąć`
            : `${formatDateTime(window.opensAt)}, po ciszy nocnej`
    }</dd>
<dt>Czas wysyłania</dt><dd>${formatDuration(findSeconds(admin, shown, busiest))} od startu</dd>
${shown.distinct < 2 ? '' : html`<dt>Treści</dt><dd>${wordSharing(admin, shown)}</dd>`}
${budget.limitGrosze === null ? '' : html`<dt>Budżet miesiąca</dt><dd>zostało ${formatPrice(Math.max(0, left))} z ${formatPrice(budget.limitGrosze)}, ta wysyłka: ${formatPrice(priceGrosze)}</dd>`}`,
    field: mustTypeAll(admin, shown)
      ? renderField({
          name: 'slowo',
          label: 'Wpisz słowo: wszyscy',
          hint: 'Ta wiadomość trafi do każdego zapisanego. Wpisanie słowa chroni przed pomyłką.',
          problem: shown.typed === 'wrong' ? 'Wpisz słowo „wszyscy”, żeby wysłać do wszystkich.' : undefined,
          autocomplete: 'off',
          isShort: true,
        })
      : html``,
  };
}

/** Whether sending this asks for the word, and it has not been typed. */
export function isWordMissing(
  admin: AdminContext,
  given: Pick<Shown, 'campaign' | 'recipients'> & { readonly word: string | undefined },
): boolean {
  const isTyped = (given.word ?? '').trim().toLowerCase() === 'wszyscy';
  return !isTyped && mustTypeAll(admin, given);
}

function mustTypeAll(admin: AdminContext, of: Pick<Shown, 'campaign' | 'recipients'>): boolean {
  const { typeAllAbove } = admin.deps.office().settings;
  const { lane, audience } = of.campaign;
  return lane !== 'alert' && 'all' in audience && typeAllAbove > 0 && of.recipients > typeAllAbove;
}

/** How long it takes: by what the gateway takes, and by the calls that different texts need. */
function findSeconds(
  { pace }: Pick<AdminContext, 'pace'>,
  { recipients, distinct, shared }: Shown,
  busiestMinute: number,
): number {
  const { maxRecipients, maxCallsPerSecond } = pace;
  const full = Math.ceil(recipients / maxRecipients);
  const calls = shared === 'yes' ? full : Math.max(distinct, full);
  return Math.max(recipients / findRate(busiestMinute), calls / maxCallsPerSecond);
}

/** What a personalised text costs in time: whether a call takes one text or many. */
function wordSharing(admin: AdminContext, { distinct, shared }: Shown): string {
  const { maxRecipients } = admin.pace;
  return shared === 'yes'
    ? `${formatPlural(distinct, textWords)}, po ${maxRecipients} osób w jednym wywołaniu bramki`
    : `${formatPlural(distinct, textWords)}, każda w osobnym wywołaniu bramki`;
}

const textWords = { one: 'różna', few: 'różne', many: 'różnych' };

/** Messages a second: what the gateway has taken in its busiest minute; before that a careful guess. */
function findRate(busiestMinute: number): number {
  return busiestMinute >= 6_000 ? busiestMinute / 60 : 1_000;
}
