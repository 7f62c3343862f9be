// How soon the gateway has accepted the answer to a text, with everything running as an operator runs it.
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '#db/pool.ts';
import { ensureLedgerMonths } from '#db/runs.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { addressOf, typed } from './addresses.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { type Plant, startPlant, webhookSecret } from './town.ts';

const firstNumber = 660_000_000;

type Rate = {
  readonly name: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly callsPerSecond: number;
  readonly limitMs: number;
};

const rates: readonly Rate[] = [
  {
    name: 'reply at the gateway, 300 texts/s open loop (codes), call limit lifted, p99',
    perSecond: 300,
    seconds: 25,
    callsPerSecond: 10_000,
    limitMs: 50,
  },
  {
    name: 'reply at the gateway, 60 different replies/s (codes), 80 calls/s, p99',
    perSecond: 60,
    seconds: 25,
    callsPerSecond: 80,
    limitMs: 200,
  },
];

/** One-shot sign-ups from numbers never seen: every reply has a code of its own, so none can share a call. */
export async function measureReplies(context: BenchContext): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const rate of rates) {
    const { url, drop } = await context.createDatabase();
    const database = await openDatabase({ url });
    await ensureInstallation(database.db, { hasGateway: true });
    await loadPracticeData(database);
    await ensureLedgerMonths(database.db, new Date());
    const plant = await startPlant(url, {
      latencyMs: 0,
      callsPerSecond: rate.callsPerSecond,
      command: 'start',
    });
    try {
      rows.push(toRow(rate, await measure(plant, rate)));
    } finally {
      await plant.stop();
      await database.end();
      await drop();
    }
  }
  return rows;
}

function toRow(rate: Rate, spent: readonly number[]): BenchRow {
  const sorted = spent.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return {
    name: rate.name,
    value: at(0.99),
    unit: 'ms',
    baseline: rate.limitMs,
    ratio: rate.limitMs / at(0.99),
    note: `the limit; median ${Math.round(at(0.5))} ms, longest ${Math.round(at(1))} ms`,
  };
}

/** A process just started answers more slowly until its code has been compiled. */
const warmSeconds = 5;

/** Milliseconds from the gateway's call to its acceptance of the answer, of each text after the first five seconds. */
async function measure(plant: Plant, rate: Rate): Promise<readonly number[]> {
  const postedAt = new Map<string, number>();
  const count = rate.perSecond * rate.seconds;
  const calls: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < count; n += 1) {
    const due = startedAt + (n * 1_000) / rate.perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    const number = `48${firstNumber + n}`;
    postedAt.set(number, Date.now());
    calls.push(post(plant, { number, text: signUpOf(n) }));
  }
  await Promise.all(calls);
  const accepted = await waitForAnswers(plant, count);
  const warm = String(48_000_000_000 + firstNumber + rate.perSecond * warmSeconds);
  return [...accepted].flatMap(([number, at]) =>
    number < warm ? [] : [at - (postedAt.get(number) ?? Number.NaN)],
  );
}

function signUpOf(n: number): string {
  const { locality, street } = addressOf(n);
  return `Zapisz ${typed(`${locality} ${street}`, n)} ${((n * 37) % 190) + 1} sport`;
}

async function post(plant: Plant, { number, text }: { number: string; text: string }): Promise<void> {
  const answer = await fetch(`${plant.url}/webhooks/smsapi/${webhookSecret}/mo`, {
    method: 'POST',
    body: new URLSearchParams({
      sms_from: number,
      sms_to: '48500100100',
      sms_text: text,
      sms_date: String(Math.floor(Date.now() / 1_000)),
      MsgId: '',
    }),
  });
  if ((await answer.text()) !== 'OK') throw new Error(`A text was answered ${answer.status}.`);
}

type Accepted = { readonly messages: readonly { readonly number: string; readonly at: number }[] };

async function waitForAnswers(plant: Plant, count: number): Promise<ReadonlyMap<string, number>> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${plant.simulatorUrl}/_sim/log`);
    const { messages }: Accepted = JSON.parse(await answer.text());
    const accepted = new Map(messages.map(({ number, at }) => [number, at]));
    if (accepted.size === count) return accepted;
    if (tries > 60) throw new Error(`${accepted.size} of ${count} texts were answered.`);
    await sleep(500);
  }
}
