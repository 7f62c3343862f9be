// A day of each role in a real browser: logs in with a password, does what the role is for, and is told in plain words what
// it may not (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { type StaffRole, staffRoles } from '#domain/roles.ts';
import { startJobRunner } from '../../src/jobs/runner.ts';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { serveApp } from '../support/doors.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, password, setUpAccount } from '../support/panel.ts';
import { createResidents } from '../support/residents.ts';

const [skorzewo, dopiewo] = ['0582870', '0582717'];

const ledger = await startLedger();
const { deps, database } = ledger;
const { sql } = database;
const app = createPanelApp(deps);
const base = await serveApp(app);
const browser = await launchBrowser();
const runner = await startJobRunner({ deps, databaseUrl: database.url });
database.onEnd(() => runner.stop());
ledger.dispatch();

const residents = createResidents(sql);
const here = [await residents.insert(skorzewo), await residents.insert(skorzewo)];
const there = await residents.insert(dopiewo);
await sql`
  update subscribers set categories = array[(select id from categories where key = 'kultura')]
  where phone_id = any(${[here[0] ?? 0, there]}::bigint[])`;
await sql`
  insert into mos (digest, sender, recipient, text, sent_at, state, phone_id, intent, mark)
  select decode('0' || n, 'hex'), msisdn, '', 'Dziura w jezdni', now(), 'handled', id, 'ask', 'staff'
  from (select id, msisdn, row_number() over (order by id) as n from phones) as people`;
await sql`
  insert into threads (phone_id, state, unread, last_mo_id, last_at)
  select phone_id, 'open', 1, id, now() from mos`;
// The first account is an administrator's whoever comes; the steps of a new office are behind.
await setUpAccount(deps, createVisitor(app), { login: 'pierwszy', factor: 'later' });
await sql`insert into first_steps (passed, closed_at) values ('{}', now()) on conflict do nothing`;

type Day = {
  /** Links of the main navigation. */
  readonly rooms: readonly string[];
  readonly act: (page: Page) => Promise<void>;
  /** A page that is not for the role; none for an administrator. */
  readonly refused: string | null;
};

const words = async (page: Page): Promise<string> =>
  (await page.locator('main').innerText()).replaceAll(/[\s\u00a0]+/g, ' ');

/** Writes to whomever the form offers first, and reads how many it is. */
async function send(page: Page, text: string): Promise<string> {
  await page.goto(`${base}/admin/wyslij`);
  await page.getByLabel('Treść', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).click();
  const button = page.getByRole('button', { name: /^Wyślij do/ });
  const name = (await button.innerText()).replaceAll('\u00a0', ' ');
  await button.click();
  // By then the page has loaded itself for the last time.
  await page.getByText('zakończona').waitFor();
  return name;
}

async function listReached(text: string): Promise<readonly number[]> {
  const rows = await sql<{ id: number }[]>`
    select m.phone_id as id from mts m join texts t on t.id = m.text_id where t.body = ${text} order by m.phone_id`;
  return rows.map(({ id }) => id);
}

async function waitForReached(text: string, expected: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 100 && (await listReached(text)).length < expected.length; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(await listReached(text), expected);
}

const office = ['Wyślij', 'Skrzynka', 'Odbiorcy', 'Wysyłki', 'Raporty', 'Ustawienia'];

