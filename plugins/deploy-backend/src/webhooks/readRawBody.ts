import { IncomingMessage } from 'node:http';
import { WebhookRefusedError } from './WebhookRefusedError';

/**
 * The bytes of a body as they came. Bounded in size and in time, and never inflated: a few bytes of gzip can stand
 * for gigabytes.
 *
 * @throws WebhookRefusedError where the body is encoded, too large, too slow, or ends too early
 */
export async function readRawBody(
  request: IncomingMessage,
  limits: { bytes: number; milliseconds: number },
): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new WebhookRefusedError(
      'encoded-body',
      `The body is encoded as '${encoding.slice(
        0,
        20,
      )}'. Send it without Content-Encoding`,
    );
  }
  const tooLarge = () =>
    new WebhookRefusedError(
      'body-too-large',
      `The body is larger than ${limits.bytes} bytes`,
    );
  // Without a length it comes in chunks, and is counted.
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.bytes) {
    throw tooLarge();
  }
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const limit = new AbortController();
    let over = false;
    const settle = (outcome: Buffer | WebhookRefusedError) => {
      if (over) {
        return;
      }
      over = true;
      limit.abort();
      // The rest is not read: whoever answers closes the connection.
      request.pause();
      if (outcome instanceof WebhookRefusedError) {
        reject(outcome);
      } else {
        resolve(outcome);
      }
    };
    const onBreak = () =>
      settle(
        new WebhookRefusedError(
          'body-incomplete',
          'The body ended before its end',
        ),
      );
    const timer = setTimeout(
      () =>
        settle(
          new WebhookRefusedError(
            'body-too-slow',
            `The body did not arrive within ${
              limits.milliseconds / 1000
            } seconds`,
          ),
        ),
      limits.milliseconds,
    );
    limit.signal.addEventListener('abort', () => clearTimeout(timer));
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > limits.bytes) {
        settle(tooLarge());
      } else if (!over) {
        chunks.push(chunk);
      }
    });
    request.once('end', () => settle(Buffer.concat(chunks)));
    request.once('close', onBreak);
    // Stays: a socket that breaks later must not bring the process down.
    request.on('error', onBreak);
  });
}
