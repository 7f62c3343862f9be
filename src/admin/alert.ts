// /admin/alert: one screen for a flood at three in the morning. A text, whom, and one press; no preview, no seconds to
// wait, no second person. Its all-clear is one press away from the alert's own page.
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { countReached, findRecall, listAlertTexts, listPeopleByLocality } from '#db/alerts.ts';
import { countRecipients } from '#db/audience.ts';
import { type Campaign, findCampaign } from '#db/campaigns.ts';
import { findLargeProgress } from '#db/figures.ts';
import { type Audience, prepareText } from '#domain/campaign.ts';
import { formatCount, formatPlural, formatPrice } from '#html/format.ts';
import {
  hasProblems,
  type Problems,
  renderField,
  renderProblemSummary,
  renderTextArea,
} from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { composeText } from '#services/campaign-texts.ts';
import { checkCampaign } from '#services/create-campaign.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { recallAlert } from '#services/recall-alert.ts';
import { sendAlertOnce } from '#services/send-alert.ts';
import { renderAnswerMeter } from './answer-meter.ts';
import { largeCampaign } from './campaign-view.ts';
import { persons, wordCampaignProblems } from './campaign-words.ts';
import { refuseViewer } from './compose.ts';
import { canSend, renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const mostLocalities = 60;
// Counting a city takes a moment; a press does not wait for it, and half a minute changes nothing.
const keepCountsMs = 30_000;

type Whom = { readonly value: string; readonly label: string; readonly people: number };

export function mountAlert(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;
  let kept: { readonly at: number; readonly choices: Promise<readonly Whom[]> } | undefined;

  app.get('/alert', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const texts = await listAlertTexts(deps.db);
    const chosen = texts.find(({ id }) => String(id) === c.req.query('wzor'));
    const form: Form = {
      odbiorcy: 'all',
      tresc: chosen?.body ?? '',
      godzin: String(deps.office().settings.alertHours),
      klucz: randomUUID(),
    };
    return c.html(await render({ session, form, problems: {} }));
  });

  app.post('/alert', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const form = c.get('form');
    const text = prepareText(form.tresc ?? '');
    const audience = parseWhom(form.odbiorcy);
    const validHours = Number(form.godzin);
    const words = wordCampaignProblems(
      checkCampaign(deps, { text, audience: audience ?? { all: true }, lane: 'alert' }),
    );
    const problems: Problems = {
      tresc: words.tresc,
      odbiorcy:
        audience === undefined
          ? 'Wybierz, kogo ostrzec.'
          : (words.odbiorcy ?? (await findNobody(form.odbiorcy, audience))),
      godzin:
        Number.isSafeInteger(validHours) && validHours >= 1 && validHours <= 24
          ? undefined
          : 'Wpisz liczbę godzin od 1 do 24.',
    };
    if (audience === undefined || hasProblems(problems) || !/^[0-9a-f-]{36}$/.test(form.klucz ?? '')) {
      return c.html(await render({ session, form: { ...form, klucz: randomUUID() }, problems }), 422);
    }
    const id = await sendAlertOnce(deps, {
      text,
      audience,
      validHours,
      actor: `staff:${session.staffId}`,
      name: session.name,
      key: `alert:${form.klucz}`,
    });
    return c.redirect(paths.admin.campaign(id), 303);
  });

  app.get('/alert/:id{[0-9]{1,15}}/odwolaj', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const alert = await getAlert(Number(c.req.param('id')));
    const recall = await findRecall(deps.db, alert.id);
    if (recall !== null) return c.redirect(paths.admin.campaign(recall), 303);
    return c.html(await renderRecall({ session, alert, text: suggestRecall(alert), problems: {} }));
  });

  app.post('/alert/:id{[0-9]{1,15}}/odwolaj', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const alert = await getAlert(Number(c.req.param('id')));
    const text = prepareText(c.get('form').tresc ?? '');
    const { tresc } = wordCampaignProblems(
      checkCampaign(deps, { text, audience: { all: true }, lane: 'alert' }),
    );
    if (tresc !== undefined) {
      return c.html(await renderRecall({ session, alert, text, problems: { tresc } }), 422);
    }
    const actor = `staff:${session.staffId}`;
    const id = await recallAlert(deps, { alertId: alert.id, text, actor, name: session.name });
    return c.redirect(paths.admin.campaign(id), 303);
  });

  /** Counts anew only where the page said nobody: a press that warns people must not wait for a count. */
  async function findNobody(value: string | undefined, audience: Audience): Promise<string | undefined> {
    const shown = (await kept?.choices)?.find((choice) => choice.value === value);
    if (shown?.people !== 0) return undefined;
    const people = await countRecipients(deps.db, audience, { at: deps.clock(), isAlert: true });
    return people === 0 ? 'Nie ma tu nikogo, kogo można ostrzec. Wybierz inne miejsce.' : undefined;
  }

  async function getAlert(id: number): Promise<Campaign> {
    const alert = await findCampaign(deps.db, id);
    if (alert === null || alert.lane !== 'alert' || !alert.hasRuns || alert.recallOf !== null) {
      throw new ServiceError('not_found', 'no such alert');
    }
    return alert;
  }

  async function listWhom(): Promise<readonly Whom[]> {
    if (kept === undefined || performance.now() - kept.at > keepCountsMs) {
      kept = { at: performance.now(), choices: countWhom() };
      kept.choices.catch(() => {
        kept = undefined;
      });
    }
    return kept.choices;
  }

  async function countWhom(): Promise<readonly Whom[]> {
    const departure = { at: deps.clock(), isAlert: true };
    const [all, localities, areas] = await Promise.all([
      countRecipients(deps.db, { all: true }, departure),
      listPeopleByLocality(deps.db, { limit: mostLocalities, at: departure.at }),
      Promise.all(
        deps.office().areas.map(async ({ name }) => ({
          value: `area:${name}`,
          label: `Rejon: ${name}`,
          people: await countRecipients(deps.db, { area: name }, departure),
        })),
      ),
    ]);
    return [
      { value: 'all', label: 'Wszyscy zapisani', people: all },
      ...areas,
      ...localities.map(({ sym, name, people }) => ({ value: `locality:${sym}`, label: name, people })),
    ];
  }

  async function render(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
  }): Promise<Html> {
    const { session, form, problems } = page;
    const { settings } = deps.office();
    const [whom, texts] = await Promise.all([listWhom(), listAlertTexts(deps.db)]);
    const [all] = whom;
    const current = whom.find(({ value }) => value === form.odbiorcy) ?? all;
    return renderAdminPage(admin, {
      room: 'compose',
      session,
      title: 'Alert',
      width: 'narrow',
      scripts: ['meter.js', 'alert.js'],
      body: html`${renderProblemSummary(problems)}
<p class="lead">Wychodzi od razu po naciśnięciu, także w nocy. Nie da się go cofnąć, można go odwołać.</p>
${texts.length === 0 ? '' : html`<nav aria-label="Gotowe treści"><ul class="inline">${texts.map(({ id, name }) => html`<li><a href="${paths.admin.alert}?wzor=${id}">${name}</a></li>`)}</ul></nav>`}
<form method="post" action="${paths.admin.alert}" novalidate data-alert>
${renderFormToken(session)}<input type="hidden" name="klucz" value="${form.klucz}">
${renderTextArea({
  name: 'tresc',
  label: 'Treść',
  hint: `Co się dzieje, gdzie, co robić. Bez polskich liter SMS mieści 160 znaków, z nimi 70. Jeden SMS do wszystkich: ${formatPrice(Math.ceil((all?.people ?? 0) * settings.segmentPriceGrosze))}.`,
  value: form.tresc,
  problem: problems.tresc,
  rows: 5,
  maxlength: 2000,
  isRequired: true,
  after: renderAnswerMeter({ field: 'tresc', priceGrosze: settings.segmentPriceGrosze }),
})}
${composeText('x', settings) === 'x' ? '' : html`<p class="hint">System dopisze: „${composeText('x', settings).slice(1).trim()}”.</p>`}
<fieldset id="odbiorcy" class="field${problems.odbiorcy === undefined ? '' : ' has-problem'}"><legend>Kogo ostrzec</legend>
${problems.odbiorcy === undefined ? '' : html`<p class="problem">${problems.odbiorcy}</p>`}
${whom.map(
  ({ value, label, people }, at) =>
    html`<div class="choice"><input type="radio" id="odbiorcy-${at}" name="odbiorcy" value="${value}" data-button="${wordButton(people)}"${value === form.odbiorcy ? html` checked` : ''}><label for="odbiorcy-${at}">${label} (${formatCount(people)})</label></div>`,
)}
</fieldset>
${renderField({ name: 'godzin', label: 'Ważny przez ile godzin', type: 'number', value: form.godzin, problem: problems.godzin, hint: 'Kto włączy telefon później, już go nie dostanie. Od 1 do 24.', inputmode: 'numeric', isShort: true })}
<div class="buttons"><button class="risky" data-count-button>${whom.length === 1 ? wordButton(current?.people ?? 0) : html`Wyślij alert do wybranych`}</button></div>
</form>`,
    });
  }

  async function renderRecall(page: {
    readonly session: Session;
    readonly alert: Campaign;
    readonly text: string;
    readonly problems: Problems;
  }): Promise<Html> {
    const { session, alert, text, problems } = page;
    const button = await wordRecallButton(alert.id);
    const { settings } = deps.office();
    return renderAdminPage(admin, {
      room: 'campaigns',
      session,
      title: `Odwołaj alert ${alert.id}`,
      width: 'narrow',
      scripts: ['meter.js'],
      body: html`${renderProblemSummary(problems)}
<p class="lead">Odwołanie dostaną wszyscy, do których alert doszedł albo mógł dojść. To, co jeszcze czeka, nie wyjdzie.</p>
<form method="post" action="${paths.admin.recallAlert(alert.id)}" novalidate>
${renderFormToken(session)}
${renderTextArea({ name: 'tresc', label: 'Treść odwołania', value: text, problem: problems.tresc, rows: 4, maxlength: 2000, isRequired: true, after: renderAnswerMeter({ field: 'tresc', priceGrosze: settings.segmentPriceGrosze }) })}
<div class="buttons"><button class="risky">${button}</button><a class="button second" href="${paths.admin.campaign(alert.id)}">Nie odwołuj</a></div>
</form>`,
    });
  }

  /** Of a city as last counted: the page is opened in a hurry, and who exactly gets it is found when it is sent. */
  async function wordRecallButton(alertId: number): Promise<string> {
    const counted = await findLargeProgress(deps.db, { campaignId: alertId, largerThan: largeCampaign });
    const reached =
      counted === null
        ? await countReached(deps.db, alertId)
        : counted.submitted + counted.delivered + counted.unknown;
    // Nobody yet: it is stopped, and whoever it reaches before that is told.
    if (reached === 0) return 'Odwołaj alert';
    return `Wyślij odwołanie do ${counted === null ? '' : 'około '}${formatPlural(reached, persons)}`;
  }
}

