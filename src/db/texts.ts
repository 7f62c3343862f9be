import { createHash, randomBytes } from 'node:crypto';
import { type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { countSegments } from '#domain/segments.ts';
import type { Bulk } from './pool.ts';
import { replyRunId } from './runs.ts';

export type NewText = {
  readonly body: string;
  /** The body is blanked after this instant: it holds a one-time code. */
  readonly secretUntil?: Date | undefined;
};

const storedText = z.object({ id: z.number(), digest: z.instanceof(Buffer) });

/**
 * Gives each text its row and returns the ids in the order asked; equal texts share one. A secret text never shares:
 * its digest is random, or whoever reads the table later could try all codes against it.
 */
export async function insertTexts(
  tx: DatabaseTransactionConnection,
  texts: readonly NewText[],
): Promise<readonly number[]> {
  const measured = texts.map(measureText);
  const bodies = new Map(measured.map((text) => [text.digest.toString('hex'), text]));
  const ids = new Map<string, number>();
  const missing = (): string[] => [...bodies.keys()].filter((digest) => !ids.has(digest));
  const remember = (rows: readonly z.infer<typeof storedText>[]): void => {
    for (const row of rows) ids.set(row.digest.toString('hex'), row.id);
  };

  const shared = [...bodies].filter(([, text]) => text.secretUntil === undefined).map(([digest]) => digest);
  remember(await findTexts(tx, shared));
  // Sorted, so that two writers of the same new texts wait for each other instead of deadlocking.
  const fresh = missing()
    .sort()
    .flatMap((digest) => {
      return bodies.get(digest) ?? [];
    });
  if (fresh.length > 0) {
    remember(
      await tx.any(sql.type(storedText)`
        insert into texts (digest, body, encoding, segments, secret_until)
        select digest, body, encoding, segments, secret_until
        from ${sql.unnest(
          fresh.map((text) => [
            text.digest,
            text.body,
            text.encoding,
            text.segments,
            text.secretUntil?.toISOString() ?? null,
          ]),
          ['bytea', 'text', 'text', 'int2', 'timestamptz'],
        )} as given (digest, body, encoding, segments, secret_until)
        on conflict (digest) do nothing
        returning id, digest`),
    );
  }
  // What another writer committed meanwhile.
  if (missing().length > 0) remember(await findTexts(tx, missing()));
  return measured.map(({ digest }) => {
    const id = ids.get(digest.toString('hex'));
    if (id === undefined) throw new Error('A text that was just stored is not there.');
    return id;
  });
}

async function findTexts(
  tx: DatabaseTransactionConnection,
  digests: readonly string[],
): Promise<readonly z.infer<typeof storedText>[]> {
  if (digests.length === 0) return [];
  return tx.any(sql.type(storedText)`
    select id, digest
    from texts
    where digest = any(${sql.array(
      digests.map((digest) => Buffer.from(digest, 'hex')),
      'bytea',
    )})`);
}

/** A text as its row is to be. */
export type MeasuredText = NewText & {
  readonly digest: Buffer;
  readonly encoding: 'gsm7' | 'ucs2';
  readonly segments: number;
};

/** A secret's digest is random, so that it shares its row with no other. */
export function measureText(text: NewText): MeasuredText {
  const { encoding, segments } = countSegments(text.body);
  const digest =
    text.secretUntil === undefined ? createHash('sha256').update(text.body).digest() : randomBytes(32);
  return { ...text, digest, encoding, segments: Math.max(1, segments) };
}

// One statement; the runs of replies are constants, as in the claim (db/claims.ts).
const blankText = `
  with blanked as materialized (
    update texts
    set body = '', secret_until = null
    where secret_until < $1
    returning id
  ), skipped as (
    update mts m
    set state = 'skipped', reason = 'too_late'
    where m.run_id = any('{$runs}'::bigint[])
      and m.state in ('planned', 'held')
      and m.text_id in (select id from blanked)
  )
  select count(*)::int as count from blanked`;

/**
 * Blanks texts whose secret has expired and gives up on those of their messages that never left: a code that comes
 * after its time helps nobody. Returns how many texts were blanked. Secrets live for minutes, so that only the replies
 * of this month and the last can hold any.
 */
export async function updateSecretTexts(bulk: Bulk, now: Date): Promise<number> {
  const monthAgo = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
  const runs = [replyRunId(monthAgo), replyRunId(now)].join(',');
  const [row] = await bulk.unsafe<{ count: number }[]>(blankText.replace('$runs', runs), [now]);
  return row?.count ?? 0;
}
