// /admin/wyslij: the text and to whom, then a preview of exactly what will happen, then the button that sends.
// The preview is a draft campaign: launching it a second time is refused, so two clicks can't send twice.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type Campaign, findCampaign } from '#db/campaigns.ts';
import { findList } from '#db/lists.ts';
import { findSavedAudience } from '#db/saved-audiences.ts';
import { findTemplate } from '#db/templates.ts';
import type { Audience } from '#domain/audience.ts';
import { readPicks } from '#domain/audience-picks.ts';
import { prepareText } from '#domain/campaign.ts';
import { type CampaignLane, campaignLanes } from '#domain/lanes.ts';
import { isLimited, roleCan } from '#domain/roles.ts';
import { costlyCharacters, hasMacro, neutraliseMacros, toGsm7 } from '#domain/segments.ts';
import { narrowTo } from '#domain/sender-scope.ts';
import { hasProblems, type Problems } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { checkCampaign, createCampaign } from '#services/create-campaign.ts';
import { ServiceError } from '#services/errors.ts';
import { findLongestText } from '#services/longest-text.ts';
import type { Session } from '#services/open-session.ts';
import { limitOfSession } from '#services/sender-limit.ts';
import { packAudience, unpackAudience, writeAudienceForm } from './audience-form.ts';
import { listBoxedLocalities, renderAudiencePage } from './audience-page.ts';
import { wordCampaignProblems } from './campaign-words.ts';
import { renderCompose } from './compose-page.ts';
import { canSend } from './frame.ts';
import { parseId } from './inbox.ts';
import { type AdminContext, type AdminEnv, type Form, formTokenField } from './session.ts';
import { parseWhen, toWhenForm } from './when-fields.ts';

