import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Answers one HTTP request; an express application is one.
 *
 * @public
 */
export type RequestListener = (
  request: IncomingMessage,
  response: ServerResponse,
) => void;

/**
 * An HTTP server on the loopback interface. The port is open, and so the URL known, before the application exists
 * that needs to know its own URL.
 *
 * @public
 */
export class Listener {
  private handler: RequestListener | undefined;

  private constructor(private readonly server: Server) {}

  /** Opens the port (0 picks a free one). */
  static async open(options: { port?: number } = {}): Promise<Listener> {
    const server = createServer();
    const listener = new Listener(server);
    server.on('request', (request, response) => {
      if (listener.handler) {
        listener.handler(request, response);
      } else {
        response.writeHead(503, { 'Retry-After': '1' }).end('Starting\n');
      }
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
    return listener;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Starts answering; until now every request was told to come back. */
  serve(handler: RequestListener): void {
    this.handler = handler;
  }

  /** Closes the port and cuts every connection, so that hanging requests and watches end too. */
  async close(): Promise<void> {
    await new Promise<void>(resolve => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
