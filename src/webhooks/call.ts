import type { HonoRequest } from 'hono';

/** A call's parameters as they came, whichever way the gateway sent them. */
export type Call =
  | { readonly kind: 'whole'; readonly raw: Uint8Array }
  /** Longer than any text the gateway could pass on; the first bytes only. */
  | { readonly kind: 'too_large'; readonly raw: Uint8Array };

const mostBytes = 64 * 1024;

/** Reads the body of a POST, or the query string where there is no body; never more than 64 KiB. */
export async function readCall(request: HonoRequest): Promise<Call> {
  const body = request.method === 'POST' ? await readBody(request) : undefined;
  if (body !== undefined && body.raw.length > 0) return body;
  const at = request.url.indexOf('?');
  const query = Buffer.from(at < 0 ? '' : request.url.slice(at + 1), 'utf8');
  return query.length > mostBytes
    ? { kind: 'too_large', raw: query.subarray(0, mostBytes) }
    : { kind: 'whole', raw: query };
}

async function readBody(request: HonoRequest): Promise<Call> {
  const length = Number(request.header('content-length') ?? Number.NaN);
  // HTTP itself holds a body to its declared length, and one read of all is the quick way.
  if (length <= mostBytes) return { kind: 'whole', raw: new Uint8Array(await request.raw.arrayBuffer()) };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.raw.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) return { kind: 'too_large', raw: Buffer.concat(chunks).subarray(0, mostBytes) };
  }
  return { kind: 'whole', raw: Buffer.concat(chunks) };
}
