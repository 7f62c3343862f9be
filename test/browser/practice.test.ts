// A new installation as its first user meets it: `wici start` in an empty folder, the phone page and the panel.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  findAccessibilityProblems,
  isWiderThanWindow,
  launchBrowser,
  takeScreenshots,
} from '../support/browser.ts';
import { removeFolder } from '../support/folder.ts';
import { type ServiceProcess, startServiceProcess, waitFor } from '../support/service.ts';

let service: ServiceProcess;
after(async () => {
  await service.end('SIGTERM');
  await removeFolder(service.dataDir);
});
before(async () => {
  service = await startServiceProcess({ command: 'start' });
});
const browser = await launchBrowser();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'pl-PL' });
context.setDefaultTimeout(15_000);
const phone = await context.newPage();
const panel = await context.newPage();

const number = '48500000001';

/** Types on the practice phone and waits for an answer with these words. */
async function text(words: string, answer: RegExp, from = number): Promise<string> {
  const set = phone.locator(`#tel-${from}`);
  await set.getByRole('textbox').fill(words);
  await set.getByRole('button', { name: 'Wyślij' }).click();
  const bubble = set.getByRole('listitem').filter({ hasText: answer }).last();
  await bubble.waitFor();
  return (await bubble.textContent()) ?? '';
}

async function send(words: string, recipients: RegExp): Promise<void> {
  await panel.goto(`${service.url}/admin/wyslij`);
  await panel.getByLabel('Wszyscy zapisani').check();
  // An alert, because tests run at night too.
  await panel.getByLabel('Alert', { exact: true }).check();
  await panel.getByLabel('Treść').fill(words);
  await panel.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).click();
  await panel.getByRole('button', { name: recipients }).click();
  await panel.getByText('zakończona').first().waitFor();
}

async function atStep(step: number, name: string): Promise<void> {
  await panel.getByRole('heading', { level: 1, name: new RegExp(`Krok ${step} z 6\\s*${name}`) }).waitFor();
  await takeScreenshots(panel, `kroki-${step}`);
  assert.deepEqual(await findAccessibilityProblems(panel), [], name);
  assert.equal(await isWiderThanWindow(panel, 320), false, `${name} scrolls sideways at 320 px`);
  await panel.setViewportSize({ width: 1280, height: 900 });
}

/** From the first log-in to the first message, without a mouse. */
async function walkFirstSteps(): Promise<void> {
  await atStep(1, 'Twój urząd');
  await panel.getByLabel('Krótka nazwa').fill('');
  await panel.getByLabel('Krótka nazwa').press('Enter');
  await panel
    .getByRole('alert')
    .getByRole('link', { name: /Wpisz krótką nazwę/ })
    .waitFor();
  await atStep(1, 'Twój urząd');
  await panel.getByLabel('Krótka nazwa').fill('Dopiewo');
  await panel.getByLabel('Krótka nazwa').press('Enter');
  await atStep(2, 'Miejscowości i ulice');
  await panel.getByText('24 miejscowości').waitFor();
  await panel.getByRole('button', { name: 'Dalej', exact: true }).press('Enter');
  await atStep(3, 'Numer i nadawca');
  await panel.getByLabel('Numer do rozmowy').fill('500 100 200');
  await panel.getByLabel('Numer do rozmowy').press('Enter');
  await atStep(4, 'Kategorie');
  await panel.getByRole('button', { name: /dalej/ }).press('Enter');
  await atStep(5, 'Twój telefon');
  // Left for later and come back to: the first page keeps the place.
  await panel.goto(`${service.url}/admin`);
  await panel.getByRole('link', { name: 'Dokończ' }).press('Enter');
  await panel.getByLabel('Twój numer komórkowy').fill('500 000 003');
  await panel.getByLabel('Twój numer komórkowy').press('Enter');
  await panel.getByLabel('Kod z SMS-a').waitFor();
  await atStep(5, 'Twój telefon');
  const own = await context.newPage();
  await own.goto(
    `${service.url}${await panel.getByRole('link', { name: /telefonie do ćwiczeń/ }).getAttribute('href')}`,
  );
  const bubble = own
    .locator('#tel-48500000003')
    .getByRole('listitem')
    .filter({ hasText: /kod \d{6}/ });
  await panel
    .getByLabel('Kod z SMS-a')
    .fill(/kod (\d{6})/.exec((await bubble.textContent()) ?? '')?.[1] ?? '');
  await panel.getByLabel('Kod z SMS-a').press('Enter');
  await atStep(6, 'Pierwszy SMS');
  await panel.getByRole('button', { name: 'Wyślij pierwszy SMS' }).press('Enter');
  await own
    .locator('#tel-48500000003')
    .getByText(/pierwszy SMS z Wici/)
    .waitFor();
  await own.close();
  await panel.getByText('SMS jest w drodze').waitFor();
  await atStep(6, 'Pierwszy SMS');
  await panel.getByRole('button', { name: 'Przyszedł, kończę' }).press('Enter');
  await panel.getByText('Wszystko gotowe').waitFor();
  await takeScreenshots(panel, 'kroki-koniec');
  assert.deepEqual(await findAccessibilityProblems(panel), []);
}

