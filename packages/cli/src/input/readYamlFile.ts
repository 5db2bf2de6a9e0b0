import { JsonValue } from '@backstage/types';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isScalar, parseAllDocuments } from 'yaml';

/** Kubernetes stores at most 1.5 MiB in one object; YAML takes some more characters for it. */
const MAX_BYTES = 3 * 1024 * 1024;
const MAX_PROBLEMS = 10;
const MAX_ALIASES = 100;

/** What is wrong, and where: a line, or the file as a whole. */
export interface Problem {
  path: string;
  reason: string;
}

/** The document of a file, or what is wrong with it. */
export type YamlFile =
  | { value: JsonValue; text: string; problems?: undefined }
  | { value?: undefined; text?: undefined; problems: Problem[] };

/** Reads a file with one YAML or JSON document. Never throws for what a file may be or hold. */
export async function readYamlFile(file: string): Promise<YamlFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(file);
  } catch (error) {
    return { problems: [{ path: 'file', reason: describeError(error) }] };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problems: [{ path: 'file', reason: 'is not text in UTF-8' }] };
  }
  return parseYaml(text);
}

class FileError extends Error {}

async function readBytes(file: string): Promise<Uint8Array> {
  // Without blocking: a pipe that nobody writes to would keep the command waiting.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw new FileError(
        stats.isDirectory() ? 'is a folder' : 'is no regular file',
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

function parseYaml(text: string): YamlFile {
  if (text.includes('\u0000')) {
    return {
      problems: [{ path: 'file', reason: 'is not text: it holds NUL' }],
    };
  }
  const documents = parseAllDocuments(text).filter(
    // What follows a last `---` is no document of its own.
    ({ contents, errors }) =>
      errors.length > 0 ||
      !(contents === null || (isScalar(contents) && contents.value === null)),
  );
  const broken = documents.flatMap(({ errors, warnings }) => [
    ...errors,
    ...warnings,
  ]);
  if (broken.length) {
    return {
      problems: broken.slice(0, MAX_PROBLEMS).map(({ linePos, message }) => ({
        path: `line ${linePos?.[0].line ?? 1}`,
        reason: `is not valid YAML: ${message
          .split('\n')[0]
          .replace(/ at line \d+, column \d+:?$/, '')}`,
      })),
    };
  }
  if (documents.length !== 1) {
    const reason = documents.length
      ? `holds ${documents.length} documents: it must be one`
      : 'is empty';
    return { problems: [{ path: 'file', reason }] };
  }
  try {
    return { value: documents[0].toJS({ maxAliasCount: MAX_ALIASES }), text };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      problems: [{ path: 'file', reason: `is not valid YAML: ${reason}` }],
    };
  }
}
