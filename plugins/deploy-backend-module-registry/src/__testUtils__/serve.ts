import { createHash } from 'node:crypto';
import { IncomingMessage, ServerResponse, createServer } from 'node:http';
import { AddressInfo } from 'node:net';

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A server whose answers a test decides; `undefined` leaves the request hanging. */
export async function serve(
  answer: (request: IncomingMessage) => Answer | undefined,
) {
  const requests: Array<{
    method: string;
    url: string;
    authorization?: string;
  }> = [];
  const server = createServer(
    (request: IncomingMessage, response: ServerResponse) => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, authorization: headers.authorization });
      const result = answer(request);
      if (result) {
        response.writeHead(result.status ?? 200, result.headers);
        response.end(method === 'HEAD' ? undefined : result.body);
      }
    },
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The manifest and configuration of an image, with their paths. */
export function image(options: {
  created?: string;
  labels?: Record<string, string>;
}) {
  const config = JSON.stringify({
    created: options.created,
    config: { Labels: options.labels },
  });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    config: { digest: digestOf(config) },
    layers: [],
  });
  return {
    config,
    manifest,
    digest: digestOf(manifest),
    configDigest: digestOf(config),
  };
}
