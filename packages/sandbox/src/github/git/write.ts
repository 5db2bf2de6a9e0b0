import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EMPTY_TREE, ZERO_SHA, type Signature } from './model';
import { listCommits, mergeBase, readCommit, resolveCommit } from './read';
import { git, GitCommandError, gitText } from './run';

export async function initRepository(
  folder: string,
  parent: string,
  defaultBranch: string,
): Promise<void> {
  await git(parent, [
    'init',
    '--quiet',
    '--bare',
    '--template=',
    `--initial-branch=${defaultBranch}`,
    folder,
  ]);
}

export async function setHead(folder: string, branch: string): Promise<void> {
  await git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
}

export async function writeBlob(
  folder: string,
  content: Buffer | string,
): Promise<string> {
  return gitText(folder, ['hash-object', '-w', '--stdin'], { input: content });
}

export interface TreeChange {
  path: string;
  /** undefined removes the path. */
  sha: string | undefined;
  mode?: string;
}

/** Writes a tree that differs from a base tree by some changes. A whole folder can be put in place by its tree sha. */
export async function writeTree(
  folder: string,
  base: string | undefined,
  changes: TreeChange[],
): Promise<string> {
  const index = join(folder, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    if (base && base !== EMPTY_TREE) {
      await git(folder, ['read-tree', base], { env });
    }
    const lines = changes
      .filter(it => it.mode !== '040000')
      .map(it =>
        it.sha
          ? `${it.mode ?? '100644'} ${it.sha}\t${it.path}\0`
          : `0 ${ZERO_SHA}\t${it.path}\0`,
      );
    if (lines.length > 0) {
      await git(
        folder,
        ['update-index', '--add', '--replace', '-z', '--index-info'],
        { env, input: lines.join('') },
      );
    }
    for (const change of changes.filter(it => it.mode === '040000')) {
      await git(
        folder,
        ['read-tree', `--prefix=${change.path}/`, change.sha ?? EMPTY_TREE],
        { env },
      );
    }
    return await gitText(folder, ['write-tree'], { env });
  } finally {
    await rm(index, { force: true });
  }
}

export interface NewCommit {
  tree: string;
  parents: string[];
  message: string;
  author: Signature;
  committer?: Signature;
}

export async function writeCommit(
  folder: string,
  commit: NewCommit,
): Promise<string> {
  const committer = commit.committer ?? commit.author;
  return gitText(
    folder,
    [
      'commit-tree',
      commit.tree,
      ...commit.parents.flatMap(parent => ['-p', parent]),
      '-F',
      '-',
    ],
    {
      input: commit.message,
      env: {
        GIT_AUTHOR_NAME: commit.author.name,
        GIT_AUTHOR_EMAIL: commit.author.email,
        GIT_AUTHOR_DATE: commit.author.date,
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        GIT_COMMITTER_DATE: committer.date,
      },
    },
  );
}

/** Moves a ref only when it still has the value that was read before; says whether it did. */
export async function updateReference(
  folder: string,
  name: string,
  sha: string,
  expected: string | undefined,
): Promise<boolean> {
  try {
    await git(folder, ['update-ref', name, sha, expected ?? ZERO_SHA]);
    return true;
  } catch (error) {
    if (error instanceof GitCommandError) return false;
    throw error;
  }
}

export async function deleteReference(
  folder: string,
  name: string,
  expected: string,
): Promise<boolean> {
  try {
    await git(folder, ['update-ref', '-d', name, expected]);
    return true;
  } catch (error) {
    if (error instanceof GitCommandError) return false;
    throw error;
  }
}

/** The tree of a real three-way merge; `undefined` on conflict or when the histories have nothing in common. */
export async function mergeTrees(
  folder: string,
  base: string,
  head: string,
): Promise<string | undefined> {
  const { stdout, exitCode } = await git(
    folder,
    ['merge-tree', '--write-tree', '--name-only', '-z', base, head],
    { answers: [1, 128] },
  );
  if (exitCode !== 0) return undefined;
  return stdout.toString('utf8').slice(0, 40);
}