const days: Readonly<Record<StaffRole, Day>> = {
  admin: {
    rooms: office,
    refused: null,
    act: async (page) => {
      await page.goto(`${base}/admin/ustawienia`);
      await page.getByRole('link', { name: 'Konta', exact: true }).click();
      assert.match(await words(page), /pierwszy/);
    },
  },
  editor: {
    rooms: office,
    refused: '/admin/ustawienia/konta',
    act: async (page) => {
      assert.equal(await send(page, 'Zebranie w szkole.'), 'Wyślij do 3 osób');
      await waitForReached('Zebranie w szkole.', [...here, there]);
    },
  },
  local: {
    rooms: ['Wyślij', 'Skrzynka', 'Odbiorcy', 'Wysyłki'],
    refused: '/admin/raporty',
    act: async (page) => {
      assert.equal(await send(page, 'Zebranie sołeckie.'), 'Wyślij do 2 osób');
      await waitForReached('Zebranie sołeckie.', here);
      await page.goto(`${base}/admin/wysylki`);
      assert.ok(!(await words(page)).includes('Zebranie w szkole'), 'the campaigns of others');
      await page.goto(`${base}/admin/skrzynka`);
      assert.equal(await page.getByText('Dziura w jezdni').count(), 2, 'threads of its own places');
    },
  },
  topical: {
    rooms: ['Wyślij', 'Wysyłki'],
    refused: '/admin/odbiorcy',
    act: async (page) => {
      assert.equal(await send(page, 'Koncert w parku.'), 'Wyślij do 2 osób');
      await waitForReached('Koncert w parku.', [here[0] ?? 0, there]);
    },
  },
  treasurer: {
    rooms: [],
    refused: '/admin/wyslij',
    act: async (page) => {
      await page.goto(`${base}/admin/konto`);
      assert.match(await words(page), /Ten urząd jeszcze ich nie włączył/);
    },
  },
  dispatcher: {
    rooms: ['Skrzynka', 'Odbiorcy', 'Wysyłki', 'Raporty', 'Ustawienia'],
    refused: '/admin/wyslij',
    act: async (page) => {
      await page.goto(`${base}/admin/alert`);
      await page.getByLabel('Treść', { exact: true }).fill('Nie pij wody z kranu.');
      await page.getByLabel(/^Wszyscy zapisani/).check();
      await page.getByRole('button', { name: /Wyślij alert do 3/ }).click();
      await page.getByRole('link', { name: /ODWOŁAJ/ }).waitFor();
      await page.getByText('zakończona').waitFor();
      await waitForReached('Nie pij wody z kranu.', [...here, there]);
    },
  },
  viewer: {
    rooms: ['Skrzynka', 'Odbiorcy', 'Wysyłki', 'Raporty', 'Ustawienia'],
    refused: '/admin/wyslij',
    act: async (page) => {
      await page.goto(`${base}/admin/odbiorcy`);
      assert.match(await words(page), /\+48 \*\*\* \*\*\* \d{3}/);
      assert.equal(await page.getByRole('button', { name: /pokaż numer/i }).count(), 0);
      await page.goto(`${base}/admin/wysylki`);
      assert.match(await words(page), /Zebranie w szkole/);
    },
  },
};

for (const role of staffRoles) {
  test(`${role}: logs in, does its work, and is told what it may not`, { timeout: 90_000 }, async () => {
    const login = `rola.${role}`;
    await setUpAccount(deps, createVisitor(app), { login, role, factor: 'later' });
    const page = await openPage(browser, { on: 'desk' });
    const look = createLook(page, { album: `rola-${role}`, narrow: 360 });
    await page.goto(`${base}/admin`);
    await page.getByLabel('Login').fill(login);
    await page.getByLabel('Hasło').fill(password);
    await page.keyboard.press('Enter');
    const later = page.getByRole('button', { name: /później/i });
    await later
      .or(page.getByRole('navigation', { name: 'Główne' }))
      .or(page.getByText('Wyloguj'))
      .first()
      .waitFor();
    if ((await later.count()) > 0) await later.click();
    await page.getByText('Wyloguj').waitFor();
    await look('start');
    const rooms = await page.getByRole('navigation', { name: 'Główne' }).getByRole('link').allInnerTexts();
    // Behind the name stands how many texts are new.
    assert.deepEqual(
      rooms.map((name) => name.split(/\s/)[0]),
      days[role].rooms,
    );
    await days[role].act(page);
    await look('praca');
    const { refused } = days[role];
    if (refused !== null) {
      const answer = await page.goto(`${base}${refused}`);
      assert.equal(answer?.status(), 403);
      assert.match(await words(page), /poproś administratora o inną rolę/);
      await look('odmowa');
    }
    await page.context().close();
  });
}
