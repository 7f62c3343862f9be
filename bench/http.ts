import { Agent, request, type Server } from 'node:http';

/** The port of a server that has just been told to listen. */
export function listen(
  start: (ready: () => void) => Server,
): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve) => {
    const server = start(() => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });
}

/** Posts forms over so many connections, the next one when one is answered; any answer but 200 is an error. */
export async function postForms(
  target: { readonly port: number; readonly path: string; readonly connections: number },
  span: { readonly from: number; readonly calls: number; readonly form: (n: number) => string },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: target.connections });
  let next = span.from;
  const work = async (): Promise<void> => {
    while (next < span.from + span.calls) {
      const n = next;
      next += 1;
      await post(agent, target, span.form(n));
    }
  };
  await Promise.all(Array.from({ length: target.connections }, work));
  agent.destroy();
}

function post(
  agent: Agent,
  target: { readonly port: number; readonly path: string },
  body: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    };
    const call = request(
      { agent, host: '127.0.0.1', port: target.port, path: target.path, method: 'POST', headers },
      (answer) => {
        answer.resume();
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}
