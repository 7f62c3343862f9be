import { insertRecallSlice, listRunIds } from '#db/alerts.ts';
import { insertAudienceSlice, insertWithoutConsent, type RunTexts, type Slice } from '#db/audience.ts';
import { type Campaign, findCampaign } from '#db/campaigns.ts';
import { insertMissingPhones } from '#db/phones.ts';
import { findRun, type Run, updateRunPlanned } from '#db/runs.ts';
import { insertTexts } from '#db/texts.ts';
import { listNumbers } from '#domain/audience.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { renderForPlaces, renderWithoutPlace } from './campaign-texts.ts';
import type { Deps } from './deps.ts';
import { planList } from './plan-list.ts';
import { findStrangers } from './strangers.ts';

// The first slice is small: an alert begins to leave while the rest is still being planned.
const firstSlice = 500;
/** Rows that a slice should add: few enough to leave while the next is planned, many enough not to cost a commit each. */
const rowsPerSlice = 20_000;
const mostGrowth = 8;

/**
 * Makes one MT row per recipient of a run, slice by slice, each in a transaction of its own. Idempotent and safe to
 * kill or to run twice: what is planned is read from the rows, a second pass adds only what is missing. The run counts
 * as planned after a whole pass.
 */
export async function planRun(
  deps: Pick<Deps, 'db' | 'sql' | 'office' | 'secretKey'>,
  { runId }: { readonly runId: number },
): Promise<void> {
  const run = await findRun(deps.db, runId);
  if (run === null || run.plannedAt !== null || run.campaignId === null) return;
  const campaign = await findCampaign(deps.db, run.campaignId);
  if (campaign === null) return;
  if (campaign.listId !== null) {
    const { listId } = campaign;
    const isPlanned = await planList(deps, { run, campaign, listId, isEnded: () => isEnded(deps, runId) });
    if (isPlanned) await updateRunPlanned(deps.sql, runId);
    return;
  }
  const texts = await prepareTexts(deps, { run, campaign });
  if (campaign.recallOf !== null && texts.kind === 'common') {
    await planRecall(deps, { runId, alertId: campaign.recallOf, textId: texts.textId });
    await updateRunPlanned(deps.sql, runId);
    return;
  }
  for (let after = 0, size = firstSlice; ; ) {
    if (await isEnded(deps, runId)) return;
    const frozenFor = campaign.audienceMode === 'frozen' ? campaign.id : null;
    const slice: Slice = { runId, audience: campaign.audience, frozenFor, texts, after, size };
    const planned = await deps.db.transaction((tx) => insertAudienceSlice(tx, slice));
    if (planned === null) break;
    after = planned.upto;
    size = nextSize(size, planned.added);
  }
  await planWithoutConsent(deps, { run, campaign, texts });
  await updateRunPlanned(deps.sql, runId);
}

/** An all-clear goes to those whom the alert has reached, whoever its audience would be today. */
async function planRecall(
  deps: Pick<Deps, 'db'>,
  of: { readonly runId: number; readonly alertId: number; readonly textId: number },
): Promise<void> {
  const { runId, textId } = of;
  for (const alertRunId of await listRunIds(deps.db, of.alertId)) {
    for (let after = 0, size = firstSlice; ; size = rowsPerSlice) {
      if (await isEnded(deps, runId)) return;
      const slice = { runId, alertRunId, textId, after, size };
      const planned = await deps.db.transaction((tx) => insertRecallSlice(tx, slice));
      if (planned === null) break;
      after = planned.upto;
    }
  }
}

/** A village among a city's subscribers must not wait for a slice per 20 000 of them. */
function nextSize(size: number, added: number): number {
  const wanted = Math.ceil((size * rowsPerSlice) / Math.max(1, added));
  return Math.max(rowsPerSlice, Math.min(wanted, size * mostGrowth));
}

async function isEnded(deps: Pick<Deps, 'db'>, runId: number): Promise<boolean> {
  const run = await findRun(deps.db, runId);
  return run === null || run.state === 'stopped' || run.state === 'done';
}

async function prepareTexts(
  deps: Pick<Deps, 'db' | 'office'>,
  { run, campaign }: { readonly run: Run; readonly campaign: Campaign },
): Promise<RunTexts> {
  if (run.textId !== null) return { kind: 'common', textId: run.textId };
  const { settings } = deps.office();
  const { text, audience } = campaign;
  const renderings = await renderForPlaces(deps.db, { text, audience, settings });
  const other = renderWithoutPlace({ text, settings });
  const ids = await deps.db.transaction((tx) =>
    insertTexts(
      tx,
      [...renderings.map(({ body }) => body), other].map((body) => ({ body })),
    ),
  );
  const otherTextId = ids.at(-1);
  if (otherTextId === undefined) throw new Error('A campaign was left without a text.');
  return {
    kind: 'by_place',
    otherTextId,
    texts: renderings.map(({ sym, symUl }, at) => ({ sym, symUl, textId: ids[at] ?? otherTextId })),
  };
}

/** Given numbers are accounted for even when nothing may be sent to them; a legal basis of its own reaches strangers. */
async function planWithoutConsent(
  deps: Pick<Deps, 'db' | 'secretKey'>,
  plan: { readonly run: Run; readonly campaign: Campaign; readonly texts: RunTexts },
): Promise<void> {
  const { audience } = plan.campaign;
  const msisdns = listNumbers(audience).flatMap((number) => {
    const parsed = parseMsisdn(number);
    return parsed.ok ? [parsed.msisdn] : [];
  });
  if (msisdns.length === 0) return;
  const textId = plan.texts.kind === 'common' ? plan.texts.textId : plan.texts.otherTextId;
  const strangers = await findStrangers(deps, plan.campaign);
  await deps.db.transaction(async (tx) => {
    await insertMissingPhones(tx, msisdns);
    await insertWithoutConsent(tx, { runId: plan.run.id, audience, textId, strangers });
  });
}
