import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { z } from 'zod';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';
import { GatewayError, type GatewayErrorKind, type SubmitCall } from '#sms/gateway.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { errorKindOfCode } from '#sms/smsapi-errors.ts';

const kinds = z
  .record(z.string(), z.array(z.number()))
  .parse(JSON.parse(readFileSync(new URL('../fixtures/smsapi/error-codes.json', import.meta.url), 'utf8')));

let simulator: Simulator;
before(async () => {
  simulator = await startSimulator({ token: 'good', settings: { dlr: { enabled: false } } });
});
beforeEach(() => {
  simulator.clear();
  simulator.faults.clear();
  simulator.change({
    idxMode: 'call',
    points: 1000,
    profile: 'points',
    badTokenStatus: 200,
    rowOrder: 'asked',
  });
});
after(() => simulator.stop());

function connect(change: { token?: string; timeoutMs?: number; url?: string; backupUrl?: string } = {}) {
  return createSmsapiGateway({ url: simulator.url, token: 'good', ...change });
}

function msisdn(text: string): Msisdn {
  const parsed = parseMsisdn(text);
  assert.ok(parsed.ok);
  return parsed.msisdn;
}

function call(
  idxs: readonly string[],
  change: Partial<SubmitCall & { readonly text: string }> = {},
): SubmitCall {
  const recipients = idxs.map((idx, i) => ({ idx, msisdn: msisdn(`50000${String(i).padStart(4, '0')}`) }));
  return { text: 'Zebranie o 18:00', from: undefined, recipients, ...change };
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GatewayError, 'a GatewayError was expected');
  return `${error.kind} ${error.code} ${error.host}`;
}

describe('a call that is taken', () => {
  test('answers every recipient in the order asked', async () => {
    simulator.change({ rowOrder: 'shuffled' });
    const idxs = Array.from({ length: 100 }, (_, i) => `e-1-${i}`);
    const rows = await connect().submit(call(idxs));
    assert.deepEqual(
      rows.map(({ idx }) => idx),
      idxs,
    );
    const log = simulator.log();
    rows.forEach((row, i) => {
      assert.ok(row.kind === 'accepted');
      const sent = log.find(({ id }) => id === row.gatewayRef);
      assert.equal(sent?.idx, idxs[i]);
      assert.equal(sent?.number, `4850000${String(i).padStart(4, '0')}`);
      assert.equal(row.points, 0.165);
    });
  });

  test('carries sender, speed and expiry', async () => {
    const expiresAt = new Date(Date.now() + 2 * 3_600_000);
    await connect().submit(call(['e-1'], { from: 'GmDopiewo', fast: true, expiresAt }));
    assert.equal(simulator.log()[0]?.from, 'GmDopiewo');
    assert.equal(simulator.log()[0]?.expiresAt, expiresAt.getTime());
    assert.ok(expiresAt instanceof Date, 'the official client writes into its options');
  });

  test('keeps Polish letters and two-septet characters', async () => {
    await connect().submit(call(['e-1'], { text: 'Zażółć [10 €]' }));
    assert.equal(simulator.log()[0]?.text, 'Zażółć [10 €]');
  });
});

describe('error codes', () => {
  for (const [kind, codes] of Object.entries(kinds)) {
    test(`of the table are ${kind}`, async () => {
      for (const code of codes) {
        assert.equal(errorKindOfCode(code), kind satisfies string as GatewayErrorKind, String(code));
        simulator.faults.add({ kind: 'error', code });
        assert.equal(await failureOf(connect().submit(call(['e-1']))), `${kind} ${code} primary`);
      }
      assert.equal(simulator.log().length, 0);
    });
  }

  test('a bad token is a matter of settings, both ways it may be told', async () => {
    assert.equal(
      await failureOf(connect({ token: 'bad' }).submit(call(['e-1']))),
      'misconfigured 101 primary',
    );
    simulator.change({ badTokenStatus: 401 });
    assert.equal(
      await failureOf(connect({ token: 'bad' }).submit(call(['e-1']))),
      'misconfigured 101 primary',
    );
    assert.equal(await failureOf(connect({ token: 'bad' }).getBalance()), 'misconfigured http_401 primary');
  });

  test('a call that the points do not cover is refused whole', async () => {
    simulator.change({ points: 0.2 });
    assert.equal(await failureOf(connect().submit(call(['e-1', 'e-2']))), 'funds 103 primary');
    assert.equal(simulator.log().length, 0);
  });
});

describe('what we would not send', () => {
  const refused = {
    macro_in_text: call(['e-1'], { text: 'Kod [%kod%]' }),
    empty_text: call(['e-1'], { text: ' \n' }),
    no_recipients: call([]),
    bad_idx: call(['e|1']),
  };
  for (const [code, bad] of Object.entries(refused)) {
    test(`never reaches the gateway: ${code}`, async () => {
      assert.equal(await failureOf(connect().submit(bad)), `ours ${code} primary`);
      assert.equal(simulator.log().length, 0);
    });
  }
});

