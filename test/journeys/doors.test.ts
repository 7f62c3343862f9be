// Registration has two public doors, the form and the API. The same journey is walked through each in a database of its
// own, and then all rows of all tables are compared: whatever one of them leaves, the other leaves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from '../../src/api/api.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps, type OfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';
import { readAllRows } from '../support/rows.ts';

const number = '600100200';
const stranger = '600100299';
const place = { sym: '0582870', symUl: '17394', house: '12 a' };

/** One door, by what a person does there; a request is what the door calls it. */
type Door = {
  readonly join: (number: string) => Promise<string>;
  readonly leave: (number: string) => Promise<string>;
  /** Whether another code was sent. */
  readonly resend: (request: string) => Promise<boolean>;
  /** Whether the code was right. */
  readonly confirm: (request: string, code: string) => Promise<boolean>;
};

function formDoor(deps: OfficeDeps): Door {
  const web = createWeb({
    deps,
    config: { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } },
  });
  const post = async (path: string, fields: Readonly<Record<string, string>>) =>
    web.request(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  const start = async (path: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await post(path, fields);
    assert.equal(answer.status, 303, await answer.text());
    return answer.headers.get('location') ?? '';
  };
  return {
    join: (numer) =>
      start('/zapis', {
        krok: '3',
        klauzula: String(deps.office().clause.version),
        numer,
        miejscowosc: place.sym,
        ulica: place.symUl,
        dom: place.house,
        kategorie: 'sport',
      }),
    leave: (numer) => start('/wypis', { numer }),
    resend: async (request) => (await post(`${request}/nowy`, {})).status === 303,
    confirm: async (request, kod) => (await post(request, { kod })).status === 303,
  };
}

function apiDoor(deps: OfficeDeps): Door {
  const api = createApi({ deps });
  const post = async (path: string, body: unknown) =>
    api.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const start = async (path: string, body: unknown): Promise<string> => {
    const answer = await post(path, body);
    const text = await answer.text();
    assert.equal(answer.status, 202, text);
    return `${path}/${(JSON.parse(text) as { id: string }).id}`;
  };
  return {
    join: (to) =>
      start('/subscriptions', {
        number: to,
        addresses: [{ sym: place.sym, symUl: place.symUl, houseNumber: place.house }],
        categories: ['sport'],
      }),
    leave: (to) => start('/unsubscriptions', { number: to }),
    resend: async (request) => (await post(`${request}/resend`, {})).status === 202,
    confirm: async (request, code) => (await post(`${request}/confirm`, { code })).status === 200,
  };
}

type Steps = {
  readonly door: Door;
  /** The code that the phone shows. */
  readonly code: () => Promise<string>;
  /** Until another code may be sent: a minute; after three an hour. */
  readonly wait: (span: 'minute' | 'hour') => void;
};

const journeys: Readonly<Record<string, (steps: Steps) => Promise<readonly unknown[]>>> = {
  'joining at once': async ({ door, code }) => {
    const request = await door.join(number);
    return [await door.confirm(request, await code()), await door.confirm(request, await code())];
  },
  'joining with a wrong code, and with another one sent': async ({ door, code, wait }) => {
    const request = await door.join(number);
    const first = await code();
    const results = [await door.resend(request), await door.confirm(request, other(first))];
    wait('minute');
    results.push(await door.resend(request));
    return [...results, first === (await code()) || (await door.confirm(request, await code()))];
  },
  'joining that nobody confirms': async ({ door }) => {
    const request = await door.join(number);
    return [typeof request];
  },
  'leaving with another code sent, and joining again': async ({ door, code, wait }) => {
    const joining = await door.join(number);
    const results = [await door.confirm(joining, await code())];
    wait('minute');
    const leaving = await door.leave(number);
    results.push(await door.confirm(leaving, other(await code())));
    wait('minute');
    results.push(await door.resend(leaving), await door.confirm(leaving, await code()));
    wait('hour');
    const again = await door.join(number);
    return [...results, await door.confirm(again, await code())];
  },
  'leaving by somebody who never joined': async ({ door }) => {
    const request = await door.leave(stranger);
    return [await door.confirm(request, '123456'), await door.resend(request)];
  },
};

for (const [name, walk] of Object.entries(journeys)) {
  test(`${name} leaves the same rows through the form and through the API`, async () => {
    const byForm = await walkThrough(formDoor, walk);
    const byApi = await walkThrough(apiDoor, walk);
    assert.deepEqual(byApi.results, byForm.results);
    assert.deepEqual(byApi.rows, byForm.rows);
    assert.deepEqual(byApi.person, byForm.person);
  });
}

async function walkThrough(
  open: (deps: OfficeDeps) => Door,
  walk: (steps: Steps) => Promise<readonly unknown[]>,
) {
  const database = await createTestDatabase();
  const deps = await createOfficeDeps(database);
  const results = await walk({
    door: open(deps),
    code: async () => {
      const code = await readCode(database.sql, `+48${number}`);
      assert.ok(code !== undefined, 'a code was sent');
      return code;
    },
    wait: (span) => deps.passTime(span === 'minute' ? 61_000 : 3_601_000),
  });
  // Which door it was is what the two may differ in; the installation has an epoch of its own, limits their seconds.
  const rows = await readAllRows(database.sql, ['installation', 'rate_limits']);
  const withoutDoor = JSON.stringify(rows).replaceAll(/\\"(form|api)\\"/g, '\\"DOOR\\"');
  const person = JSON.stringify((await readPerson(database.sql, `+48${number}`)) ?? null);
  return {
    results,
    rows: JSON.parse(withoutDoor) as unknown,
    person: person.replaceAll(/"(form|api)"/g, '"DOOR"'),
  };
}

function other(code: string): string {
  return code === '111111' ? '222222' : '111111';
}
