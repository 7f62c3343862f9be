// What is done to an import afterwards and to its maker's harm: undo, kills in the middle, hostile files.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { undoImport } from '#services/store-import.ts';
import { skorzewo, startImportDesk } from '../support/import-desk.ts';
import { createVisitor, setUpAccount } from '../support/panel.ts';
import { createResidents } from '../support/residents.ts';
import { waitFor } from '../support/service.ts';

const { deps, database, app, admin, upload, count, person } = await startImportDesk();
const { sql } = database;
const residents = createResidents(sql);
const consent = { zrodlo: 'system SISMS', podstawa: 'zgoda (art. 6 ust. 1 lit. a RODO)', data: '2024-05-06' };

/** An import of so many new people at Skórzewo, stored or only checked. */
async function bring(first: number, many: number, until: 'stored' | 'checked' = 'stored'): Promise<number> {
  const header = 'numer;sym;sym_ul;nr_domu;kategorie;zrodlo_zgody;data_zgody';
  const rows = Array.from(
    { length: many },
    (_, n) => `${first + n};${skorzewo};17394;9;sport;system;2024-01-02`,
  );
  const { id } = await upload('ludzie.csv', `${[header, ...rows].join('\n')}\n`);
  await admin.open(`/admin/odbiorcy/wczytania/${id}`);
  if (until === 'stored') await admin.send(`/admin/odbiorcy/wczytania/${id}/zapisz`, { akcja: 'wszystko' });
  return id;
}

