import { listCommits, mergeBase, readCommit } from './history';
import type { Signature } from './model';
import { remembered } from './remembered';
import { git } from './run';
import { writeCommit } from './write';

const REMEMBERED_MERGES = 1_000;
const CONFLICT = 'conflict';

const merged = remembered(
  REMEMBERED_MERGES,
  async (folder, base: string, head: string) => {
    const { stdout, exitCode } = await git(
      folder,
      ['merge-tree', '--write-tree', '--name-only', '-z', base, head],
      { answers: [1, 128] },
    );
    // Commits that have nothing in common, or are not there.
    if (exitCode === 128) return undefined;
    return exitCode === 0 ? stdout.toString('utf8').slice(0, 40) : CONFLICT;
  },
);

/** The tree of a real three-way merge; `undefined` on conflict or when the histories have nothing in common. */
export async function mergeTrees(
  folder: string,
  base: string,
  head: string,
): Promise<string | undefined> {
  const tree = await merged(folder, base, head);
  return tree === CONFLICT ? undefined : tree;
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
