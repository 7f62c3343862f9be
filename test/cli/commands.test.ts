// Commands as an operator runs them: processes with exit statuses and two outputs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { subscribersHeader } from '#domain/subscribers-csv.ts';
import { createApi } from '../../src/api/api.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const folder = mkdtempSync(join(tmpdir(), 'wici-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const root = fileURLToPath(new URL('../..', import.meta.url));

type Outcome = { readonly status: number; readonly out: readonly string[]; readonly err: readonly string[] };

function wici(
  args: readonly string[],
  env: Readonly<Record<string, string>> = { DATABASE_URL: database.url },
) {
  return new Promise<Outcome>((resolve) => {
    execFile(
      process.execPath,
      ['src/cli.ts', ...args],
      {
        cwd: root,
        env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent', ...env },
      },
      (error, stdout, stderr) => {
        const lines = (text: string) => text.split('\n').filter((line) => line !== '');
        resolve({ status: Number(error?.code ?? 0), out: lines(stdout), err: lines(stderr) });
      },
    );
  });
}

function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

test('a token is printed once, on the last line, and opens what its scope says', async () => {
  const made = await wici(['token', 'add', 'system gminny', '--scope', 'campaigns,reports']);
  assert.equal(made.status, 0);
  const token = made.out.at(-1) ?? '';
  assert.match(token, /^wici_[A-Za-z0-9_-]{43}$/);
  const api = createApi({ deps });
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await api.request('/campaigns/1', { headers })).status, 404);
  const [row] = await database.sql`select token_hash, name from api_tokens`;
  assert.doesNotMatch(JSON.stringify(row), new RegExp(token));
  assert.equal((await wici(['token', 'add', 'system gminny', '--scope', 'campaigns'])).status, 1);
});

test('an environment that cannot be used ends with status 1 and one line that names the variable', async () => {
  const given = Object.fromEntries(
    ['SECRET_KEY', 'WEBHOOK_SECRET', 'METRICS_TOKEN'].map((name) => [name, 'a'.repeat(32)]),
  );
  const folder = await wici(['start'], { ...given, DATA_DIR: '/proc/wici/data' });
  assert.deepEqual(folder, { status: 1, out: [], err: ['DATA_DIR: cannot be made (/proc/wici/data)'] });
  const port = await wici(['start'], { PORT: 'abc' });
  assert.deepEqual(port, { status: 1, out: [], err: ['PORT: must be a whole number from 0 to 65535'] });
});

test('a wrong command line ends with status 2 and a word on standard error', async () => {
  const wrong = [
    ['token', 'add', 'x'],
    ['token', 'add', 'x', '--scope', 'everything'],
    ['subscribers', 'import', 'a', 'b'],
    ['explain', '--file', '/nowhere'],
    ['staff', 'add', '--role', 'king'],
    ['doctor', '--hurt'],
    ['practice-data', 'now'],
  ];
  const outcomes = await Promise.all(wrong.map((args) => wici(args)));
  for (const [at, { status, out, err }] of outcomes.entries()) {
    assert.equal(status, 2, `${wrong[at]}`);
    assert.deepEqual(out, []);
    assert.ok(err.length > 0);
  }
});

test('an import names every bad line and stores nothing, unless bad lines may be left out', async () => {
  const path = write('mixed.csv', [
    subscribersHeader,
    '600100200;0582870;17394;12;sport;formularz papierowy;2025-03-31',
    'abc;0582870;;;;p;2025-03-31',
    '600100201;9999999;;;;p;2025-03-31',
  ]);
  const refused = await wici(['subscribers', 'import', path]);
  assert.equal(refused.status, 1);
  assert.match(refused.err[0] ?? '', /^wiersz 3: W numerze telefonu są litery/);
  assert.match(refused.err[1] ?? '', /^wiersz 4: Nie ma miejscowości o numerze SYM 9999999/);
  assert.match(refused.err[2] ?? '', /Złe wiersze: 2 .*Niczego nie zapisano/);
  assert.equal(await countSubscribers(), 0);
  const partial = await wici(['subscribers', 'import', path, '--skip-bad']);
  assert.equal(partial.status, 0);
  assert.match(partial.out.join('\n'), /Nowi odbiorcy: 1/);
  assert.equal(partial.err.length, 2);
  assert.equal(await countSubscribers(), 1);
  const missing = await wici(['subscribers', 'import', join(folder, 'missing.csv')]);
  assert.equal(missing.status, 1);
  assert.match(missing.err[0] ?? '', /nie ma takiego pliku/);
  assert.match((await wici(['subscribers', 'import', folder])).err[0] ?? '', /to jest folder/);
});

test('explain answers a line for a line by the installation, and by the practice places where there is none', async () => {
  const path = write('texts.txt', ['STOP', 'zapisz skorzewo dzialkowa 32 sport', 'pomocy\\nwoda w domu', '']);
  const environments: readonly Readonly<Record<string, string>>[] = [
    { DATABASE_URL: database.url },
    { DATA_DIR: join(folder, 'empty') },
  ];
  for (const env of environments) {
    const { status, out } = await wici(['explain', '--file', path, '--json'], env);
    assert.equal(status, 0);
    const answers = out.map((line): unknown => JSON.parse(line));
    assert.deepEqual(
      answers.map((answer) => (answer as { readonly intent: string }).intent),
      ['leave_now', 'join', 'danger', 'silence'],
    );
    assert.partialDeepStrictEqual(answers[1], {
      parts: {
        locality: { sym: '0582870' },
        street: { symUl: '04572' },
        houseNumber: '32',
        categories: ['sport'],
      },
    });
  }
});

