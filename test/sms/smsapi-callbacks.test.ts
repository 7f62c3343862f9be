import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { parseDlrs, parseForm, parseMo } from '#sms/smsapi-callbacks.ts';

function readCases<T>(name: string, schema: z.ZodType<T>): readonly T[] {
  const file = readFileSync(new URL(`../fixtures/smsapi/${name}`, import.meta.url), 'utf8');
  return z.array(schema).parse(JSON.parse(file));
}

const moCases = readCases(
  'mo.json',
  z.object({
    title: z.string(),
    body: z.string(),
    mo: z.record(z.string(), z.unknown()).optional(),
    problem: z.string().optional(),
  }),
);

for (const { title, body, mo, problem } of moCases) {
  test(`inbound: ${title}`, () => {
    const parsed = parseMo(parseForm(body), new Date('2026-11-22T12:00:00Z'));
    if (!parsed.ok) {
      assert.equal(parsed.problem, problem);
      return;
    }
    assert.equal(problem, undefined);
    const { digest, ...read } = parsed.mo;
    const shown: Record<string, unknown> = {
      ...read,
      sentAt: read.sentAt.toISOString(),
      gatewayRef: read.gatewayRef ?? null,
    };
    for (const [name, value] of Object.entries(mo ?? {})) assert.deepEqual(shown[name], value, name);
    assert.equal(digest.length, 32);
  });
}

const dlrCases = readCases(
  'dlr.json',
  z.object({
    title: z.string(),
    query: z.string(),
    reports: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    problems: z.array(z.string()).default([]),
  }),
);

for (const { title, query, reports, problems } of dlrCases) {
  test(`receipts: ${title}`, () => {
    const parsed = parseDlrs(parseForm(query));
    assert.deepEqual(
      parsed.reports.map(({ idx, gatewayRef, status, doneAt }) => [
        idx ?? null,
        gatewayRef,
        status,
        doneAt === undefined ? null : doneAt.getTime() / 1000,
      ]),
      reports,
    );
    assert.deepEqual(parsed.problems, problems);
  });
}

const base = {
  sms_from: '48500000001',
  sms_to: '48500100100',
  sms_text: 'TAK',
  sms_date: '1795377364',
  MsgId: '',
};

function digestOf(change: Partial<typeof base>, at = '2026-11-22T12:00:00Z'): string {
  const parsed = parseMo(new URLSearchParams({ ...base, ...change }), new Date(at));
  assert.ok(parsed.ok);
  return Buffer.from(parsed.mo.digest).toString('hex');
}

test('a repeated call has the digest of the first, any other message another one', () => {
  const digests = [
    digestOf({}),
    digestOf({ sms_text: 'TAK ' }),
    digestOf({ sms_date: '1795377365' }),
    digestOf({ sms_from: '48500000002' }),
    digestOf({ sms_to: '48500100101' }),
    digestOf({ MsgId: '1' }),
    digestOf({ sms_text: 'TAK","1' }),
  ];
  assert.equal(new Set(digests).size, digests.length);
  assert.equal(digestOf({}), digests[0]);
});

test('texts that differ only beyond what is stored keep different digests', () => {
  const long = 'a'.repeat(5000);
  assert.notEqual(digestOf({ sms_text: `${long}b` }), digestOf({ sms_text: `${long}c` }));
});

test('without a readable date the same words within the hour are one text, later ones another', () => {
  assert.equal(digestOf({ sms_date: '' }), digestOf({ sms_date: '' }, '2026-11-22T12:40:00Z'));
  assert.notEqual(digestOf({ sms_date: '' }), digestOf({ sms_date: '' }, '2026-11-22T13:40:00Z'));
  assert.notEqual(digestOf({ sms_date: 'wczoraj' }), digestOf({ sms_date: 'dzis' }));
  assert.notEqual(digestOf({ sms_date: '' }), digestOf({}));
});

test('a huge text is cut without breaking a letter, a huge sender is refused', () => {
  const parsed = parseMo(new URLSearchParams({ ...base, sms_text: `${'a'.repeat(3999)}😀😀` }));
  assert.ok(parsed.ok);
  assert.equal(parsed.mo.text.length, 4000);
  assert.ok(parsed.mo.text.isWellFormed());
  const refused = parseMo(new URLSearchParams({ ...base, sms_from: '4'.repeat(1000) }));
  assert.deepEqual(refused, { ok: false, problem: 'too_long' });
});

test('more reports than SMSAPI could mean are refused as a whole', () => {
  const ids = Array.from({ length: 101 }, (_, i) => i).join(',');
  assert.deepEqual(parseDlrs(new URLSearchParams({ MsgId: ids, status: '404' })), {
    reports: [],
    problems: ['too_many'],
  });
});

test('any UTF-8 form is read as URLSearchParams reads it', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (pairs) => {
      const body = new URLSearchParams(pairs).toString();
      assert.equal(parseForm(body).toString(), body);
      assert.equal(parseForm(Buffer.from(body)).toString(), body);
    }),
  );
});

const names = fc.constantFrom(
  'sms_from',
  'sms_to',
  'sms_text',
  'sms_date',
  'MsgId',
  'status',
  'idx',
  'donedate',
  'x',
);
const bytes = fc.uint8Array({ maxLength: 60 });

test('no bytes make the parsers throw, and what they accept can be stored', () => {
  const percent = (raw: Uint8Array) =>
    [...raw].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const field = fc.oneof(
    fc.tuple(names, bytes.map(percent)),
    fc.tuple(names, fc.string({ unit: 'binary' })),
    fc.tuple(fc.constant('sms_date'), fc.constant('1795377364')),
    fc.tuple(names, fc.constantFrom('404', '1,2', '%', '%F', '%zz', ',', '1795377364', '48500000001')),
  );
  const form = fc
    .array(field, { maxLength: 8 })
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
  fc.assert(
    fc.property(fc.oneof(form, bytes), (raw) => {
      const params = parseForm(raw);
      const mo = parseMo(params);
      if (mo.ok) {
        for (const text of [mo.mo.from, mo.mo.to, mo.mo.text]) {
          assert.ok(text.isWellFormed());
          assert.ok(!text.includes('\0'));
          assert.ok(text.length <= 4000);
        }
        assert.ok(!Number.isNaN(mo.mo.sentAt.getTime()));
      }
      for (const { status, gatewayRef, idx } of parseDlrs(params).reports) {
        assert.ok(Number.isInteger(status));
        assert.ok(gatewayRef !== '' || idx !== undefined);
      }
    }),
    { numRuns: 2000 },
  );
});
