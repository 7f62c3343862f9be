// Posts forms from a thread of its own over bare sockets, so that making the load takes little of the cores that
// carry it. Each connection has one call under way, as the gateway's have.
import { connect, type Socket } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

type Order = {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  readonly bodies: readonly string[];
};

/** Posts them all; any answer but 200 is an error. */
export async function postAll(order: Order): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: order });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', (problem: string) => (problem === '' ? resolve() : reject(new Error(problem))));
    worker.once('error', reject);
  });
  await worker.terminate();
}

async function work(order: Order): Promise<void> {
  let next = 0;
  const take = (): string | undefined => {
    const body = order.bodies[next];
    next += 1;
    return body;
  };
  await Promise.all(Array.from({ length: order.connections }, () => converse(order, take)));
}

function converse({ port, path }: Order, take: () => string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let heard = '';
    const say = (): void => {
      const body = take();
      if (body === undefined) {
        socket.end();
        resolve();
        return;
      }
      const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
      socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    socket.setEncoding('latin1');
    socket.once('connect', say);
    socket.once('error', reject);
    socket.on('data', (chunk: string) => {
      heard += chunk;
      // The webhook's answer is these two letters behind the head.
      const end = heard.indexOf('\r\n\r\nOK');
      if (end === -1) return;
      if (!heard.startsWith('HTTP/1.1 200')) reject(new Error(heard.slice(0, 40)));
      heard = '';
      say();
    });
  });
}

if (!isMainThread) {
  const order: Order = workerData;
  work(order).then(
    () => parentPort?.postMessage(''),
    (error: unknown) => parentPort?.postMessage(String(error)),
  );
}
