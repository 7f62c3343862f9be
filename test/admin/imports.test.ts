// Imports in the panel: columns matched by hand, every row shown before anything is stored, undo, and kills in between.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import writeXlsxFile from 'write-excel-file/node';
import { hashErasedNumber } from '#services/issue-code.ts';
import { tidy } from '#services/tidy.ts';
import { skorzewo, startImportDesk } from '../support/import-desk.ts';
import { createResidents } from '../support/residents.ts';

const { deps, database, admin, upload, count, person } = await startImportDesk();
const { sql } = database;
const residents = createResidents(sql);

const consent = { zrodlo: 'system SISMS', podstawa: 'zgoda (art. 6 ust. 1 lit. a RODO)', data: '2024-05-06' };

async function findings(id: number): Promise<unknown> {
  const [row] = await sql<{ counts: unknown }[]>`
    select findings -> 'counts' as counts from subscriber_imports where id = ${id}`;
  return row?.counts;
}

/** Half of what Polish spreadsheets write is no UTF-8. */
function toCp1250(text: string): Uint8Array {
  const table = new Map(
    Array.from({ length: 256 }, (_, byte) => [
      new TextDecoder('windows-1250').decode(Uint8Array.of(byte)),
      byte,
    ]),
  );
  return Uint8Array.from([...text].map((sign) => table.get(sign) ?? 63));
}

