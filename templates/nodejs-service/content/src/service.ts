import { createServer, type Server, type ServerResponse } from 'node:http';
import { Metrics } from './metrics.ts';

export interface ServiceOptions {
  name: string;
  version: string;
}

/** The HTTP service; `ready` is what the load balancer gets to see. */
export interface Service {
  server: Server;
  ready: boolean;
}

function sendJson(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

export function createService(options: ServiceOptions): Service {
  const metrics = new Metrics();

  const routes: Record<string, (response: ServerResponse) => void> = {
    '/': response =>
      sendJson(response, 200, {
        name: options.name,
        version: options.version,
      }),
    '/health': response => sendJson(response, 200, { status: 'ok' }),
    '/ready': response =>
      service.ready
        ? sendJson(response, 200, { status: 'ready' })
        : sendJson(response, 503, { status: 'not ready' }),
    '/metrics': response => {
      response.writeHead(200, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      });
      response.end(metrics.render());
    },
  };

  const server = createServer((request, response) => {
    const started = performance.now();
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    const isRead = request.method === 'GET' || request.method === 'HEAD';

    response.once('finish', () => {
      // Unknown paths and methods share one label: callers must not be able to grow the metrics.
      metrics.observe(
        isRead ? (request.method ?? 'GET') : 'other',
        route ? path : 'other',
        response.statusCode,
        (performance.now() - started) / 1000,
      );
    });

    if (!route) {
      sendJson(response, 404, { error: `No such path: ${path}` });
    } else if (!isRead) {
      response.setHeader('allow', 'GET, HEAD');
      sendJson(response, 405, { error: 'Use GET' });
    } else {
      route(response);
    }
  });
  // A slow client must not hold a connection for ever.
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;

  const service: Service = { server, ready: false };
  return service;
}