const explained: Readonly<Record<string, string>> = {
  join: 'Proszę mnie zapisać, Skórzewo',
  leave_code: 'Proszę mnie wypisać',
  leave_now: 'Stop. Dziękuję',
  leave_one: 'WYPISZ SPORT',
  change: 'ZMIEŃ',
  add: 'DODAJ kultura',
  status: 'STATUS',
  help: 'pomoc',
  waste: 'Kiedy śmieci?',
  power: 'PRĄD',
  rodo: 'RODO',
  erase: 'USUŃ DANE',
  staff: 'na ulicy Lipowej leży drzewo',
  code: '482 913',
  danger: 'pomocy woda w domu',
  wrong_number: 'nie zamawiałem',
  ask: 'wpisz',
  silence: 'Dziękuję',
};

test('explain names each documented intent, for a subscriber from a file', async () => {
  const path = write('intents.txt', Object.values(explained));
  const { status, out } = await wici(['explain', '--file', path, '--json', '--subscriber'], {
    DATA_DIR: join(folder, 'empty'),
  });
  assert.equal(status, 0);
  const intents = out.map((line) => (JSON.parse(line) as { readonly intent: string }).intent);
  assert.deepEqual(intents, Object.keys(explained));
});

test('explain knows a subscriber from a stranger', async () => {
  const stranger = await wici(['explain', 'Skórzewo', '--json']);
  const subscriber = await wici(['explain', 'Skórzewo', '--json', '--subscriber']);
  assert.match(stranger.out[0] ?? '', /"intent":"join"/);
  assert.match(subscriber.out[0] ?? '', /"intent":"staff"/);
  const move = 'zmień Poznańska 12 na Dąbrówka Lipowa 3';
  // Whose address is not known gives none of the two up.
  assert.doesNotMatch((await wici(['explain', move, '--json'])).out[0] ?? '', /Lipowa/);
  const moved = await wici(['explain', move, '--json', '--subscriber']);
  assert.match(moved.out[0] ?? '', /"intent":"change".*Lipowa.*"houseNumber":"3"/);
});

test('the doctor reads what durability stands on and answers with a status', async () => {
  const { out } = await wici(['doctor', '--json']);
  const findings = new Map(
    out.map((line) => {
      const finding = JSON.parse(line) as {
        readonly name: string;
        readonly verdict: string;
        readonly detail: string;
      };
      return [finding.name, finding];
    }),
  );
  for (const name of ['synchronous_commit', 'full_page_writes', 'migrations', 'ledger', 'places']) {
    assert.equal(findings.get(name)?.verdict, 'good', name);
  }
  // Servers for tests run without fsync: the doctor must say so.
  const fsync = findings.get('fsync');
  assert.equal(fsync?.verdict, fsync?.detail === 'off' ? 'bad' : 'good');
  const live = await wici(['doctor', '--live']);
  assert.equal(live.status, 1);
  assert.match(live.out.join('\n'), /SMSAPI_TOKEN is not set/);
  assert.match(live.out.join('\n'), /personal texts\s+could not be looked at, nothing changed/);
});

test('going live without a token is refused with the reason', async () => {
  const { status, err } = await wici(['go-live']);
  assert.equal(status, 1);
  assert.match(err.join('\n'), /SMSAPI_TOKEN is not set/);
});

test('an invitation is a link, on the last line', async () => {
  const { status, out } = await wici(['staff', 'add', '--role', 'viewer']);
  assert.equal(status, 0);
  assert.match(out.at(-1) ?? '', /^http:\/\/127\.0\.0\.1:3000\/admin\/ustaw\/[A-Za-z0-9_-]{43}$/);
});

async function countSubscribers(): Promise<number> {
  const [row] = await database.sql<{ count: number }[]>`select count(*)::int as count from subscribers`;
  return row?.count ?? 0;
}

test('a lost account is given back by a link, closed ones only when asked, and the act is audited', async () => {
  await database.sql`
    insert into staff (login, name, role, password_hash, totp_secret, is_active)
    values ('anna', 'Anna', 'admin', 'x', '\\x00', false)`;
  assert.equal((await wici(['staff', 'reset'])).status, 2);
  assert.equal((await wici(['staff', 'reset', 'nikt'])).status, 1);
  const closed = await wici(['staff', 'reset', 'anna']);
  assert.equal(closed.status, 1);
  assert.match(closed.err.join('\n'), /is closed.*--reopen/);
  const given = await wici(['staff', 'reset', 'Anna', '--reopen']);
  assert.equal(given.status, 0);
  assert.match(given.out.at(-1) ?? '', /\/admin\/ustaw\/[\w-]{43}$/);
  const acts = await database.sql<{ act: string }[]>`
    select act from audit_entries where actor = 'cli' and subject like 'staff:%' order by id`;
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['staff.reopen', 'staff.break_glass'],
  );
});