describe('a file of another system', () => {
  test('shows what each row would do and why, and stores nothing before that is asked for', async () => {
    const there = await residents.insert(skorzewo);
    const left = await residents.insert(skorzewo);
    await sql`update subscribers set state = 'left', left_at = now() where phone_id = ${left}`;
    await sql`update subscribers set categories = array(select id from categories where is_alert)`;
    const numbers = await sql<{ msisdn: string }[]>`
      select msisdn from phones where id in (${there}, ${left}) order by id`;
    const [thereNumber = '', leftNumber = ''] = numbers.map(({ msisdn }) => msisdn.slice(3));
    const hash = hashErasedNumber(deps.secretKey, '+48601000009' as Parameters<typeof hashErasedNumber>[1]);
    await sql`insert into phones (msisdn, number_hash, erased_at) values (null, decode(${hash}, 'hex'), now())`;
    const before = [await count('subscribers'), await count('consents'), await count('phones')];
    const { id, body, url } = await upload(
      '../../etc/passwd.csv',
      toCp1250(
        [
          'Telefon komórkowy;Miejscowość;Ulica i nr;Grupy;Imię',
          '601 000 001;Skórzewo;ul. Poznańska 12a;Sport, kultura;Łucja',
          `${thereNumber};Skórzewo;;sport;Jan`,
          `${thereNumber};Skórzewo;5;;Jan`,
          `${leftNumber};Skórzewo;;;Ewa`,
          '601000009;Skórzewo;;;Olga',
          '601000002;Skurzewo;Poznanskaa 3;;Ala',
          '601000003;Palędzie;;;Iga',
          '601000004;Nigdziewo Wielkie;;;Ida',
          '12345;Skórzewo;;;Ula',
          '601000005;Skórzewo;;balet;Ela',
          '601000001;Skórzewo;ul. Poznańska 12 A;kultura, sport;Łucja',
          '=HYPERLINK(x);;;;',
          '',
        ].join('\r\n'),
      ),
    );
    assert.equal(url, `/admin/odbiorcy/wczytania/${id}/kolumny`);
    for (const [name, at] of Object.entries({ numer: 0, k_miejscowosc: 1, k_ulica: 2, k_kategorie: 3 })) {
      assert.match(
        body,
        new RegExp(`name="${name}"[^>]*>(?:(?!</select>)[\\s\\S])*value="${at}" selected`),
        name,
      );
    }
    const columns = { numer: '0', k_miejscowosc: '1', k_ulica: '2', k_kategorie: '3' };
    const path = `/admin/odbiorcy/wczytania/${id}`;
    const refused = await admin.send(`${path}/kolumny`, { ...columns, podstawa: '' });
    assert.equal(refused.status, 422);
    for (const name of ['zrodlo', 'podstawa', 'data'])
      assert.match(refused.body, new RegExp(`id="${name}-problem"`));
    const preview = await admin.send(`${path}/kolumny`, { ...columns, ...consent });
    assert.match(preview.body, /Nic jeszcze nie zapisano/);
    const counts = { new: 2, changed: 1, same: 1, left: 1, erased: 1, bad: 6 };
    assert.deepEqual(await findings(id), counts);
    assert.match((await admin.open(`${path}?wynik=wypisani`)).body, /mogą zapisać się same/);
    const fresh = await admin.open(`${path}?wynik=nowi`);
    assert.match(fresh.body, /Skórzewo, ul\. Poznańska 12A[\s\S]*odczytane mimo literówki/);
    assert.ok(!fresh.body.includes('601000001'));
    const bad = await admin.open(`${path}/bledy.csv`);
    assert.match(bad.body, /^wiersz;co jest nie tak;Telefon komórkowy;[^\r]*\r\n8;.*Palędzie/);
    for (const words of [
      '9;W gminach urzędu nie ma miejsca',
      '10;To nie jest numer',
      '11;Nie ma kategorii „balet”',
      '12;Powtórzony wiersz',
    ]) {
      assert.ok(bad.body.replaceAll('"', '').includes(words), words);
    }
    assert.match(bad.body, /\r\n13;[^;]*;'=HYPERLINK/, 'nothing in it runs as a formula');
    assert.ok(!/(?:^|;)"?[=+@]/m.test(bad.body));
    assert.deepEqual([await count('subscribers'), await count('consents'), await count('phones')], before);
    // The open place is chosen once; a place that was not offered is not taken.
    const hidden = await admin.open(path);
    const [, option = ''] = /name="miejsce_0"[\s\S]*?<option value="(\d{7}\|)"/.exec(hidden.body) ?? [];
    assert.notEqual(option, '');
    await admin.send(`${path}/miejsca`, { miejsce_0: '0000000|' });
    assert.deepEqual(await findings(id), counts);
    await admin.open(path);
    await admin.send(`${path}/miejsca`, { miejsce_0: option });
    assert.deepEqual(await findings(id), { ...counts, new: 3, bad: 5 });
    // Bad rows are left out only when that is said.
    await admin.open(path);
    await admin.send(`${path}/zapisz`, { akcja: 'wszystko' });
    assert.equal(await count('subscribers'), before[0]);
    await admin.open(path);
    const stored = await admin.send(`${path}/zapisz`, { akcja: 'pomin' });
    assert.match(stored.body, /Wczytano\. Nowe: 3 osoby, uzupełnione: 1 osoba/);
    assert.deepEqual((await person('+48601000001'))?.categories, ['alerty', 'kultura', 'sport']);
    assert.match((await person('+48601000002'))?.addresses[0] ?? '', /^0582870\/17394\/3$/);
    assert.equal((await person(`+48${leftNumber}`))?.state, 'left');
    assert.equal(await person('+48601000009'), undefined);
    const [proof] = await sql`
      select act, door, wording, detail - 'categoryIds' as detail from consents
      where phone_id = ${(await person('+48601000001'))?.id ?? 0}`;
    assert.deepEqual(proof, {
      act: 'join',
      door: 'import',
      wording: 'system SISMS',
      detail: { consentedOn: '2024-05-06', basis: consent.podstawa, import: id },
    });
    assert.equal(await count('subscriber_import_rows'), 0, 'the file is thrown away');
    assert.equal(await count('subscriber_import_checks'), 0);
    await admin.open('/admin/konto');
    assert.equal(
      (await admin.send(`${path}/zapisz`, { akcja: 'pomin' })).status,
      409,
      'a second press does nothing',
    );
    const page = await admin.open(`/admin/odbiorcy/${(await person('+48601000001'))?.id}`);
    assert.match(page.body, /passwd\.csv[\s\S]*zapisało tę osobę/);
  });

  test('the own format needs no matching, and a workbook is read like a table', async () => {
    const header = 'numer;sym;sym_ul;nr_domu;kategorie;zrodlo_zgody;data_zgody';
    const own = await upload('a.csv', `${header}\n601000020;${skorzewo};17394;7;sport;system;2024-01-02\n`);
    assert.equal(own.url, `/admin/odbiorcy/wczytania/${own.id}`);
    assert.deepEqual(await findings(own.id), { new: 1 });
    const cells = [
      ['Nr tel.', 'Adres zamieszkania', 'Data zgody'],
      ['601000021', 'Skórzewo, ul. Poznańska 4', '31.03.2020'],
    ];
    const sheet = await upload(
      'b.xlsx',
      await writeXlsxFile(cells.map((row) => row.map((value) => ({ value })))).toBuffer(),
    );
    await admin.send(`/admin/odbiorcy/wczytania/${sheet.id}/kolumny`, {
      numer: '0',
      k_adres: '1',
      k_data: '2',
      zrodlo: 'arkusz',
      podstawa: 'zgoda',
      data: '',
    });
    assert.deepEqual(await findings(sheet.id), { new: 1 });
    assert.match(
      (await admin.open(`/admin/odbiorcy/wczytania/${sheet.id}`)).body,
      /Poznańska 4[\s\S]*31 marca 2020/,
    );
    for (const { id } of [own, sheet]) {
      await admin.open(`/admin/odbiorcy/wczytania/${id}`);
      assert.match((await admin.send(`/admin/odbiorcy/wczytania/${id}/porzuc`, {})).body, /Plik porzucony/);
    }
    const kept = await upload('c.csv', 'numer;miejscowosc\n601000022;Skórzewo');
    await tidy(deps);
    assert.equal(await count(`subscriber_import_rows where import_id = ${kept.id}`), 1);
    deps.passTime(25 * 3_600_000);
    await tidy(deps);
    assert.equal(await count('subscriber_import_rows'), 0);
    await admin.send('/admin/logowanie', { login: 'anna', haslo: 'trzy zielone parasole' });
  });
});

test('paper forms are typed in with their dates, and problems stand beside their fields', async () => {
  await admin.open('/admin/odbiorcy/wczytania/papier');
  const first = {
    numer_1: '601 000 030',
    miejscowosc_1: 'Skórzewo',
    ulica_1: 'Poznańska',
    dom_1: '8',
    k_sport_1: '1',
  };
  const refused = await admin.send('/admin/odbiorcy/wczytania/papier', {
    ...first,
    podstawa: 'zgoda',
    data: '2024-05-06',
    numer_3: '601000031',
    miejscowosc_3: 'Skórzewo',
    ulica_3: 'Nieistniejąca',
    data_3: '2199-01-01',
  });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /id="ulica_3-problem"/);
  assert.match(refused.body, /value="601 000 030"/);
  assert.match(refused.body, /name="k_sport_1" value="1" checked/);
  const checked = await admin.send('/admin/odbiorcy/wczytania/papier', {
    ...first,
    podstawa: 'zgoda',
    data: '2024-05-06',
  });
  assert.match(checked.body, /Formularze papierowe \(1\)[\s\S]*Wczytaj: 1 wiersz/);
  await admin.send(`${checked.url}/zapisz`, { akcja: 'wszystko' });
  const joined = await person('+48601000030');
  assert.deepEqual(joined?.addresses, [`${skorzewo}/17394/8`]);
  const [proof] =
    await sql`select wording, detail ->> 'consentedOn' as day from consents where phone_id = ${joined?.id ?? 0}`;
  assert.deepEqual(proof, { wording: 'formularz papierowy', day: '2024-05-06' });
});
