import { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { publicLookup } from './publicAddress';

/**
 * Fetches from a host that a registry named, never in the inner network: the address is checked at the connection.
 * Follows no redirects and sends no credentials.
 */
export async function fetchPublic(
  url: URL,
  options: {
    method: 'GET' | 'HEAD';
    signal: AbortSignal;
    lookup?: LookupFunction;
  },
): Promise<Response> {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    request(
      url,
      {
        method: options.method,
        signal: options.signal,
        lookup: options.lookup ?? publicLookup,
        agent: false,
      },
      resolve,
    )
      .on('error', error =>
        // As fetch says that there is no connection.
        reject(
          options.signal.aborted
            ? error
            : new TypeError('fetch failed', { cause: error }),
        ),
      )
      .end();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    headers.set(name, Array.isArray(value) ? value.join(', ') : value ?? '');
  }
  const hasBody =
    options.method === 'GET' &&
    ![204, 205, 304].includes(message.statusCode ?? 0);
  if (!hasBody) {
    message.resume();
  }
  return new Response(
    hasBody ? (Readable.toWeb(message) as ReadableStream) : undefined,
    { status: message.statusCode, headers },
  );
}
