import { ConflictError } from '@backstage/errors';
import {
  classifyGithubError,
  moveReferences,
  readBranch,
} from '@openportal/github-node';
import { isSameImage } from '@openportal/plugin-deploy-common';
import { CommitObject } from '../access/ContentCaches';
import { recordMessage } from '../records/DeploymentRecord';
import { BranchChange } from './BranchChange';
import { Move, Relation } from './planMove';

const SEARCHED_RECORDS = 50;

/** The files to go back to: those that the environment had with the image, or else those of its source. */
async function findTree(
  context: BranchChange,
  source: CommitObject,
): Promise<string> {
  const { repository, records, change } = context;
  const earlier = (
    await records.list(repository, change.target, SEARCHED_RECORDS)
  ).find(({ image }) => isSameImage(image, change.image));
  return earlier ? (await repository.commit(earlier.commit)).tree : source.tree;
}

/** The files of the branch with those of the source merged into them, as git merges. */
async function mergeTrees(
  { repository, change, branch }: BranchChange,
  head: string,
  source: CommitObject,
): Promise<string> {
  const { octokit, place } = repository;
  const scratch = `openportal/${change.target.environment}/merge-${change.operationId}`;
  const ref = `refs/heads/${scratch}`;
  const left = await readBranch({ ...repository.location, branch: scratch });
  const { nodeId } = repository.details;
  const remove = (before: string) =>
    moveReferences({
      ...repository.location,
      nodeId,
      moves: [{ ref, before }],
    });
  if (left) {
    // A killed process left it behind.
    await remove(left);
  }
  await repository.call(`create branch "${scratch}"`, () =>
    octokit.rest.git.createRef({ ...place, ref, sha: head }),
  );
  try {
    const { data } = await octokit.rest.repos.merge({
      ...place,
      base: scratch,
      head: source.sha,
    });
    return data.commit.tree.sha;
  } catch (error) {
    repository.location.signal?.throwIfAborted();
    throw classifyGithubError(error).status === 409
      ? new ConflictError(
          `'${branch}' of "${
            repository.name
          }" has changes of its own that conflict with ${source.sha.slice(
            0,
            7,
          )}; merge that into the branch by hand, then promote again`,
        )
      : repository.failure(error, `merge into branch "${branch}"`);
  } finally {
    const now = await readBranch({ ...repository.location, branch: scratch });
    if (now) {
      await remove(now);
    }
  }
}

/** Writes the commit that holds the change; nobody sees it until a branch leads to it. */
export async function writeBranchCommit(
  context: BranchChange,
  options: {
    move: Move;
    head: string;
    source: CommitObject;
    relation: Relation;
  },
): Promise<string> {
  const { repository, change } = context;
  const { move, head, source, relation } = options;
  if (move === 'fast-forward') {
    return source.sha;
  }
  const tree = await treeOf();
  const { data } = await repository.call('write a commit', () =>
    repository.octokit.rest.git.createCommit({
      ...repository.place,
      message: recordMessage(change),
      tree,
      parents:
        relation === 'contained' || move === 'restore'
          ? [head]
          : [head, source.sha],
    }),
  );
  return data.sha;

  async function treeOf(): Promise<string> {
    if (move === 'restore') {
      return findTree(context, source);
    }
    return relation === 'ahead'
      ? source.tree
      : mergeTrees(context, head, source);
  }
}
