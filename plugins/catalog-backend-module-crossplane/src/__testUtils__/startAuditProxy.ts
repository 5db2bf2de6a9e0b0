import { createServer, request as sendRequest } from 'node:http';
import { AddressInfo } from 'node:net';

/** One request that went through an audit proxy. */
export interface AuditedRequest {
  path: string;
  verb: 'get' | 'list' | 'watch' | 'other';
  status: number;
}

/** A proxy in front of an API server that notes what is asked and how it is answered. */
export async function startAuditProxy(target: string): Promise<{
  url: string;
  requests: AuditedRequest[];
  close(): Promise<void>;
}> {
  const requests: AuditedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const { searchParams, pathname } = new URL(incoming.url ?? '/', target);
    const forwarded = sendRequest(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: incoming.headers },
      answer => {
        requests.push({
          path: pathname,
          verb: verbOf(incoming.method, searchParams),
          status: answer.statusCode ?? 0,
        });
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function verbOf(
  method: string | undefined,
  query: URLSearchParams,
): AuditedRequest['verb'] {
  if (method !== 'GET') {
    return 'other';
  }
  if (query.has('watch')) {
    return 'watch';
  }
  return query.has('limit') ? 'list' : 'get';
}
