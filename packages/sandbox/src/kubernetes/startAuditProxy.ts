import { createServer, request as sendRequest } from 'node:http';
import { AddressInfo } from 'node:net';

/**
 * One request that went through an audit proxy.
 *
 * @public
 */
export interface AuditedRequest {
  /** As RBAC calls it. */
  verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';
  /** Without the query. */
  path: string;
  /** Whether nothing was to be stored. */
  isDryRun: boolean;
  /** Of the answer. */
  status: number;
}

/**
 * A proxy that notes what an API server is asked and how it answers.
 *
 * @public
 */
export interface AuditProxy {
  url: string;
  /** In the order of the answers. */
  requests: AuditedRequest[];
  close(): Promise<void>;
}

/**
 * Starts a proxy in front of an API server, on a free port.
 *
 * @param target - address of the API server
 * @public
 */
export async function startAuditProxy(target: string): Promise<AuditProxy> {
  const requests: AuditedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const { searchParams, pathname } = new URL(incoming.url ?? '/', target);
    const forwarded = sendRequest(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: incoming.headers },
      answer => {
        requests.push({
          verb: verbOf(incoming.method, searchParams),
          path: pathname,
          isDryRun: searchParams.get('dryRun') === 'All',
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
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return 'delete';
    default:
  }
  if (query.has('watch')) {
    return 'watch';
  }
  return query.has('limit') ? 'list' : 'get';
}
