import { createServer } from 'node:http';

export type ReceivedCall = {
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
};

export type Receiver = {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** Resolves once so many calls have come in. */
  readonly waitFor: (count: number) => Promise<void>;
  readonly close: () => void;
};

/** A webhook that answers what `respond` says, for tests of who calls it. */
export async function startReceiver(
  respond: (call: ReceivedCall, count: number) => { readonly status: number; readonly body: string },
): Promise<Receiver> {
  const calls: ReceivedCall[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
      const params = new URLSearchParams(request.method === 'POST' ? body : search);
      const call = { method: request.method ?? '', path: pathname, params };
      calls.push(call);
      const { status, body: answer } = respond(call, calls.length);
      response.writeHead(status, { 'content-type': 'text/plain' }).end(answer);
      for (const { count, resolve } of waiting) if (calls.length >= count) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    calls,
    waitFor: (count) =>
      calls.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What SMSAPI wants to hear. */
export const ok = { status: 200, body: 'OK' } as const;
