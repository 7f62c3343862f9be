import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tidy } from '#services/tidy.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);

test('what is old is thrown away and counted; what may still serve stays', async () => {
  await sql`
    insert into idempotency_keys (actor, key, request_hash, created_at)
    select 'token:1', age, 'x', now() - age::interval from unnest(array['47 hours', '49 hours', '90 days']) age`;
  await sql`
    insert into codes (act, door, hash, number_hash, request_id, created_at, expires_at, used_at)
    select 'join', 'form', 'x', 'x', gen_random_uuid(), now() - age::interval, now() - age::interval, now() - age::interval
    from unnest(array['1 minute', '6 days', '8 days']) age`;
  await sql`
    insert into campaigns (state, lane, text, audience, created_by, created_at)
    select state, 'bulk', age, '{"all": true}', 'staff:1', now() - age::interval
    from unnest(array['89 days', '91 days']) age, unnest(array['draft', 'done']) state`;
  await database.sql`insert into lists (name, headers, created_by, created_at)
    values ('stara.csv', array['numer'], 'test', now() - interval '31 days'), ('nowa.csv', array['numer'], 'test', now())`;
  await sql`
    insert into gateway_minutes (minute, lane, outcome, bucket, calls, messages)
    select now() - age::interval, 'bulk', 'taken', 40, 1, 1 from unnest(array['7 days', '9 days']) age`;
  await sql`insert into gateway_probes (at, took_ms) values (now() - interval '9 days', 1), (now(), 1)`;
  await sql`
    insert into spent_challenges (id, expires_at)
    values ('\\x01', now() - interval '1 minute'), ('\\x02', now() + interval '1 minute')`;
  await sql`
    insert into form_hours (hour, codes)
    values (now() - interval '401 days', 1), (now() - interval '399 days', 1)`;
  const thrown = {
    idempotencyKeys: 2,
    codes: 1,
    drafts: 1,
    lists: 1,
    samples: 2,
    imports: 0,
    challenges: 1,
    formHours: 1,
  };
  assert.deepEqual(await tidy(deps), thrown);
  assert.deepEqual(new Set(Object.values(await tidy(deps))), new Set([0]));
  const left = await sql`select state, text from campaigns order by text, state`;
  assert.deepEqual(
    [...left],
    [
      { state: 'done', text: '89 days' },
      { state: 'draft', text: '89 days' },
      { state: 'done', text: '91 days' },
    ],
  );
  const audits = await sql`select detail from audit_entries where act = 'system.tidy'`;
  const { samples, ...told } = thrown;
  assert.equal(samples, 2);
  assert.deepEqual([...audits], [{ detail: told }]);
});