test('a resident joins on the phone page while the first clerk is led to a first message, gets what the panel sends, leaves, and gets no more', async () => {
  await phone.goto(`${service.url}/telefon`);
  await text('Zapisz', /W jakiej miejscowosci/);
  await text('skórzewo', /jaka ulica/);
  await text('dzialkowa 32', /Odpisz numery/);
  const summary = await text('1 i 3', /By potwierdzic, odpisz kodem/);
  await text(/kodem (\d{6})/.exec(summary)?.[1] ?? '', /zapisano/);

  const link = /\S+\/admin\/ustaw\/\S+/.exec(service.output())?.[0];
  assert.ok(link, 'the first start prints a link');
  await panel.goto(link);
  await panel.getByLabel('Imię i nazwisko').fill('Anna Nowak');
  await panel.getByLabel('Login').fill('anna.nowak');
  await panel.getByLabel('Hasło', { exact: true }).fill('trzy zielone parasole');
  await panel.getByLabel('Powtórz hasło').fill('trzy zielone parasole');
  await panel.getByRole('button', { name: 'Dalej' }).click();
  await panel.getByRole('button', { name: 'Później' }).click();
  await walkFirstSteps();
  await panel.goto(`${service.url}/admin`);
  await panel.getByRole('heading', { level: 1, name: /^Dziś/ }).waitFor();
  assert.equal(await panel.getByText(/Pierwsze kroki: /).count(), 0);

  await send('Dopiewo: wichura od 18:00. Nie wychodz z domu.', /^Wyślij do 1 osoby/);
  const phoneSet = phone.locator(`#tel-${number}`);
  await phoneSet.getByText(/wichura od 18:00/).waitFor();
  await takeScreenshots(phone, 'practice-telefon');
  await takeScreenshots(panel, 'practice-wysylka');
  assert.deepEqual(await findAccessibilityProblems(phone), []);

  await text('Stop. Dziękuję', /wypisano/);
  await panel.goto(`${service.url}/admin/wyslij`);
  await panel.getByLabel('Treść').fill('Dopiewo: odwolanie alarmu.');
  await panel.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).click();
  await panel
    .getByText(/nikt|0 osób|nie ma odbiorców/i)
    .first()
    .waitFor();
  assert.equal(await panel.getByRole('button', { name: /^Wyślij do [1-9]/ }).count(), 0);
});

/** What makes practice impossible to miss on this page: word in the title, bar on top even when scrolled, frame, paper. */
async function checkPracticeMarks(page: Page, name: string): Promise<void> {
  assert.match(await page.title(), /ĆWICZENIA/, `${name}: title`);
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  const place = await page.getByText('ĆWICZENIA', { exact: true }).first().boundingBox();
  assert.ok(place !== null && place.y >= 0 && place.y < 60, `${name}: the bar is in sight at the page's end`);
  const frame = "getComputedStyle(document.body, '::after').borderLeftWidth";
  assert.equal(await page.evaluate(frame), '5px', `${name}: frame`);
  await page.emulateMedia({ media: 'print' });
  const paper =
    "getComputedStyle(document.body, '::before').content + getComputedStyle(document.body, '::before').position";
  assert.equal(await page.evaluate(paper), '"ĆWICZENIA"fixed', `${name}: paper`);
  await page.emulateMedia({ media: 'screen' });
}

test('every page of practice says ĆWICZENIA: in the tab, on a bar that stays, in a frame, on paper', async () => {
  const pages = [
    '/',
    '/zapis',
    '/wypis',
    '/moje',
    '/czy-to-my',
    '/dostepnosc',
    '/nie-ma-takiej',
    '/api/docs',
    '/telefon',
    '/admin/logowanie',
    '/admin',
    '/admin/wyslij',
    '/admin/alert',
    '/admin/skrzynka',
    '/admin/odbiorcy',
    '/admin/odbiorcy/plakaty',
    '/admin/wysylki',
    '/admin/raporty',
    '/admin/ustawienia',
    '/admin/konto',
    '/admin/instrukcja',
    '/admin/cwiczenia',
    '/admin/nie-ma',
  ];
  for (const path of pages) {
    await panel.goto(`${service.url}${path}`);
    await checkPracticeMarks(panel, path);
  }
});