describe('a repeated idx', () => {
  test('refuses the whole call where the gateway does so', async () => {
    await connect().submit(call(['e-1']));
    assert.equal(await failureOf(connect().submit(call(['e-1', 'e-2']))), 'duplicate 53 primary');
    assert.equal(simulator.summary().rows, 1);
  });

  test('is told per row where the gateway does so', async () => {
    simulator.change({ idxMode: 'row' });
    await connect().submit(call(['e-1']));
    const rows = await connect().submit(call(['e-1', 'e-2']));
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['duplicate', 'accepted'],
    );
    assert.equal(simulator.summary().rows, 2);
  });

  test('of a call that was accepted in part refuses all of it', async () => {
    simulator.change({ idxMode: 'partial' });
    simulator.faults.add({ kind: 'lostAnswer' });
    const idxs = Array.from({ length: 20 }, (_, i) => `e-${i}`);
    assert.match(await failureOf(connect().submit(call(idxs))), /^unknown/);
    const { rows } = simulator.summary();
    assert.ok(rows > 0 && rows < 20, `accepted ${rows} of 20`);
    assert.equal(await failureOf(connect().submit(call(idxs))), 'duplicate 53 primary');
    assert.equal(simulator.summary().rows, rows);
  });
});

describe('an outcome that can not be known', () => {
  const faults = {
    'a hanging call': { fault: { kind: 'hang' }, code: 'timeout', accepted: 0 },
    'a hang after acceptance': { fault: { kind: 'hang', when: 'after' }, code: 'timeout', accepted: 1 },
    'a reset': { fault: { kind: 'reset' }, code: 'ECONNRESET', accepted: 0 },
    'a lost answer': { fault: { kind: 'lostAnswer' }, code: 'ECONNRESET', accepted: 1 },
    'a 503': { fault: { kind: 'http', status: 503 }, code: 'http_503', accepted: 0 },
    'a 500 after acceptance': { fault: { kind: 'http', when: 'after' }, code: 'http_500', accepted: 1 },
    'half an answer': { fault: { kind: 'badJson', when: 'after' }, code: 'unreadable_answer', accepted: 1 },
  } as const;
  for (const [title, { fault, code, accepted }] of Object.entries(faults)) {
    test(`is what ${title} leaves`, async () => {
      simulator.faults.add(fault);
      assert.equal(
        await failureOf(connect({ timeoutMs: 200 }).submit(call(['e-1']))),
        `unknown ${code} primary`,
      );
      assert.equal(simulator.log().length, accepted);
    });
  }
});

describe('the backup host', () => {
  // A port that was free a moment ago refuses connections.
  async function findClosedUrl(): Promise<string> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  test('takes the call when no connection to the first could be made', async () => {
    const gateway = connect({ url: await findClosedUrl(), backupUrl: simulator.url });
    assert.equal((await gateway.submit(call(['e-1'])))[0]?.kind, 'accepted');
    assert.equal(await gateway.getBalance(), 999.835);
  });

  test('is not asked for a batch that the first host may have taken', async () => {
    const gateway = connect({ url: await findClosedUrl(), backupUrl: simulator.url });
    const repeated = gateway.submit(call(['e-1'], { onlyHost: 'primary' }));
    assert.equal(await failureOf(repeated), 'retryable ECONNREFUSED primary');
    assert.equal(simulator.log().length, 0);
  });

  test('is not asked after a lost answer, a 5xx or a time-out', async () => {
    const backup = await startSimulator({ settings: { dlr: { enabled: false } } });
    for (const fault of [
      { kind: 'lostAnswer' },
      { kind: 'http' },
      { kind: 'hang' },
      { kind: 'reset' },
    ] as const) {
      simulator.faults.add(fault);
      const gateway = connect({ backupUrl: backup.url, timeoutMs: 200 });
      assert.match(await failureOf(gateway.submit(call([`e-${fault.kind}`]))), /^unknown .* primary$/);
    }
    assert.equal(backup.log().length, 0);
    await backup.stop();
  });

  test('refuses like the first; with neither reachable nothing was sent', async () => {
    const closed = await findClosedUrl();
    simulator.faults.add({ kind: 'error', code: 103 });
    const gateway = connect({ url: closed, backupUrl: simulator.url });
    assert.equal(await failureOf(gateway.submit(call(['e-1']))), 'funds 103 backup');
    const lost = connect({ url: closed, backupUrl: closed });
    assert.equal(await failureOf(lost.submit(call(['e-1']))), 'retryable ECONNREFUSED backup');
  });

  test('a name that does not resolve and a certificate that is none are no connection', async () => {
    const gateway = connect({ url: 'http://gateway.invalid', backupUrl: simulator.url });
    assert.equal((await gateway.submit(call(['e-1'])))[0]?.kind, 'accepted');
    const plain = connect({ url: simulator.url.replace('http:', 'https:'), backupUrl: simulator.url });
    assert.equal((await plain.submit(call(['e-2'])))[0]?.kind, 'accepted');
  });
});

test('the balance is read as a number, as text, or not at all', async () => {
  simulator.change({ points: 12.5 });
  assert.equal(await connect().getBalance(), 12.5);
  simulator.change({ profile: 'text' });
  assert.equal(await connect().getBalance(), 12.5);
  simulator.change({ profile: 'hidden' });
  assert.equal(await connect().getBalance(), undefined);
});
