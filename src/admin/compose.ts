// /admin/wyslij: the text and to whom, then a preview of exactly what will happen, then the button that sends.
// The preview is a draft campaign: launching it a second time is refused, so two clicks can't send twice.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type Campaign, findCampaign } from '#db/campaigns.ts';
import { type Audience, prepareText } from '#domain/campaign.ts';
import { type CampaignLane, campaignLanes } from '#domain/lanes.ts';
import { costlyCharacters } from '#domain/segments.ts';
import { formatPrice } from '#html/format.ts';
import {
  hasProblems,
  type Problems,
  renderProblemSummary,
  renderRadios,
  renderTextArea,
} from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { composeText } from '#services/campaign-texts.ts';
import { checkCampaign, createCampaign } from '#services/create-campaign.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { wordCampaignProblems } from './campaign-words.ts';
import { canSend, renderAdminPage, renderFormToken } from './frame.ts';
import { parseId } from './inbox.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

export function mountCompose(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/wyslij', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const draftId = parseId(c.req.query('szkic'));
    const draft = draftId === undefined ? null : await findCampaign(admin.deps.db, draftId);
    const form: Form = draft === null ? { odbiorcy: 'all', rodzaj: 'bulk' } : toForm(draft);
    return c.html(render({ session, form, problems: {} }));
  });

  app.post('/wyslij', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const form = c.get('form');
    const request = {
      text: prepareText(form.tresc ?? ''),
      audience: parseAudience(form.odbiorcy),
      lane: parseLane(form.rodzaj),
    };
    const problems = findFormProblems(request);
    if (hasProblems(problems) || request.audience === undefined || request.lane === undefined) {
      return c.html(render({ session, form, problems }), 422);
    }
    const { text, audience, lane } = request;
    const actor = `staff:${session.staffId}`;
    const campaignId = await createCampaign(admin.deps, { actor, text, audience, lane });
    return c.redirect(paths.admin.campaignPreview(campaignId), 303);
  });

  function findFormProblems(request: {
    readonly text: string;
    readonly audience: Audience | undefined;
    readonly lane: CampaignLane | undefined;
  }): Problems {
    const { text, audience = { all: true }, lane = 'bulk' } = request;
    const words = wordCampaignProblems(checkCampaign(admin.deps, { text, audience, lane }));
    return {
      odbiorcy: request.audience === undefined ? 'Wybierz, do kogo ma trafić wiadomość.' : words.odbiorcy,
      rodzaj: request.lane === undefined ? 'Wybierz rodzaj wysyłki.' : undefined,
      tresc: words.tresc,
    };
  }

  function render(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
  }): Html {
    const { session, form, problems } = page;
    const { categories, areas } = admin.deps.office();
    return renderAdminPage(admin, {
      room: 'compose',
      session,
      title: 'Wyślij wiadomość',
      width: 'narrow',
      scripts: ['meter.js'],
      body: html`${renderProblemSummary(problems)}
<form method="post" action="${paths.admin.compose}" novalidate>
${renderFormToken(session)}
${renderRadios({
  name: 'odbiorcy',
  legend: 'Do kogo',
  value: form.odbiorcy,
  problem: problems.odbiorcy,
  choices: [
    { value: 'all', label: 'Wszyscy zapisani' },
    ...categories
      .filter((category) => category.isActive)
      .map((category) => ({ value: `category:${category.key}`, label: `Tylko kategoria: ${category.name}` })),
    ...areas.map(({ name }) => ({ value: `area:${name}`, label: `Tylko rejon: ${name}` })),
  ],
})}
${renderRadios({
  name: 'rodzaj',
  legend: 'Rodzaj',
  value: form.rodzaj,
  problem: problems.rodzaj,
  choices: [
    { value: 'bulk', label: 'Zwykła', hint: 'Nie wychodzi w ciszy nocnej.' },
    {
      value: 'alert',
      label: 'Alert',
      hint: 'Wychodzi od razu, także w nocy, przed innymi. Tylko przy zagrożeniu.',
    },
  ],
})}
${renderTextArea({
  name: 'tresc',
  label: 'Treść',
  hint: 'Bez polskich liter SMS mieści 160 znaków, z nimi tylko 70.',
  value: form.tresc,
  problem: problems.tresc,
  rows: 6,
  maxlength: 2000,
  isRequired: true,
  after: renderMeter(),
})}
<div class="buttons"><button>Sprawdź przed wysłaniem</button></div>
</form>`,
    });
  }

  function renderMeter(): Html {
    const { settings } = admin.deps.office();
    // What broadcasts carry besides their text is counted too.
    const suffix = composeText('x', settings).slice(1);
    return html`<div class="meter only-js" data-meter="tresc" data-price="${settings.segmentPriceGrosze}" data-suffix="${suffix}">
<p><strong data-count></strong></p>
<p data-cost></p>
${suffix === '' ? '' : html`<p class="hint">Wliczono dopisek: „${suffix.trim()}”.</p>`}
<div data-costly hidden>
<p></p>
<p class="marked" data-marked></p>
<button type="button" class="second" data-drop>Usuń polskie znaki</button>
</div>
<p class="hidden-text" role="status" data-said></p>
</div>
<noscript><p class="hint">Liczbę SMS-ów i koszt (${formatPrice(settings.segmentPriceGrosze)} za SMS) zobaczysz w następnym kroku.</p></noscript>`;
  }
}

export function refuseViewer(session: Session): void {
  if (!canSend(session)) throw new ServiceError('forbidden', 'viewers do not send');
}

/** The text with the characters that cost marked, as the live meter shows it. */
export function renderMarkedText(text: string): Html {
  const found = costlyCharacters(text);
  let at = 0;
  const parts = found.map((one) => {
    const before = text.slice(at, one.index);
    at = one.index + one.char.length;
    return html`${before}<mark>${one.char}</mark>`;
  });
  return html`${parts}${text.slice(at)}`;
}

function toForm({ text, audience, lane }: Campaign): Form {
  return {
    tresc: text,
    rodzaj: lane,
    odbiorcy: toChoice(audience),
  };
}

function toChoice(audience: Audience): string {
  if ('category' in audience) return `category:${audience.category}`;
  return 'area' in audience ? `area:${audience.area}` : 'all';
}

function parseAudience(value: string | undefined): Audience | undefined {
  if (value === 'all') return { all: true };
  const [, kind, key] = /^(category|area):(.{1,60})$/u.exec(value ?? '') ?? [];
  if (key === undefined) return undefined;
  return kind === 'area' ? { area: key } : { category: key };
}

function parseLane(value: string | undefined): CampaignLane | undefined {
  return campaignLanes.find((lane) => lane === value);
}
