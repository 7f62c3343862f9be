// A client that knows nothing of us but the document joins, confirms and leaves over HTTP.
import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { serve } from '@hono/node-server';
import { Validator } from '@seriousme/openapi-schema-validator';
import axios from 'axios';
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios';
import { createApi } from '../../src/api/api.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const server = serve({ fetch: createApi({ deps }).fetch, hostname: '127.0.0.1', port: 0 }) as Server;
await new Promise((resolve) => server.once('listening', resolve));
after(() => {
  server.closeAllConnections();
  server.close();
});
const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test('the document is valid OpenAPI 3.1 by its official schema', async () => {
  const document = (await axios.get(`${baseURL}/openapi.json`)).data;
  const validator = new Validator();
  assert.deepEqual(await validator.validate(structuredClone(document)), { valid: true });
  assert.equal(validator.version, '3.1');
  delete document.paths['/places'].get.responses;
  document.paths['/reports'].get.parameters[0].in = 'nowhere';
  assert.equal((await new Validator().validate(document)).valid, false);
});

test('a client generated from the document joins, confirms and leaves', async () => {
  const definition: Document = (await axios.get(`${baseURL}/openapi.json`)).data;
  const client = await new OpenAPIClientAxios({
    definition: { ...definition, servers: [{ url: baseURL }] },
  }).init();
  const call = async (
    operation: string,
    id: string | null,
    body?: unknown,
  ): Promise<Record<string, string>> => {
    const act = client[operation];
    assert.ok(act !== undefined, `the client has no ${operation}`);
    return (await act(id === null ? {} : { id }, body)).data;
  };
  const number = '+48600100777';
  const found = (await client.findPlaces?.({ locality: 'Skorzewo' }))?.data;
  assert.equal(found.kind, 'match');
  const joining = await call('startSubscription', null, {
    number,
    addresses: [{ sym: found.localities[0].sym }],
    categories: ['sport'],
  });
  const code = await readCode(database.sql, number);
  const joined = await call('confirmSubscription', joining.id ?? '', { code });
  assert.deepEqual(joined, { state: 'confirmed' });
  assert.partialDeepStrictEqual(await readPerson(database.sql, number), { state: 'active' });
  deps.passTime(61_000);
  const leaving = await call('startUnsubscription', null, { number });
  deps.passTime(61_000);
  await call('resendUnsubscriptionCode', leaving.id ?? '');
  await call('confirmUnsubscription', leaving.id ?? '', { code: await readCode(database.sql, number) });
  assert.partialDeepStrictEqual(await readPerson(database.sql, number), { state: 'left' });
});
