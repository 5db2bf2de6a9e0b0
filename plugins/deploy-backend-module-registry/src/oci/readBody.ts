import { ServiceUnavailableError } from '@backstage/errors';

/** Reads an answer up to a size, so that a broken or hostile registry cannot fill the memory. */
export async function readBytes(
  response: Response,
  limit: number,
  what: string,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw new ServiceUnavailableError(
        `The ${what} is larger than ${limit} bytes, which is more than is read of it`,
      );
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

/** Reads JSON of any shape; the caller checks it. */
export function parseJson(bytes: Buffer, what: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ServiceUnavailableError(`The ${what} is not JSON`);
  }
}