test('a guided exercise follows what really happens, step by step, and can be done again', async () => {
  await panel.goto(`${service.url}/admin/cwiczenia`);
  assert.deepEqual(await findAccessibilityProblems(panel), []);
  await takeScreenshots(panel, 'cwiczenia');
  await panel.getByRole('link', { name: 'Odpowiedź mieszkańcowi' }).click();
  await panel.getByRole('button', { name: 'Zacznij ćwiczenie' }).click();
  await panel.getByText('Zrobione: 0 z 4.').waitFor();
  const exercise = panel.url();
  await phone.bringToFront();
  await text('Czy w sobote urzad jest otwarty?', /przekazana do urzedu/, '48500000002');
  await panel.goto(exercise);
  await panel.getByText('Zrobione: 1 z 4.').waitFor();
  assert.deepEqual(await findAccessibilityProblems(panel), []);
  await takeScreenshots(panel, 'cwiczenie');
  await panel.goto(`${service.url}/admin/skrzynka`);
  await panel.getByRole('link', { name: /^\+48/ }).first().click();
  await panel.getByLabel('Treść odpowiedzi').fill('Dopiewo: w sobote urzad jest zamkniety.');
  await panel.getByRole('button', { name: 'Wyślij i zamknij rozmowę' }).click();
  await phone.locator('#tel-48500000002').getByText('w sobote urzad jest zamkniety').waitFor();
  // The phone's report may still be on its way.
  await waitFor(
    async () => {
      await panel.goto(exercise);
      return panel.getByText('Ćwiczenie ukończone.').isVisible();
    },
    { limitMs: 30_000, everyMs: 300 },
  );
  await takeScreenshots(panel, 'cwiczenie-koniec');
  await panel.getByRole('link', { name: 'Wszystkie ćwiczenia' }).click();
  await panel.getByText(/Razem ukończone: 1\sraz/).waitFor();
  await panel.getByRole('link', { name: 'Odpowiedź mieszkańcowi' }).click();
  await panel.getByRole('button', { name: 'Zacznij od nowa' }).click();
  await panel.getByText('Zrobione: 0 z 4.').waitFor();
});

/** Fits phones, tablets and desks; axe finds nothing at these widths (it takes its time with long pages). */
async function look(name: string, axeAt: readonly number[] = [360]): Promise<void> {
  await takeScreenshots(panel, name);
  for (const width of [360, 768, 1280]) {
    assert.equal(await isWiderThanWindow(panel, width), false, `${name} scrolls sideways at ${width} px`);
    if (!axeAt.includes(width)) continue;
    assert.deepEqual(await findAccessibilityProblems(panel), [], `${name} at ${width} px`);
  }
}

test('posters are made in the panel; the poster prints alone; the manual has contents, and every picture is drawn', async () => {
  await panel.goto(`${service.url}/admin/odbiorcy`);
  await panel.getByRole('link', { name: 'Plakaty i ulotki' }).click();
  await look('plakaty-pusto');
  await panel.getByRole('button', { name: 'Dodaj plakat' }).click();
  await panel.getByRole('alert').waitFor();
  await look('plakaty-problem');
  await panel.getByLabel('Gdzie zawiśnie').fill('Tablica w Skórzewie');
  await panel.getByLabel('Dla kogo').selectOption({ label: 'Skórzewo (wieś)' });
  await panel.getByRole('button', { name: 'Dodaj plakat' }).click();
  await panel.getByRole('heading', { level: 1, name: 'Plakat: Tablica w Skórzewie' }).waitFor();
  await look('plakat', [360, 768, 1280]);
  await panel.emulateMedia({ media: 'print' });
  assert.equal(await panel.getByRole('heading', { level: 1 }).isVisible(), false);
  assert.equal(await panel.getByText('ZAPISZ K101', { exact: true }).isVisible(), true);
  await takeScreenshots(panel, 'plakat-druk');
  await panel.emulateMedia({ media: 'screen' });
  await panel.goto(`${service.url}/admin/odbiorcy/plakaty`);
  await look('plakaty');

  await panel.goto(`${service.url}/admin/instrukcja`);
  await look('instrukcja');
  await panel
    .getByRole('navigation', { name: 'Spis treści' })
    .getByRole('link', { name: 'Gdy coś nie działa' })
    .click();
  assert.equal(new URL(panel.url()).hash, '#gdy-cos-nie-dziala');
  const isDrawn = `Promise.all([...document.images].map(async (image) => {
    image.loading = 'eager';
    await image.decode();
    return image.naturalWidth === image.width || image.naturalWidth > 100;
  }))`;
  const drawn = await panel.evaluate<boolean[]>(isDrawn);
  assert.ok(drawn.length >= 10 && drawn.every(Boolean), `${drawn.length} pictures`);
});