/** On the page of an alert: its all-clear, or the way to it. On that of an all-clear: its alert. */
export async function renderAlertLinks(
  admin: AdminContext,
  { session, campaign }: { readonly session: Session; readonly campaign: Campaign },
): Promise<Html> {
  if (campaign.recallOf !== null) {
    return html`<p>To odwołanie <a href="${paths.admin.campaign(campaign.recallOf)}">alertu ${campaign.recallOf}</a>: idzie do tych, do których alert doszedł albo mógł dojść.</p>`;
  }
  if (campaign.lane !== 'alert' || !campaign.hasRuns) return html``;
  const recall = await findRecall(admin.deps.db, campaign.id);
  if (recall !== null) {
    return html`<p>Ten alert odwołano: <a href="${paths.admin.campaign(recall)}">wysyłka ${recall}</a>.</p>`;
  }
  return canSend(session)
    ? html`<div class="buttons"><a class="button risky" href="${paths.admin.recallAlert(campaign.id)}">ODWOŁAJ alert…</a></div>`
    : html``;
}

function wordButton(people: number): string {
  return `Wyślij alert do ${formatPlural(people, persons)}`;
}

function parseWhom(value: string | undefined): Audience | undefined {
  if (value === 'all') return { all: true };
  const [, kind, key] = /^(locality|area):(.{1,60})$/u.exec(value ?? '') ?? [];
  if (key === undefined) return undefined;
  return kind === 'area' ? { area: key } : { locality: key };
}

function suggestRecall({ text }: Campaign): string {
  const first = text.split(/[.!\n]/)[0] ?? '';
  const quote = first.length > 70 ? `${first.slice(0, 67).trimEnd()}...` : first;
  return `ODWOLANIE: alert "${quote}" nie obowiazuje. Zagrozenie minelo.`;
}
