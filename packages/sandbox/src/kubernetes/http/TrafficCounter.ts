import { Socket } from 'node:net';
import { RequestHandler } from 'express';
import { parseRequestInfo } from './requestInfo';

/** What was asked of API servers since the start, by verb; everything that is no request for objects is `other`. */
export interface Traffic {
  requests: Record<string, number>;
  /** Bytes that were sent, with headers. */
  bytes: number;
}

/** Counts the requests for API servers and the bytes of their answers. */
export class TrafficCounter {
  readonly #requests: Record<string, number> = {};
  readonly #sockets = new Set<Socket>();
  #bytesOfClosed = 0;

  traffic(): Traffic {
    const open = [...this.#sockets].reduce(
      (total, socket) => total + socket.bytesWritten,
      0,
    );
    return {
      requests: { ...this.#requests },
      bytes: this.#bytesOfClosed + open,
    };
  }

  middleware(): RequestHandler {
    return (request, _response, next) => {
      const { watch } = request.query;
      const info = parseRequestInfo(
        request.method,
        request.path,
        watch === 'true' || watch === '1',
      );
      const verb = info?.verb ?? 'other';
      this.#requests[verb] = (this.#requests[verb] ?? 0) + 1;
      this.#watchSocket(request.socket);
      next();
    };
  }

  #watchSocket(socket: Socket) {
    if (this.#sockets.has(socket)) {
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#bytesOfClosed += socket.bytesWritten;
    });
  }
}
