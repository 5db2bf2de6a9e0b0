import {
  access,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isSha, readLooseObject, UnclearError } from './looseFiles';

/** A name without anything that git has a rule about. */
export function isPlainReference(name: string): boolean {
  return (
    name === 'HEAD' ||
    (/^refs(\/\w[\w.+=,%#-]*)+$/.test(name) &&
      !/\.\.|\.lock(\/|$)|\.(\/|$)/.test(name))
  );
}

const ABSENT = ['ENOENT', 'ENOTDIR', 'EISDIR'];

/** What a full ref name points at; `undefined` when there is no such ref. */
export async function readLooseReference(
  repository: string,
  name: string,
): Promise<string | undefined> {
  if (!isPlainReference(name)) throw new UnclearError();
  let text: string;
  try {
    text = await readFile(join(repository, name), 'latin1');
  } catch (error) {
    if (!ABSENT.includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw new UnclearError();
    }
    return refuseIfPacked(repository);
  }
  const [, target] = /^ref: (refs\/.+)\n$/.exec(text) ?? [];
  if (target && name === 'HEAD') return readLooseReference(repository, target);
  const sha = text.trim();
  if (!isSha(sha)) throw new UnclearError();
  return sha;
}

/** Refs without a file of their own may stand in a common one. */
async function refuseIfPacked(repository: string): Promise<undefined> {
  try {
    await access(join(repository, 'packed-refs'));
  } catch {
    return undefined;
  }
  throw new UnclearError();
}

/** The full names of all refs, sorted. */
export async function listLooseReferences(
  repository: string,
): Promise<string[]> {
  let names: string[];
  try {
    const files = await readdir(join(repository, 'refs'), {
      recursive: true,
      withFileTypes: true,
    });
    names = files
      .filter(file => file.isFile() && !file.name.endsWith('.lock'))
      .map(file => relative(repository, join(file.parentPath, file.name)))
      .map(name => name.split(sep).join('/'));
  } catch {
    throw new UnclearError();
  }
  // Afterwards: git writes the common file before it removes the others.
  await refuseIfPacked(repository);
  return names.toSorted();
}

/** What becomes of a ref. */
interface ReferenceChange {
  /** `undefined` removes it. */
  after: string | undefined;
  /** Whether it may be changed when it has this value. */
  isExpected(before: string | undefined): boolean;
}

async function refuseUnusual(
  repository: string,
  name: string,
  after: string | undefined,
): Promise<void> {
  const type = after && (await readLooseObject(repository, after)).type;
  const isBranch = name.startsWith('refs/heads/');
  if (
    !isPlainReference(name) ||
    name === 'HEAD' ||
    (type && isBranch && type !== 'commit')
  ) {
    throw new UnclearError();
  }
  await refuseIfPacked(repository);
}

/**
 * Moves or removes a ref as git does, so that both can work on a repository: whoever makes the lock file may do it.
 *
 * @returns whether it had the value that it must have
 */
export async function changeLooseReference(
  repository: string,
  name: string,
  { after, isExpected }: ReferenceChange,
): Promise<boolean> {
  await refuseUnusual(repository, name, after);
  const file = join(repository, name);
  const lock = `${file}.lock`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(lock, after ? `${after}\n` : '', { flag: 'wx' });
  } catch {
    throw new UnclearError();
  }
  let isLocked = true;
  try {
    if (!isExpected(await readLooseReference(repository, name))) return false;
    if (after) {
      await rename(lock, file);
      // From now on a lock file is somebody else's.
      isLocked = false;
    } else {
      await rm(file);
    }
    return true;
  } catch {
    // There may be a folder of that name.
    throw new UnclearError();
  } finally {
    if (isLocked) await rm(lock, { force: true });
  }
}