/** Replays the commits of head on base, as "rebase and merge" does; `undefined` on conflict. */
export async function rebaseCommits(
  folder: string,
  base: string,
  head: string,
  committer: Signature,
): Promise<string | undefined> {
  if (!(await mergeBase(folder, base, head))) return undefined;
  const commits = await listCommits(folder, {
    from: head,
    notFrom: base,
    oldestFirst: true,
  });
  let tip = base;
  for (const commit of commits.filter(it => it.parents.length === 1)) {
    const tipCommit = await readCommit(folder, tip);
    // This git can not be told the merge base, so a stand-in commit gives it the wanted one: the commit's own parent.
    const standIn = await writeCommit(folder, {
      tree: tipCommit.tree,
      parents: commit.parents,
      message: 'stand-in',
      author: committer,
    });
    const tree = await mergeTrees(folder, standIn, commit.sha);
    if (!tree) return undefined;
    tip = await writeCommit(folder, {
      tree,
      parents: [tip],
      message: commit.message,
      author: commit.author,
      committer,
    });
  }
  return tip;
}

export interface FilesCommit {
  branch: string;
  /** The commit to build on; `undefined` makes the first commit of the branch. */
  parent: string | undefined;
  /** The branch does not exist yet and starts at the parent. */
  isNewBranch?: boolean;
  message: string;
  author: Signature;
  committer?: Signature;
  /** Content per path; `undefined` deletes. */
  files: Record<string, Buffer | string | undefined>;
}

/** Writes one commit with all changes and moves the branch to it; `undefined` when the branch moved meanwhile. */
export async function commitFiles(
  folder: string,
  options: FilesCommit,
): Promise<string | undefined> {
  const changes: TreeChange[] = [];
  for (const [path, content] of Object.entries(options.files)) {
    const sha =
      content === undefined ? undefined : await writeBlob(folder, content);
    changes.push({ path, sha });
  }
  const base = options.parent
    ? (await readCommit(folder, options.parent)).tree
    : undefined;
  const sha = await writeCommit(folder, {
    tree: await writeTree(folder, base, changes),
    parents: options.parent ? [options.parent] : [],
    message: options.message,
    author: options.author,
    committer: options.committer,
  });
  const moved = await updateReference(
    folder,
    `refs/heads/${options.branch}`,
    sha,
    options.isNewBranch ? undefined : options.parent,
  );
  return moved ? sha : undefined;
}

/** The current commit of a branch, read at once and without any search. */
export async function branchTip(
  folder: string,
  branch: string,
): Promise<string | undefined> {
  return resolveCommit(folder, `refs/heads/${branch}`);
}

/** One move of several that happen together. */
export interface ReferenceMove {
  name: string;
  /** The value it must still have; `ZERO_SHA` where it must not exist, undefined where that does not matter. */
  before: string | undefined;
  /** `ZERO_SHA` removes it. */
  after: string;
}

/** Moves several refs, all or none; says whether it did. */
export async function updateReferences(
  folder: string,
  moves: ReferenceMove[],
): Promise<boolean> {
  try {
    // With -z a missing old value is an empty field.
    await git(folder, ['update-ref', '--stdin', '-z'], {
      input: moves
        .map(
          ({ name, before, after }) =>
            `update ${name}\0${after}\0${before ?? ''}\0`,
        )
        .join(''),
    });
    return true;
  } catch (error) {
    if (error instanceof GitCommandError) return false;
    throw error;
  }
}

/** Writes an annotated tag object; no ref points to it yet. */
export async function writeTag(
  folder: string,
  tag: {
    name: string;
    object: string;
    type: string;
    message: string;
    tagger: Signature;
  },
): Promise<string> {
  const { name, object, type, message, tagger } = tag;
  const seconds = Math.floor(Date.parse(tagger.date) / 1000);
  return gitText(folder, ['mktag', '--no-strict'], {
    input: `object ${object}\ntype ${type}\ntag ${name}\ntagger ${tagger.name} <${tagger.email}> ${seconds} +0000\n\n${message}\n`,
  });
}
