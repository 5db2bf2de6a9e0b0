import { readLooseObject, UnclearError } from './looseFiles';
import { findLooseCommit, readLooseCommit } from './looseReads';
import type { Commit, LogOptions } from './model';

const REMEMBERED = 20_000;
const LONGEST = 2_000;

/** A commit never gets other parents. */
const remembered = new Map<string, string[]>();

async function parentsOf(folder: string, sha: string): Promise<string[]> {
  const key = `${folder}\0${sha}`;
  const known = remembered.get(key);
  if (known) return known;
  const { type, content } = await readLooseObject(folder, sha);
  if (type !== 'commit') throw new UnclearError();
  const text = content.toString('latin1');
  const parents = text
    .slice(0, text.indexOf('\n\n'))
    .split('\n')
    .filter(line => line.startsWith('parent '))
    .map(line => line.slice('parent '.length));
  remembered.set(key, parents);
  if (remembered.size > REMEMBERED) {
    const [oldest] = remembered.keys();
    remembered.delete(oldest);
  }
  return parents;
}

/** The commit that a sha or a full ref name stands for. */
async function commitOf(folder: string, name: string): Promise<string> {
  const sha = await findLooseCommit(folder, [name]);
  if (!sha) throw new UnclearError();
  return sha;
}

/** A commit, and all that it is based on. */
async function ancestorsOf(folder: string, name: string): Promise<Set<string>> {
  const found = new Set([await commitOf(folder, name)]);
  // What is added on the way is visited, too.
  for (const sha of found) {
    if (found.size > LONGEST) throw new UnclearError();
    for (const parent of await parentsOf(folder, sha)) found.add(parent);
  }
  return found;
}

export async function isLooseAncestor(
  folder: string,
  ancestor: string,
  descendant: string,
): Promise<boolean> {
  const found = await ancestorsOf(folder, descendant);
  return found.has(await commitOf(folder, ancestor));
}

export async function countLooseCommits(
  folder: string,
  from: string,
  notFrom: string,
): Promise<number> {
  const hidden = await ancestorsOf(folder, notFrom);
  return [...(await ancestorsOf(folder, from))].filter(it => !hidden.has(it))
    .length;
}

/** The last commit that two have in common; which one, where there are several, is for git to say. */
export async function findLooseMergeBase(
  folder: string,
  left: string,
  right: string,
): Promise<string | undefined> {
  const others = await ancestorsOf(folder, right);
  const common = [...(await ancestorsOf(folder, left))].filter(it =>
    others.has(it),
  );
  const bases = new Set(common);
  for (const sha of common) {
    for (const parent of await parentsOf(folder, sha)) bases.delete(parent);
  }
  if (bases.size > 1) throw new UnclearError();
  return [...bases].at(0);
}

/** The commits of a history without merges; their order, where there are some, is for git to say. */
export async function listLooseCommits(
  folder: string,
  options: LogOptions,
): Promise<Commit[]> {
  const { from, notFrom, skip = 0, oldestFirst } = options;
  const limit = options.limit || Infinity;
  if (options.path || options.author || options.since || options.until) {
    throw new UnclearError();
  }
  const hidden = notFrom
    ? await ancestorsOf(folder, notFrom)
    : new Set<string>();
  const shas: string[] = [];
  let sha: string | undefined = await commitOf(folder, from);
  while (sha && !hidden.has(sha) && shas.length < skip + limit) {
    const parents: string[] = await parentsOf(folder, sha);
    if (parents.length > 1 || shas.length > LONGEST) throw new UnclearError();
    shas.push(sha);
    [sha] = parents;
  }
  const wanted = shas.slice(skip);
  if (oldestFirst) wanted.reverse();
  return Promise.all(wanted.map(it => readLooseCommit(folder, it)));
}