describe('undo', () => {
  test('takes away whom the import brought and what it added, and spares who has acted or came otherwise too', async () => {
    const before = await residents.insert(skorzewo);
    const [old] = await sql<{ msisdn: string }[]>`select msisdn from phones where id = ${before}`;
    const first = 602_000_000;
    const header = 'numer;sym;sym_ul;nr_domu;kategorie;zrodlo_zgody;data_zgody';
    const lines = [0, 1, 2, 3, 4].map((n) => `${first + n};${skorzewo};17394;9;sport;system;2024-01-02`);
    const { id } = await upload(
      'ludzie.csv',
      `${[header, ...lines, `${old?.msisdn.slice(3)};${skorzewo};17394;11;sport;system;2024-01-02`].join('\n')}\n`,
    );
    await admin.open(`/admin/odbiorcy/wczytania/${id}`);
    await admin.send(`/admin/odbiorcy/wczytania/${id}/zapisz`, { akcja: 'wszystko' });
    const people = await Promise.all([0, 1, 2, 3, 4].map((n) => person(`+48${first + n}`)));
    const [confirmed, wrote, leaver, both, plain] = people.map((row) => row?.id ?? 0);
    await sql`insert into consents (phone_id, act, door, wording) values (${confirmed ?? 0}, 'change', 'form', 'form-moje-1')`;
    await sql`
      insert into mos (digest, sender, recipient, text, sent_at, state, phone_id, received_at)
      values ('undo', ${`+48${first + 1}`}, '', 'Kiedy?', now(), 'handled', ${wrote ?? 0}, now() + interval '2 days')`;
    await sql`update subscribers set state = 'left', left_at = now() where phone_id = ${leaver ?? 0}`;
    const other = await bring(first + 3, 1);
    await admin.open(`/admin/odbiorcy/wczytania/${id}`);
    const undone = await admin.send(`/admin/odbiorcy/wczytania/${id}/cofnij`, {});
    assert.match(
      undone.body,
      /Usunięte osoby<\/dt><dd>1<[\s\S]*sprzed<\/dt><dd>1<[\s\S]*Zostawione<\/dt><dd>4</,
    );
    const rest = await sql<
      { id: number }[]
    >`select phone_id as id from subscribers where phone_id = any (${people.map((row) => row?.id ?? 0)}) order by 1`;
    assert.deepEqual(
      rest.map((row) => row.id),
      [confirmed, wrote, leaver, both].toSorted((a = 0, b = 0) => a - b),
    );
    assert.deepEqual(await residents.listAddresses(before), [`${skorzewo}/5`]);
    assert.deepEqual((await person(old?.msisdn ?? ''))?.categories, []);
    const [proof] = await sql`
      select act, door, wording, detail from consents where phone_id = ${plain ?? 0} order by id desc limit 1`;
    assert.deepEqual(proof, {
      act: 'leave',
      door: 'staff',
      wording: 'urzad-cofniecie-wczytania-1',
      detail: { undoneImport: id },
    });
    await assert.rejects(undoImport(deps, { id, actor: 'test' }), { code: 'conflict' });
    // The one whom both brought is the other's now; who was taken away can be brought again.
    await undoImport(deps, { id: other, actor: 'test' });
    assert.equal((await person(`+48${first + 3}`))?.state, null);
    await bring(first + 4, 1);
    assert.equal((await person(`+48${first + 4}`))?.state, 'active');
  });

  for (const act of ['store', 'undo'] as const) {
    test(`SIGKILL in the middle of ${act} leaves all as it was, and it can be done again`, async () => {
      const first = act === 'store' ? 603_000_000 : 603_100_000;
      const id = await bring(first, 50, act === 'store' ? 'checked' : 'stored');
      const tables = [
        'subscribers',
        'addresses',
        'consents',
        'subscriber_import_people',
        'subscriber_import_rows',
      ];
      const before = await Promise.all(tables.map(count));
      const lock = await sql.reserve();
      await lock`begin`;
      // The act's last statement waits here: everything else of it is done, nothing is committed.
      await lock`lock table audit_entries in exclusive mode`;
      const victim = spawn(process.execPath, ['test/support/import-victim.ts', act, String(id)], {
        env: { ...process.env, DATABASE_URL: database.url },
        stdio: 'inherit',
      });
      const ended = once(victim, 'exit');
      await waitFor(
        async () =>
          (await count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")) >
          0,
        { what: 'the victim to reach its last statement' },
      );
      victim.kill('SIGKILL');
      await ended;
      await lock`rollback`;
      lock.release();
      await waitFor(
        async () =>
          (await count(
            "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          )) === 0,
        { what: 'the database to notice' },
      );
      assert.deepEqual(await Promise.all(tables.map(count)), before);
      await admin.open(`/admin/odbiorcy/wczytania/${id}`);
      const path = `/admin/odbiorcy/wczytania/${id}/${act === 'store' ? 'zapisz' : 'cofnij'}`;
      await admin.send(path, { akcja: 'wszystko' });
      assert.equal((await person(`+48${first + 49}`))?.state, act === 'store' ? 'active' : null);
    });
  }
});

describe('attacks by a file', () => {
  test('bombs, giant cells, endless quotes and wrong files are refused with a sentence, and leave nothing', async () => {
    const before = await count('subscriber_imports');
    const cases: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
      ['bomba.xlsx', makeZip(3_000_000_000), /rozpakowuje się do zbyt dużych/],
      ['zepsuty.xlsx', makeZip(1_000), /nie da się odczytać/],
      ['pusty.csv', '\n\n', /Plik jest pusty/],
      ['naglowek.csv', 'numer;miejscowosc\n', /tylko nagłówek/],
      ['cudzyslow.csv', `numer\n"${'x'.repeat(400_000)}`, /cudzysłów, który się nie kończy/],
      ['zdjecie.jpg', Buffer.from([0xff, 0xd8, 0, 0, 0, 10, 0, 0]), /To nie jest plik CSV/],
      ['szeroki.csv', `${'k;'.repeat(60)}k\n1`, /ponad 50 kolumn/],
    ];
    for (const [name, content, words] of cases) {
      const page = await upload(name, content);
      assert.equal(page.status, 422, name);
      assert.match(page.body, words, name);
    }
    assert.equal(await count('subscriber_imports'), before);
    const giant = await upload('komorka.csv', `numer;miejscowosc\n601000050;${'a'.repeat(100_000)}\n`);
    await admin.send(`/admin/odbiorcy/wczytania/${giant.id}/kolumny`, {
      numer: '0',
      k_miejscowosc: '1',
      ...consent,
    });
    assert.match((await admin.open(`/admin/odbiorcy/wczytania/${giant.id}`)).body, /ponad 500 znaków/);
  });

  test('markup in names, headers and cells stays text, and foreign forms are refused', async () => {
    const nasty = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
    const quoted = `"${nasty.replaceAll('"', '""')}"`;
    const { id, body } = await upload(
      `<script>alert(1)</script>.csv`,
      `numer;${quoted};m\n601000060;${quoted};${quoted}\n`,
    );
    const form = { numer: '0', k_ulica: '1', k_miejscowosc: '2', ...consent };
    const preview = await admin.send(`/admin/odbiorcy/wczytania/${id}/kolumny`, form);
    for (const page of [body, preview.body]) assert.ok(!/<script>alert|<img src=x/.test(page));
    assert.equal((await upload('a.csv', 'numer\n1', { token: 'obcy' })).status, 403);
    const viewer = createVisitor(app);
    await setUpAccount(deps, viewer, { login: 'ola', role: 'viewer', factor: 'later' });
    assert.equal((await upload('a.csv', 'numer\n1', { by: viewer })).status, 403);
    assert.equal((await viewer.open(`/admin/odbiorcy/wczytania/${id}`)).status, 403);
  });
});

/** A zip of one part whose directory claims this size. */
function makeZip(size: number): Buffer {
  const name = Buffer.from('xl/worksheets/sheet1.xml');
  const local = Buffer.alloc(30 + name.length);
  local.writeUInt32LE(0x04034b50, 0);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, name, end]);
}
