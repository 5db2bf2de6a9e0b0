import { createHash, randomUUID } from 'node:crypto';
import {
  access,
  mkdir,
  readFile,
  rename,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';

const compress = promisify(deflate);
const decompress = promisify(inflate);

/** The files of the repository do not tell: it is packed, or the name needs git's own rules. Git has to be asked. */
export class UnclearError extends Error {}

/** Looks into the files of a repository; where those do not tell, git does. Starting git costs far more than a look. */
export async function lookOrAsk<T>(
  look: () => Promise<T>,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof UnclearError) return ask();
    throw error;
  }
}

export function isSha(name: string): boolean {
  return /^[0-9a-f]{40}$/.test(name);
}

/** An object as git stores it: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
export interface LooseObject {
  type: string;
  content: Buffer;
}

function folderOf(repository: string, sha: string): string {
  return join(repository, 'objects', sha.slice(0, 2));
}

/** Reads an object that has a file of its own. */
export async function readLooseObject(
  repository: string,
  sha: string,
): Promise<LooseObject> {
  if (!isSha(sha)) throw new UnclearError();
  let data: Buffer;
  try {
    data = await decompress(
      await readFile(join(folderOf(repository, sha), sha.slice(2))),
    );
  } catch {
    throw new UnclearError();
  }
  const end = data.indexOf(0);
  const [type] = data.toString('latin1', 0, end).split(' ', 1);
  return { type, content: data.subarray(end + 1) };
}

/** Whether an object has a file of its own. */
export async function isLooseObject(
  repository: string,
  sha: string,
): Promise<boolean> {
  try {
    await access(join(folderOf(repository, sha), sha.slice(2)));
    return true;
  } catch {
    return false;
  }
}

/** Writes an object, unless it is there; answers with its name. */
export async function writeLooseObject(
  repository: string,
  { type, content }: LooseObject,
): Promise<string> {
  // Only here, so that no folder springs up where there is no repository.
  await stat(join(repository, 'objects'));
  const data = Buffer.concat([
    Buffer.from(`${type} ${content.length}\0`),
    content,
  ]);
  const sha = createHash('sha1').update(data).digest('hex');
  if (await isLooseObject(repository, sha)) return sha;
  const folder = folderOf(repository, sha);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `tmp_obj_${randomUUID()}`);
  await writeFile(temporary, await compress(data), { mode: 0o444 });
  // Whoever reads it meanwhile sees all of it, or none.
  await rename(temporary, join(folder, sha.slice(2)));
  return sha;
}
