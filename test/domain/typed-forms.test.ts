import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fold } from '#domain/fold.ts';
import { createPlaceIndex, displayStreet, type Street } from '#domain/places.ts';
import { cityStreets, citySym } from '../fixtures/city-streets.ts';
import { makeTypedForms, type TypedForm } from '../support/typed-forms.ts';

const officialFile = join(process.env.WICI_TERYT_DATA ?? '', 'ULIC_Poznan_2026-06-20.csv');

describe('forms composed of what people do to names', () => {
  it('find the streets of a city', (t) => {
    prove(t, cityStreets, citySym);
  });

  it('find the streets of Poznań in the official file', {
    skip: existsSync(officialFile) ? false : 'WICI_TERYT_DATA names no folder with the official file',
  }, (t) => {
    const lines = readFileSync(officialFile, 'utf8').split('\r\n').slice(1);
    const rows = lines.flatMap((line) => {
      const [, , , , sym = '', symUl = '', cecha = '', nazwa1 = '', nazwa2 = ''] = line.split(';');
      return symUl === '' ? [] : [{ sym, symUl, cecha, nazwa1, nazwa2 }];
    });
    prove(t, [...new Map(rows.map((street) => [street.symUl, street])).values()], '0969400');
  });
});

/** Streets of one NAZWA_1 are all meant where only that was said. */
function prove(t: TestContext, streets: readonly Street[], sym: string): void {
  const city = { sym, name: 'Poznań', kind: '96', sympod: sym, terc: '9902011' };
  const places = createPlaceIndex({ localities: [city], streets });
  const alike = Map.groupBy(streets, ({ nazwa1 }) => fold(nazwa1));
  const read = ({ typed, street }: TypedForm) => {
    const answer = places.findStreets(sym, typed);
    const found = answer.kind === 'match' ? [answer.place] : answer.kind === 'choices' ? answer.places : [];
    const wanted = alike.get(fold(street.nazwa1)) ?? [];
    const isFirst = found[0] !== undefined && wanted.includes(found[0]);
    const isTaken = answer.kind === 'match';
    return { isFirst, isAmong: found.some((one) => wanted.includes(one)), isTaken, found };
  };
  const results = makeTypedForms(streets, 7).map((form) => ({ form, ...read(form) }));
  for (const [manner, forms] of Map.groupBy(results, ({ form }) => form.manner)) {
    const share = (count: number) => ((100 * count) / forms.length).toFixed(1);
    const count = (is: (one: (typeof forms)[number]) => boolean) => share(forms.filter(is).length);
    const missed = forms.filter(({ isAmong }) => !isAmong).slice(0, 3);
    t.diagnostic(
      `${manner}: ${forms.length} forms, first ${count((one) => one.isFirst)} %, among ` +
        `${count((one) => one.isAmong)} %, taken wrongly ${count((one) => one.isTaken && !one.isFirst)} %`,
    );
    for (const { form, found } of missed)
      t.diagnostic(`${form.typed} → ${found.map(displayStreet).join(' | ') || 'none'}`);
    const few = 3 / forms.length;
    assert.ok(Number(count((one) => one.isFirst)) >= 96 - 100 * few, manner);
    assert.ok(Number(count((one) => one.isAmong)) >= 98.5 - 100 * few, manner);
  }
  const shareOf = (is: (one: (typeof results)[number]) => boolean) =>
    results.filter(is).length / results.length;
  assert.ok(shareOf(({ isFirst }) => isFirst) >= 0.985);
  assert.ok(shareOf(({ isAmong }) => isAmong) >= 0.995);
  assert.ok(shareOf(({ isFirst, isTaken }) => isTaken && !isFirst) <= 0.002);
}