export function mountCompose(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db } = admin.deps;

  app.get('/wyslij', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const draftId = parseId(c.req.query('szkic'));
    const draft = draftId === undefined ? null : await findDraft(session, draftId);
    const listId = parseId(c.req.query('lista'));
    const savedId = parseId(c.req.query('grupa'));
    const audience =
      listId !== undefined ? `list:${listId}` : savedId === undefined ? 'all' : `saved:${savedId}`;
    const form: Form = draft === null ? { odbiorcy: audience, rodzaj: 'bulk' } : toForm(draft);
    return c.html(await renderCompose(admin, { session, form, problems: {} }));
  });

  app.post('/wyslij', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const form = c.get('form');
    switch (form.akcja) {
      case 'dokladniej':
        return c.html(await openAudience({ session, form }));
      case 'wstaw': {
        const template = await findTemplate(db, parseId(form.szablon) ?? 0);
        const changed: Form =
          template === null
            ? form
            : { ...form, tresc: template.body, ...(template.isAlert ? { rodzaj: 'alert' } : {}) };
        return c.html(await renderCompose(admin, { session, form: changed, problems: {} }));
      }
      case 'bez-znakow': {
        const plain = neutraliseMacros(toGsm7(form.tresc ?? ''));
        return c.html(await renderCompose(admin, { session, form: { ...form, tresc: plain }, problems: {} }));
      }
      default:
        break;
    }
    const chosen = await readChosen(session, form);
    const lane = 'list' in (chosen?.audience ?? {}) ? 'personal' : parseLane(form.rodzaj);
    const text = prepareText(form.tresc ?? '');
    const problems = findFormProblems({ session, text, chosen, lane });
    if (hasProblems(problems) || chosen === null || lane === undefined) {
      return c.html(await renderCompose(admin, { session, form, problems }), 422);
    }
    const when = parseWhen(form, admin.deps.clock());
    if (!when.ok) return c.html(await renderCompose(admin, { session, form, problems: when.problems }), 422);
    const campaignId = await createCampaign(admin.deps, {
      actor: `staff:${session.staffId}`,
      text,
      lane,
      ...chosen,
      ...when.when,
      audienceMode: form.lista_osob === 'frozen' ? 'frozen' : 'each_run',
    });
    const isChanged = hasMacro(form.tresc ?? '');
    return c.redirect(
      `${paths.admin.campaignPreview(campaignId)}${isChanged ? '?nawiasy=zmienione' : ''}`,
      303,
    );
  });

  /** The longest message that this text would really make, for the live meter. */
  app.post('/wyslij/najdluzsza', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const form = c.get('form');
    const chosen = await readChosen(session, form);
    const text = prepareText(form.tresc ?? '');
    const longest =
      chosen === null || text === '' ? null : await findLongestText(admin.deps, { text, ...chosen });
    return c.json({ text: longest });
  });

  async function openAudience(page: { readonly session: Session; readonly form: Form }): Promise<Html> {
    const { session, form } = page;
    const chosen = await readChosen(session, form);
    const picks = chosen === null ? null : readPicks(chosen.audience);
    const localities = (await listBoxedLocalities(admin)).map(({ sym }) => sym);
    const audienceForm = writeAudienceForm(admin.deps.office(), {
      picks: picks ?? { who: [], categories: [], without: [] },
      localities,
    });
    return renderAudiencePage(admin, {
      session,
      form: audienceForm,
      problems: {},
      carried: carriedFields(form),
    });
  }

  type Chosen = {
    readonly audience: Audience;
    readonly list?: { readonly id: number; readonly fields: readonly string[] };
  };

  /** A limited sender corrects its own campaigns only. */
  async function findDraft(session: Session, id: number): Promise<Campaign | null> {
    const campaign = await findCampaign(db, id);
    const isForeign = campaign?.createdBy !== `staff:${session.staffId}`;
    if (isLimited(session.role) && isForeign)
      throw new ServiceError('not_found', 'no campaign of this account');
    return campaign;
  }

  /** Cut down to what the person may send to; null when it can't be, or nothing was chosen. */
  async function readChosen(session: Session, form: Form): Promise<Chosen | null> {
    const chosen = await readPicked(form);
    if (chosen === null) return null;
    const audience = narrowTo(limitOfSession(admin.deps.office(), session), chosen.audience);
    return audience === null ? null : { ...chosen, audience };
  }

  async function readPicked({ odbiorcy, drzewo }: Form): Promise<Chosen | null> {
    if (odbiorcy === 'all') return { audience: { all: true } };
    if (odbiorcy === 'custom') {
      const audience = unpackAudience(drzewo);
      return audience === null ? null : { audience };
    }
    const [, kind, key] = /^(category|area|saved|list):(.{1,60})$/u.exec(odbiorcy ?? '') ?? [];
    if (key === undefined) return null;
    if (kind === 'category') return { audience: { category: key } };
    if (kind === 'area') return { audience: { area: key } };
    if (kind === 'saved') {
      const saved = await findSavedAudience(db, parseId(key) ?? 0);
      return saved === null ? null : { audience: saved.audience };
    }
    const list = await findList(db, parseId(key) ?? 0);
    if (list?.state !== 'ready') return null;
    return { audience: { list: list.id }, list: { id: list.id, fields: list.fields } };
  }

  function findFormProblems(request: {
    readonly session: Session;
    readonly text: string;
    readonly chosen: Chosen | null;
    readonly lane: CampaignLane | undefined;
  }): Problems {
    const { session, text, chosen, lane = 'bulk' } = request;
    const mayNot = lane === 'alert' && !roleCan(session.role, 'alert');
    const { audience, list } = chosen ?? { audience: { all: true } };
    const words = wordCampaignProblems(checkCampaign(admin.deps, { text, audience, lane, list }));
    return {
      odbiorcy: chosen === null ? wordNobodyChosen(session) : words.odbiorcy,
      rodzaj: mayNot
        ? 'Alert wysyła urząd: zadzwoń do dyżurnego. Tu możesz wysłać zwykłą wiadomość.'
        : request.lane === undefined
          ? 'Wybierz rodzaj wysyłki.'
          : undefined,
      tresc: words.tresc,
    };
  }
}

function wordNobodyChosen(session: Session): string {
  return isLimited(session.role)
    ? 'Tego Twoje konto nie obejmuje. Wybierz swoje miejscowości, rejony albo kategorie, bez listy numerów.'
    : 'Wybierz, do kogo ma trafić wiadomość.';
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

/** The message that was begun, as the page of its audience hands it on: all but the audience itself. */
function carriedFields(form: Form): Form {
  const own = [formTokenField, 'akcja', 'odbiorcy', 'drzewo', 'szablon'];
  return Object.fromEntries(Object.entries(form).filter(([name]) => !own.includes(name)));
}

function toForm(campaign: Campaign): Form {
  const { text, audience, lane, listId, audienceMode } = campaign;
  const odbiorcy =
    'all' in audience
      ? 'all'
      : listId !== null
        ? `list:${listId}`
        : 'category' in audience
          ? `category:${audience.category}`
          : 'area' in audience
            ? `area:${audience.area}`
            : 'custom';
  return {
    tresc: text,
    rodzaj: lane === 'alert' ? 'alert' : 'bulk',
    odbiorcy,
    lista_osob: audienceMode,
    ...toWhenForm(campaign),
    ...(odbiorcy === 'custom' ? { drzewo: packAudience(audience) } : {}),
  };
}

function parseLane(value: string | undefined): CampaignLane | undefined {
  return campaignLanes.find((lane) => lane === value);
}
