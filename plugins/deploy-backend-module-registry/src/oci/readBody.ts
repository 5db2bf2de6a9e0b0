import { ServiceUnavailableError } from '@backstage/errors';

/** Reads a JSON answer up to a size, so that a broken or hostile registry cannot fill the memory. */
export async function readJson(
  response: Response,
  limit: number,
  what: string,
): Promise<unknown> {
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
        `The ${what} is larger than ${limit} bytes; this is more than an image needs`,
      );
    }
    chunks.push(value);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ServiceUnavailableError(`The ${what} is not JSON`);
  }
}
