import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EMPTY_TREE, ZERO_SHA, type Commit, type Signature } from './model';
import { readCommit } from './history';
import { lookOrAsk, writeLooseObject } from './looseFiles';
import { isPlainReference } from './looseReferences';
import { writeLooseCommit, writeLooseTree } from './looseWrites';
import { resolveCommit } from './read';
import { updateReference } from './references';
import { git, gitText } from './run';

/** The configuration of a repository, as git writes it on this machine. */
let configuration: string | undefined;

/** Makes a repository. */
export async function initRepository(
  folder: string,
  parent: string,
  defaultBranch: string,
): Promise<void> {
  const branch = `refs/heads/${defaultBranch}`;
  if (configuration === undefined || !isPlainReference(branch)) {
    await git(parent, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--initial-branch=${defaultBranch}`,
      folder,
    ]);
    configuration = await readFile(join(folder, 'config'), 'utf8');
    return;
  }
  for (const name of [
    'objects/info',
    'objects/pack',
    'refs/heads',
    'refs/tags',
  ]) {
    await mkdir(join(folder, name), { recursive: true });
  }
  await writeFile(join(folder, 'config'), configuration);
  await writeFile(join(folder, 'HEAD'), `ref: ${branch}\n`);
}

export async function setHead(folder: string, branch: string): Promise<void> {
  await git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
}

export async function writeBlob(
  folder: string,
  content: Buffer | string,
): Promise<string> {
  return writeLooseObject(folder, {
    type: 'blob',
    content: Buffer.from(content),
  });
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
  return lookOrAsk(
    () => writeLooseTree(folder, base, changes),
    () => writeTreeByIndex(folder, base, changes),
  );
}

async function writeTreeByIndex(
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
  const whole = { ...commit, committer: commit.committer ?? commit.author };
  return lookOrAsk(
    () => writeLooseCommit(folder, whole),
    () => askForCommit(folder, whole),
  );
}

function askForCommit(
  folder: string,
  { tree, parents, message, author, committer }: Omit<Commit, 'sha'>,
): Promise<string> {
  return gitText(
    folder,
    [
      'commit-tree',
      tree,
      ...parents.flatMap(parent => ['-p', parent]),
      '-F',
      '-',
    ],
    {
      input: message,
      env: {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_AUTHOR_DATE: author.date,
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        GIT_COMMITTER_DATE: committer.date,
      },
    },
  );
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
