// A new installation as its first user meets it: `wici start` in an empty folder, the phone page and the panel.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findAccessibilityProblems, launchBrowser, takeScreenshots } from '../support/browser.ts';
import { removeFolder } from '../support/folder.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service.ts';

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
async function text(words: string, answer: RegExp): Promise<string> {
  const set = phone.locator(`#tel-${number}`);
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

test('a resident joins on the phone page, gets what the panel sends, leaves, and gets no more', async () => {
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
  await panel.getByRole('heading', { level: 1, name: /^Dziś/ }).waitFor();

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
