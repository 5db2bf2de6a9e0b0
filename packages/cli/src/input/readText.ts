import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Kubernetes stores at most 1.5 MiB in one object; YAML takes some more characters for it. */
const MAX_BYTES = 3 * 1024 * 1024;

/** The name of a file that stands for the standard input. */
export const STANDARD_INPUT = '-';

/** The text of a file, or why there is none. */
export type FileText =
  | { text: string; reason?: undefined }
  | { text?: undefined; reason: string };

/** Reads a file, or the standard input for `-`. Never throws for what it may be or hold. */
export async function readText(file: string): Promise<FileText> {
  let bytes: Uint8Array;
  try {
    bytes =
      file === STANDARD_INPUT
        ? await readStandardInput()
        : await readBytes(file);
  } catch (error) {
    return { reason: describeError(error) };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { reason: 'is not text in UTF-8' };
  }
  return text.includes('\u0000')
    ? { reason: 'is not text: it holds NUL' }
    : { text };
}

class FileError extends Error {}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    length += chunk.length;
    if (length > MAX_BYTES) {
      throw new FileError(`has more than ${MAX_BYTES} bytes: no more are read`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readBytes(file: string): Promise<Uint8Array> {
  // Without blocking: a pipe that nobody writes to would keep the command waiting.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw new FileError(
        stats.isDirectory()
          ? 'is a folder'
          : `is no regular file: name '${STANDARD_INPUT}' to read the standard input`,
      );
    }
    if (stats.size > MAX_BYTES) {
      throw new FileError(
        `has ${stats.size} bytes: at most ${MAX_BYTES} are read, and Kubernetes stores less in one object`,
      );
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function describeError(error: unknown): string {
  if (error instanceof FileError) {
    return error.message;
  }
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EISDIR':
      return 'is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read';
    default:
      return `cannot be read (${code ?? error})`;
  }
}
