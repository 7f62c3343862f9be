import http from 'node:http';
import https from 'node:https';

export type HttpCaller = {
  /** Status and body of the answer; undefined when there was none within 30 s. */
  readonly call: (request: {
    readonly url: string;
    readonly form?: string | undefined;
  }) => Promise<{ readonly status: number; readonly body: string } | undefined>;
  readonly close: () => void;
};

/** A small client on kept-alive connections: callbacks by the thousand a second, where fetch costs twice as much. */
export function createHttpCaller(): HttpCaller {
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  return {
    call: ({ url, form }) =>
      new Promise((resolve) => {
        const target = new URL(url);
        const secure = target.protocol === 'https:';
        const headers =
          form === undefined
            ? {}
            : {
                'content-type': 'application/x-www-form-urlencoded',
                'content-length': Buffer.byteLength(form),
              };
        const request = (secure ? https : http).request(
          target,
          {
            method: form === undefined ? 'GET' : 'POST',
            headers,
            agent: agents[secure ? 'https:' : 'http:'],
            timeout: 30_000,
          },
          (response) => {
            let body = '';
            response.setEncoding('utf8');
            response.on('data', (chunk: string) => {
              if (body.length < 1000) body += chunk;
            });
            response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
            response.on('error', () => resolve(undefined));
          },
        );
        request.on('timeout', () => request.destroy());
        request.on('error', () => resolve(undefined));
        request.end(form);
      }),
    close: () => {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}
