// Two hundred random requests made of the document; test/prove/api-fuzz.prove.ts sends thousands.
import { test } from 'node:test';
import { openContract } from '../support/api-contract.ts';
import { fuzz } from '../support/api-fuzz.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createResidents } from '../support/residents.ts';

test('random requests, good and bad, are answered as documented and never by a failure', async () => {
  const database = await createTestDatabase();
  const deps = await createOfficeDeps(database);
  await createResidents(database.sql).insert('0582870', '17394');
  const contract = await openContract(deps);
  await fuzz(contract, { database, deps, runs: 200, seed: 20261123 });
});
