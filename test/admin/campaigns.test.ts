import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRun } from '#services/plan-run.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, type Page, setUpAccount } from '../support/panel.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { sql } = ledger.database;
const app = createPanelApp(ledger.deps);
const clerk = createVisitor(app);
await setUpAccount(ledger.deps, clerk, { login: 'anna', factor: 'later' });
await ledger.addSubscribers(30);

const fields = { odbiorcy: 'all', rodzaj: 'bulk', tresc: 'Jutro od 8 nie będzie wody.' };

async function preview(
  changes?: Partial<typeof fields>,
): Promise<{ readonly id: number; readonly page: Page }> {
  await clerk.open('/admin/wyslij');
  const page = await clerk.send('/admin/wyslij', { ...fields, ...changes });
  return { id: Number(/wysylki\/(\d+)\/podglad/.exec(page.url)?.[1] ?? 0), page };
}

async function countRuns(campaignId: number): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int as count from runs where campaign_id = ${campaignId}`;
  return row?.count ?? 0;
}

test('the preview names recipients, segments and price exactly, and sends nothing', async () => {
  const { id, page } = await preview();
  assert.equal(page.status, 200);
  assert.match(page.body, /<dt>Odbiorcy<\/dt><dd>30<\/dd>/);
  assert.match(page.body, /<dt>SMS-y razem<\/dt><dd>30<\/dd>/);
  assert.match(page.body, /<dt>Koszt netto<\/dt><dd>5,10\s*zł<\/dd>/);
  assert.match(page.body, /<dt>Środki u operatora<\/dt><dd>[\d\s]+,\d\d\s*zł \([\d\s,]+ pkt\)<\/dd>/);
  assert.match(page.body, /Wyślij do 30\s*osób/);
  assert.match(page.body, /b<mark>ę<\/mark>dzie/);
  assert.match(page.body, /Jutro od 8 nie bedzie wody\./);
  assert.equal(await countRuns(id), 0);
});

test('brackets that the gateway would read are shown as they leave, and why they differ', async () => {
  const { page } = await preview({ tresc: 'Dzien dobry [%imie%]' });
  assert.match(page.body, /Dzien dobry \(%imie%\)/);
  assert.match(page.body, /Nawiasy kwadratowe przy znaku % zamieniono na okrągłe/);
  assert.doesNotMatch((await preview()).page.body, /Nawiasy kwadratowe/);
});

test('problems stand beside their fields and what was typed stays', async () => {
  const { page } = await preview({ tresc: 'Więcej na www.dopiewo.pl <b>', odbiorcy: 'category:nie-ma' });
  assert.equal(page.status, 422);
  assert.match(page.body, /id="tresc-problem">W treści jest adres internetowy/);
  assert.match(page.body, /id="odbiorcy-problem">Nie ma już takiej kategorii/);
  assert.match(page.body, /Więcej na www\.dopiewo\.pl &lt;b&gt;/);
  assert.match((await preview({ tresc: '  ' })).page.body, /Wpisz treść wiadomości/);
  assert.match((await preview({ tresc: 'Zażółć '.repeat(80) })).page.body, /Treść jest za długa: 9 SMS-ów/);
});

test('two clicks on the button send once', async () => {
  const { id } = await preview();
  const clicks = await Promise.all([
    clerk.send(`/admin/wysylki/${id}/wyslij`, {}),
    clerk.send(`/admin/wysylki/${id}/wyslij`, {}),
  ]);
  assert.deepEqual(
    clicks.map((page) => page.url),
    [`/admin/wysylki/${id}`, `/admin/wysylki/${id}`],
  );
  assert.equal(await countRuns(id), 1);
  assert.equal((await clerk.open(`/admin/wysylki/${id}/podglad`)).url, `/admin/wysylki/${id}`);
});

test('when the number of recipients has changed since the preview, nothing is sent before it is confirmed again', async () => {
  const { id } = await preview();
  await ledger.addSubscribers(2);
  const page = await clerk.send(`/admin/wysylki/${id}/wyslij`, {});
  assert.equal(page.status, 409);
  assert.match(page.body, /zmieniła się z 30 na 32/);
  assert.equal(await countRuns(id), 0);
  assert.equal((await clerk.send(`/admin/wysylki/${id}/wyslij`, {})).url, `/admin/wysylki/${id}`);
  assert.equal(await countRuns(id), 1);
});

test('a category reaches its people only, and an audience of nobody has no button', async () => {
  const { id, page } = await preview({ odbiorcy: 'category:sport' });
  assert.match(page.body, /Nikt nie dostanie tej wiadomości/);
  assert.ok(!page.body.includes('Wyślij do'));
  const edited = await clerk.open(`/admin/wyslij?szkic=${id}`);
  assert.match(edited.body, /value="category:sport" checked/);
  assert.match(edited.body, /nie będzie wody/);
});

test('stopping asks first; what waited is skipped and the counts still add up', async () => {
  const { campaignId } = await ledger.plan();
  const path = `/admin/wysylki/${campaignId}`;
  assert.match((await clerk.open(path)).body, /id="liczba-planned">32</);
  const asked = await clerk.open(`${path}/zatrzymaj`);
  assert.match(asked.body, /jeszcze czeka 32/);
  const stopped = await clerk.send(`${path}/zatrzymaj`, {});
  assert.match(stopped.body, /zatrzymana/);
  assert.match(stopped.body, /id="liczba-skipped">32</);
  assert.match(stopped.body, /id="liczba-razem">32</);
  const again = await clerk.open(path);
  assert.ok(!again.body.includes('Zatrzymaj wysyłkę'));
  assert.equal((await clerk.send(`${path}/zatrzymaj`, {})).status, 200);
});

test('live progress brings counts until the campaign has ended', async () => {
  const { campaignId } = await ledger.plan();
  const cookie = [...clerk.cookies].map((pair) => pair.join('=')).join('; ');
  const response = await app.request(`/admin/wysylki/${campaignId}/postep`, { headers: { cookie } });
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const dispatcher = ledger.dispatch();
  const events = await response.text();
  await dispatcher.stop();
  assert.match(events, /"liczba-planned":"32"/);
  assert.match(events, /event: changed/);
  await ledger.settles(campaignId, { submitted: 32 });
});

test('a page that shows a campaign as under way is told when it was over before its stream began', async () => {
  const { campaignId } = await ledger.plan();
  const page = await clerk.open(`/admin/wysylki/${campaignId}`);
  const [, stream = ''] = /data-progress="([^"]+)"/.exec(page.body) ?? [];
  const dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 32 });
  await waitFor(
    async () => (await sql`select from campaigns where id = ${campaignId} and state = 'done'`).length > 0,
  );
  await dispatcher.stop();
  const cookie = [...clerk.cookies].map((pair) => pair.join('=')).join('; ');
  const response = await app.request(stream, { headers: { cookie } });
  const reader = response.body?.getReader();
  const heard: string[] = [];
  // The counts, and what is sent at once behind them.
  for (let n = 0; n < 2; n += 1) heard.push(new TextDecoder().decode((await reader?.read())?.value));
  await reader?.cancel();
  assert.match(heard.join(''), /event: changed/);
});

test('a paused campaign says why and can be resumed', async () => {
  const { campaignId, runId } = await ledger.plan();
  await sql`update runs set state = 'paused', pause_reason = 'error_14' where id = ${runId}`;
  await sql`update campaigns set state = 'paused' where id = ${campaignId}`;
  const page = await clerk.open(`/admin/wysylki/${campaignId}`);
  assert.match(page.body, /operator odrzucił ustawienia konta/);
  assert.match(page.body, /id="liczba-held">32</);
  const resumed = await clerk.send(`/admin/wysylki/${campaignId}/wznow`, {});
  assert.match(resumed.body, /w toku/);
});

test('a viewer reads campaigns and sends, stops and resumes none', async () => {
  const viewer = createVisitor(app);
  await setUpAccount(ledger.deps, viewer, { login: 'ogladajacy', role: 'viewer', factor: 'later' });
  const { campaignId } = await ledger.plan();
  const page = await viewer.open(`/admin/wysylki/${campaignId}`);
  assert.equal(page.status, 200);
  assert.ok(!page.body.includes('Zatrzymaj'));
  assert.ok(!page.body.includes('href="/admin/wyslij"'));
  assert.equal((await viewer.open('/admin/wyslij')).status, 403);
  for (const act of ['wyslij', 'zatrzymaj', 'wznow']) {
    await viewer.open('/admin');
    assert.equal((await viewer.send(`/admin/wysylki/${campaignId}/${act}`, {})).status, 403, act);
  }
});

test('launch and stop are audited with the person who did it', async () => {
  const acts = await sql<{ act: string; actor: string }[]>`
    select distinct act, actor from audit_entries where act like 'campaign.%' and actor like 'staff:%' order by act`;
  assert.deepEqual(
    acts.map((row) => row.act),
    ['campaign.create', 'campaign.launch', 'campaign.resume', 'campaign.stop'],
  );
});

test('the list shows what was sent, never drafts', async () => {
  const { id } = await preview({ tresc: 'Tylko szkic' });
  const page = await clerk.open('/admin/wysylki');
  assert.ok(!page.body.includes('Tylko szkic'));
  assert.match(page.body, /Jutro od 8 nie będzie wody/);
  assert.equal((await clerk.open('/admin/wysylki/999999')).status, 404);
  assert.equal((await clerk.open(`/admin/wysylki/${id}`)).url, `/admin/wysylki/${id}/podglad`);
});

test('in quiet hours an ordinary campaign says when it will leave, an alert does not', async () => {
  const { deps } = ledger;
  const quiet = createPanelApp({
    ...deps,
    office: () => ({
      ...deps.office(),
      settings: { ...deps.office().settings, quietFrom: '00:00', quietUntil: '23:59' },
    }),
  });
  const visitor = createVisitor(quiet);
  for (const [name, value] of clerk.cookies) visitor.cookies.set(name, value);
  await visitor.open('/admin/wyslij');
  const preview = await visitor.send('/admin/wyslij', fields);
  assert.match(preview.body, /Cisza nocna trwa/);
  assert.match(preview.body, /<dt>Kiedy<\/dt><dd>[^<]*23:59, po ciszy nocnej/);
  await visitor.open('/admin/wyslij');
  assert.ok(
    !(await visitor.send('/admin/wyslij', { ...fields, rodzaj: 'alert' })).body.includes('Cisza nocna trwa'),
  );
});

test('the home page shows what is under way', async () => {
  const { campaignId, runId } = await ledger.plan();
  await planRun(ledger.deps, { runId });
  const page = await waitFor(async () => {
    const home = await clerk.open('/admin');
    return home.body.includes(`Wysyłka ${campaignId}`) ? home : undefined;
  });
  assert.match(page.body, /0 z 32 \(0%\)/);
  assert.match(page.body, /Zapisani<\/dt><dd><a href="\/admin\/odbiorcy">32</);
});

/** A campaign of which every batch met 53 at its first call: nothing proves anything about it. */
async function planUnknown(): Promise<{ readonly path: string; readonly batchIds: readonly number[] }> {
  // What earlier tests left to send would meet the fault first.
  await sql`update runs set state = 'stopped' where kind = 'campaign' and state in ('planning', 'running')`;
  const { campaignId, runId } = await ledger.plan();
  ledger.simulator.faults.add({ kind: 'error', code: 53, next: 2 });
  const dispatcher = ledger.dispatch({ maxRecipients: 16 });
  await ledger.settles(campaignId, { unknown: 32 });
  await dispatcher.stop();
  const batches = await sql<{ id: number }[]>`select id from batches where run_id = ${runId} order by id`;
  return { path: `/admin/wysylki/${campaignId}`, batchIds: batches.map(({ id }) => id) };
}

test('a clerk decides about each batch of unknown outcome, and the decision is audited', async () => {
  const { path, batchIds } = await planUnknown();
  const [first = 0, second = 0] = batchIds;
  const page = await clerk.open(path);
  assert.match(page.body, /operator mówi, że ma już wiadomości z tej wysyłki/);
  assert.match(page.body, /<h2 id="niepewne">Niepewne partie<\/h2>/);
  assert.equal(page.body.match(/>zdecyduj</g)?.length, 2);
  assert.match(page.body, new RegExp(`Uznaj za wysłane<span class="hidden-text"> \\(partia ${first}\\)`));
  const sent = await clerk.send(`${path}/niepewne/${first}`, { decyzja: 'wyslane' });
  assert.match(sent.body, /id="liczba-submitted">16</);
  assert.match(sent.body, /id="liczba-unknown">16</);
  const notSent = await clerk.send(`${path}/niepewne/${second}`, { decyzja: 'niewyslane' });
  assert.match(notSent.body, /id="liczba-held">16</);
  assert.ok(!notSent.body.includes('Niepewne partie'));
  const entries = await sql<{ detail: unknown }[]>`
    select detail from audit_entries where act = 'batch.resolve' and actor like 'staff:%' order by id`;
  assert.deepEqual(
    entries.map(({ detail }) => detail),
    [
      { outcome: 'sent', rows: 16 },
      { outcome: 'not_sent', rows: 16 },
    ],
  );
  const again = await clerk.send(`${path}/niepewne/${first}`, { decyzja: 'niewyslane' });
  assert.match(again.body, /właśnie się wyjaśniła/);
  assert.match(again.body, /id="liczba-submitted">16</);
});

test('nobody decides about a batch without a right to, without a decision, or under another campaign', async () => {
  const { path, batchIds } = await planUnknown();
  const batch = batchIds[0] ?? 0;
  const viewer = createVisitor(app);
  await setUpAccount(ledger.deps, viewer, { login: 'tylko-patrzy', role: 'viewer', factor: 'later' });
  assert.ok(!(await viewer.open(path)).body.includes('Uznaj za'));
  await viewer.open('/admin');
  assert.equal((await viewer.send(`${path}/niepewne/${batch}`, { decyzja: 'wyslane' })).status, 403);
  await clerk.open(path);
  assert.equal((await clerk.send(`${path}/niepewne/${batch}`, { decyzja: 'moze' })).status, 422);
  const { campaignId } = await ledger.plan();
  await clerk.open(path);
  await clerk.send(`/admin/wysylki/${campaignId}/niepewne/${batch}`, { decyzja: 'wyslane' });
  assert.match((await clerk.open(path)).body, /id="liczba-unknown">32</);
});

test('what no receipt has come for within 72 hours is counted as unconfirmed and stays submitted', async () => {
  const { campaignId, runId } = await ledger.plan();
  const dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 32 });
  await dispatcher.stop();
  assert.ok(!(await clerk.open(`/admin/wysylki/${campaignId}`)).body.includes('Brak potwierdzenia'));
  await sql`
    update mts set submitted_at = submitted_at - interval '73 hours'
    where run_id = ${runId} and id in (select id from mts where run_id = ${runId} order by id limit 5)`;
  const page = await clerk.open(`/admin/wysylki/${campaignId}`);
  assert.match(page.body, /Brak potwierdzenia: 5\./);
  assert.match(page.body, /id="liczba-submitted">32</);
});

test('the home page says that replies wait for the account', async () => {
  const [run] = await sql<{ id: number }[]>`select id from runs where kind = 'reply' order by id limit 1`;
  await sql`update runs set state = 'paused', pause_reason = 'gateway_101' where id = ${run?.id ?? 0}`;
  assert.match((await clerk.open('/admin')).body, /Odpowiedzi i kody nie wychodzą/);
  await sql`update runs set state = 'running', pause_reason = null where id = ${run?.id ?? 0}`;
  assert.ok(!(await clerk.open('/admin')).body.includes('nie wychodzą'));
});

test("a city's campaign is shown as last counted, with what the gateway has taken since", async () => {
  const { campaignId, runId } = await ledger.plan();
  await sql`
    insert into report_runs (run_id, campaign_id, kind, lane, category, created_by, created_at, counted_at, took_ms)
    values (${runId}, ${campaignId}, 'campaign', 'bulk', '', 'staff:1', now(), now(), 1)
    on conflict (run_id) do nothing`;
  await sql`delete from report_messages where run_id = ${runId}`;
  await sql`
    insert into report_messages (day, run_id, sym, waiting, unknown, submitted, delivered, undelivered, expired, rejected,
      skipped, segments)
    values (current_date, ${runId}, '', 30000, 0, 100, 900, 0, 0, 0, 0, 1000)`;
  await sql`
    insert into batches (run_id, text_id, state, size, first_id, last_id, lease_term, claimed_at)
    select ${runId}, text_id, 'answered', 2500, 0, 0, 1, now() from runs where id = ${runId}`;
  const { body } = await clerk.open(`/admin/wysylki/${campaignId}`);
  assert.match(body, /liczby są liczone co minutę/);
  assert.match(body.replaceAll('\u00a0', ' '), /2 500 z 31 000 \(8%\)/);
  assert.match(body.replaceAll('\u00a0', ' '), /id="liczba-submitted">1 600</);
  const home = (await clerk.open('/admin')).body.replaceAll('\u00a0', ' ');
  assert.match(home, /2 500 z 31 000 \(8%\)[\s\S]*stan sprzed chwili/);
  await sql`delete from batches where run_id = ${runId} and lease_term = 1 and size = 2500`;
  await sql`delete from report_messages where run_id = ${runId}`;
});

test('while the list of recipients is being made, half of it does not read as a whole campaign', async () => {
  const { campaignId, runId } = await ledger.plan();
  await ledger.database.sql`update runs set planned_at = null where id = ${runId}`;
  const { body } = await clerk.open(`/admin/wysylki/${campaignId}`);
  assert.match(body, /Lista odbiorców jeszcze powstaje: na razie \d+, wyszło 0\./);
  assert.match(body, /policzymy, gdy powstanie lista odbiorców/);
});

test('the list says when a planned campaign will leave, not when it was ordered', async () => {
  const { campaignId } = await ledger.plan();
  await ledger.database.sql`
    update campaigns set state = 'scheduled', send_at = '2027-03-04T10:00:00Z' where id = ${campaignId}`;
  assert.match((await clerk.open('/admin/wysylki')).body, /4 mar 2027, 11:00/);
});
