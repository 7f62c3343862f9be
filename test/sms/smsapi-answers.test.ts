import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { parseMsisdn } from '#domain/msisdn.ts';
import { GatewayError, type RowAnswer, type SubmitCall } from '#sms/gateway.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';

// Recorded answers, played back to the official client word for word.
const cases = z
  .array(
    z.object({
      title: z.string(),
      status: z.number().default(200),
      body: z.unknown().optional(),
      text: z.string().optional(),
      rows: z.array(z.string()).optional(),
      error: z.string().optional(),
      invalidIdx: z.array(z.string()).default([]),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('../fixtures/smsapi/answers.json', import.meta.url), 'utf8')));

let next: (typeof cases)[number] | undefined;
const server = createServer((request, response) => {
  request.resume();
  const isText = next?.text !== undefined;
  response.writeHead(next?.status ?? 500, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? next?.text : JSON.stringify(next?.body));
});

before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
after(() => {
  server.close();
  server.closeAllConnections();
});

function call(): SubmitCall {
  const recipients = ['a', 'b'].map((idx, i) => {
    const parsed = parseMsisdn(`50000000${i + 1}`);
    assert.ok(parsed.ok);
    return { idx, msisdn: parsed.msisdn };
  });
  return { text: 'Ala ma kota', from: undefined, recipients };
}

function describe(row: RowAnswer): string {
  if (row.kind === 'accepted') return `accepted ${row.gatewayRef} ${row.points}`;
  return row.kind === 'refused' ? `refused ${row.error} ${row.code ?? 'none'}` : row.kind;
}

for (const item of cases) {
  test(`reads ${item.title}`, async () => {
    next = item;
    const { port } = server.address() as AddressInfo;
    const gateway = createSmsapiGateway({ url: `http://127.0.0.1:${port}`, token: 't' });
    if (item.rows !== undefined) {
      const rows = await gateway.submit(call());
      assert.deepEqual(rows.map(describe), item.rows);
      assert.deepEqual(
        rows.map(({ idx }) => idx),
        ['a', 'b'],
      );
      return;
    }
    await assert.rejects(gateway.submit(call()), (error) => {
      assert.ok(error instanceof GatewayError);
      assert.equal(`${error.kind} ${error.code}`, item.error);
      assert.deepEqual(error.invalidIdx, item.invalidIdx);
      assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /50000000|Ala ma/);
      return true;
    });
  });
}
