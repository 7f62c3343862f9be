// The manual's pictures are those of today's pages. `npm run pictures` draws anew what has changed (docs/images); this
// proof fails where a page's words are no longer those its picture was drawn with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deps } from '#services/deps.ts';
import { planRun } from '#services/plan-run.ts';
import { sendAlertOnce } from '#services/send-alert.ts';
import { createPhonePage } from '#simulator/phone-page.ts';
import { launchBrowser } from '../support/browser.ts';
import { createTestWeb, serveApp } from '../support/doors.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';
import { openAlbum, readWords } from '../support/pictures.ts';
import { fillReportTown } from '../support/report-town.ts';
import { waitFor } from '../support/service.ts';
import { startTown } from '../support/town.ts';

const town = await startTown();
const { sql } = town.database;
let mode: 'practice' | 'live' = 'live';
const deps: Deps = {
  ...town.deps,
  office: () => {
    const office = town.deps.office();
    return {
      ...office,
      mode,
      settings: {
        ...office.settings,
        dialogueNumber: '500 100 200',
        quietFrom: '00:00',
        quietUntil: '00:00',
      },
    };
  },
};
const app = createPanelApp(deps);
app.route(
  '/telefon',
  createPhonePage({
    simulatorUrl: town.simulator.url,
    officeNumber: '500100200',
    officeName: 'Urząd Gminy Dopiewo',
  }),
);
app.route('/', createTestWeb(deps));
const anna = createVisitor(app);
await setUpAccount(deps, anna, { login: 'anna.nowak', factor: 'totp' });
const base = await serveApp(app);
const browser = await launchBrowser();
const context = await browser.newContext({
  viewport: { width: 880, height: 620 },
  locale: 'pl-PL',
  reducedMotion: 'reduce',
});
context.setDefaultTimeout(30_000);
await context.addCookies([...anna.cookies].map(([name, value]) => ({ name, value, url: base })));
const page = await context.newPage();
const album = openAlbum(process.env.WICI_PICTURES === 'write' ? 'write' : 'compare');

async function draw(name: string, path: string, height?: number): Promise<void> {
  await page.goto(`${base}${path}`);
  await album.take(page, name, height === undefined ? {} : { height });
}

test('every picture of the manual shows the page as it is (npm run pictures draws them anew)', {
  timeout: 600_000,
}, async () => {
  await fillReportTown(town.deps, new Date());
  await sql`insert into workers (id, beat_at) values ('one', now() + interval '1 hour')`;
  const phone = town.phone('500000001');
  await phone.say('Zapisz');
  await phone.say('skórzewo');
  await phone.say('dzialkowa 32');
  const code = /kodem (\d{6})/.exec((await phone.say('1 i 3')).join())?.[1] ?? '';
  await phone.say(code);
  await town.phone('500000002').say('Dzień dobry, kiedy będzie odbiór gabarytów na Leśnej?');

  await draw('strona-zapis', '/zapis', 510);

  await page.goto(`${base}/admin/wyslij`);
  await page
    .getByLabel('Treść')
    .fill('Wójt Gminy: jutro od 8 do 14 nie będzie wody w Skórzewie, ul. Poznańska.');
  await page.getByText('Usuń polskie znaki').waitFor();
  await album.take(page, 'wyslij', { height: 1150 });
  await page.getByRole('button', { name: 'Usuń polskie znaki' }).click();
  await page.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sprawdź przed wysłaniem' }).waitFor();
  await album.take(page, 'podglad', { height: 780 });

  await draw('alert', '/admin/alert', 760);
  const alertId = await sendAlertOnce(deps, {
    text: 'Dopiewo: POWODZ. Woda przelewa sie przez wal. Idz na pietro, nie wchodz do piwnicy.',
    audience: { all: true },
    actor: 'staff:1',
    name: 'Anna Nowak',
    key: '0b5d6a52-0000-4000-8000-000000000009',
  });
  const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${alertId}`;
  await planRun(deps, { runId: run?.id ?? 0 });
  // Until the simulator has it all: the phone shows it, and no later report moves the figures set here.
  await waitFor(async () => {
    const [open] = await sql<{ count: number }[]>`
      select count(*)::int as count from mts where run_id = ${run?.id ?? 0} and state <> 'delivered'`;
    return open?.count === 0;
  });
  await sql`
    update mts
    set state = case when phone_id % 9 = 0 then 'undelivered' when phone_id % 4 = 0 then 'submitted' else 'delivered' end,
      submitted_at = now()
    where run_id = ${run?.id ?? 0}`;
  await draw('wysylka', `/admin/wysylki/${alertId}`, 800);

  await town.phone('500000003').say('pomocy woda w domu');
  await draw('skrzynka', '/admin/skrzynka', 560);
  const [thread] = await sql<
    { id: number }[]
  >`select id from threads where not is_danger order by id limit 1`;
  await draw('rozmowa', `/admin/skrzynka/${thread?.id ?? 0}`, 900);

  await draw('odbiorcy', '/admin/odbiorcy', 820);
  await anna.open('/admin/odbiorcy/plakaty');
  await anna.send('/admin/odbiorcy/plakaty', {
    nazwa: 'Tablica w Skórzewie',
    miejsce: 'miejscowosc 0582870',
  });
  await page.goto(`${base}/admin/odbiorcy/plakaty/1`);
  await album.take(page, 'plakat', { height: 1250 });
  await draw('raporty', '/admin/raporty?okres=rok', 900);
  await draw('ustawienia', '/admin/ustawienia', 760);
  await draw('dzis', '/admin', 800);

  mode = 'practice';
  await page.goto(`${base}/admin/cwiczenia/odpowiedz`);
  await page.getByRole('button', { name: 'Zacznij ćwiczenie' }).click();
  await page.getByText(/Zrobione/).waitFor();
  await album.take(page, 'cwiczenie', { height: 760 });

  // The README's: a phone beside the panel.
  await page.goto(`${base}/telefon?numery=500000001`);
  await page.setViewportSize({ width: 380, height: 680 });
  const phoneWords = await readWords(page);
  const phonePng = await page.screenshot({ caret: 'hide' });
  await page.goto(`${base}/admin/wyslij`);
  await page.setViewportSize({ width: 800, height: 680 });
  await page
    .getByLabel('Treść')
    .fill('Wójt Gminy: jutro od 8 do 14 nie będzie wody w Skórzewie, ul. Poznańska.');
  await page.getByText('Usuń polskie znaki').waitFor();
  const panelWords = await readWords(page);
  const panelPng = await page.screenshot({ caret: 'hide' });
  const sheet = await context.newPage();
  await sheet.setViewportSize({ width: 1236, height: 712 });
  const image = (png: Buffer): string => `<img src="data:image/png;base64,${png.toString('base64')}">`;
  await sheet.setContent(
    `<style>body{margin:0;padding:16px;display:flex;gap:24px;background:#dfe5e3}img{display:block}</style>${image(phonePng)}${image(panelPng)}`,
  );
  album.keep('wici', { png: await sheet.screenshot(), words: `${phoneWords} | ${panelWords}` });

  assert.deepEqual(
    process.env.WICI_PICTURES === 'write' ? [] : album.old(),
    [],
    'these pictures are of pages that have changed: npm run pictures',
  );
});
