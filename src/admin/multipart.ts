// Uploads too big for memory: a multipart body read part by part as it arrives (RFC 7578).
import { ServiceError } from '#services/errors.ts';

export type Part = {
  readonly name: string;
  /** Null: a text field; empty: a file field left empty. */
  readonly filename: string | null;
  /** To be read to its end before the next part. */
  readonly chunks: AsyncIterable<Uint8Array>;
};

const mostHeaderBytes = 8 * 1024;

/** The parts in their order. Throws ServiceError `invalid` for what is no multipart form or is cut. */
export async function* readMultipart(
  body: AsyncIterable<Uint8Array> | null,
  contentType: string,
): AsyncGenerator<Part> {
  const boundary = /^multipart\/form-data;.*\bboundary=(?:"([^"]{1,70})"|([^\s;,"]{1,70}))/i.exec(
    contentType,
  );
  if (boundary === null || body === null) throw new ServiceError('invalid', 'no multipart form');
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2] ?? ''}`, 'latin1');
  const source = body[Symbol.asyncIterator]();
  // The first delimiter has no line before it.
  let held: Buffer = Buffer.from('\r\n');

  async function readMore(): Promise<void> {
    const next = await source.next();
    if (next.done === true) throw new ServiceError('invalid', 'the form is cut');
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value]);
  }

  async function* readUntilDelimiter(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = held.indexOf(delimiter);
      const sure = at === -1 ? held.length - delimiter.length + 1 : at;
      const data = held.subarray(0, Math.max(sure, 0));
      held = held.subarray(data.length + (at === -1 ? 0 : delimiter.length));
      if (data.length > 0) yield data;
      if (at !== -1) return;
      await readMore();
    }
  }

  async function readHeaders(): Promise<string> {
    for (;;) {
      const at = held.indexOf('\r\n\r\n');
      if (at > mostHeaderBytes || (at === -1 && held.length > mostHeaderBytes)) {
        throw new ServiceError('invalid', 'the headers of a part are too long');
      }
      if (at !== -1) {
        const headers = held.toString('utf8', 0, at);
        held = held.subarray(at + 4);
        return headers;
      }
      await readMore();
    }
  }

  try {
    for await (const _ of readUntilDelimiter());
    for (;;) {
      while (held.length < 2) await readMore();
      if (held.toString('latin1', 0, 2) === '--') return;
      const chunks = readUntilDelimiter();
      yield { ...parseHeaders(await readHeaders()), chunks };
      for await (const _ of chunks);
    }
  } finally {
    await source.return?.();
  }
}

/** The text of a field, of at most 4 KiB. */
export async function readPartText(part: Part): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of part.chunks) {
    length += chunk.length;
    if (length > 4096) throw new ServiceError('invalid', 'a field of the form is too long');
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseHeaders(headers: string): Pick<Part, 'name' | 'filename'> {
  const line = headers.split('\r\n').find((header) => /^content-disposition:/i.test(header)) ?? '';
  const name = /[;\s]name="([^"]*)"/i.exec(line)?.[1];
  if (name === undefined) throw new ServiceError('invalid', 'a part without a name');
  return { name, filename: /[;\s]filename="([^"]*)"/i.exec(line)?.[1] ?? null };
}
