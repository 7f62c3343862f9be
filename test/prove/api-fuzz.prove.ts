// Random requests made of the API's document, at volume: no failure, nothing undocumented, in shape.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContract } from '../support/api-contract.ts';
import { fuzz } from '../support/api-fuzz.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createResidents } from '../support/residents.ts';

const runs = Number(process.env.WICI_FUZZ_RUNS ?? 5_000);
const seed = Number(process.env.WICI_FUZZ_SEED ?? Date.now() % 2_147_483_647);

test(`${runs} random requests are answered as documented and never by a failure (seed ${seed})`, async (t) => {
  const database = await createTestDatabase();
  const deps = await createOfficeDeps(database);
  await createResidents(database.sql).insert('0582870', '17394');
  const contract = await openContract(deps);
  const seen = await fuzz(contract, { database, deps, runs, seed });
  t.diagnostic(
    [...seen]
      .sort()
      .map(([kind, count]) => `${kind}: ${count}`)
      .join(', '),
  );
  // Fuzzing that is refused at the door proves nothing: every operation must have been reached and done.
  for (const { id, responses } of contract.operations) {
    const good = [...responses.keys()].filter((status) => status < 300);
    if (id.startsWith('confirm')) continue;
    assert.ok(
      good.some((status) => (seen.get(`${id} ${status}`) ?? 0) > 0),
      `${id} never succeeded`,
    );
  }
});
