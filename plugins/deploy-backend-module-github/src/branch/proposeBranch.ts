import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  classifyGithubError,
  ensurePullRequest,
  moveReferences,
  readBranch,
} from '@openportal/github-node';
import {
  displayVersion,
  isSameImage,
  sourceCommitOf,
} from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  DesiredChange,
  operationBranch,
} from '@openportal/plugin-deploy-node';
import { CommitObject, GitRepository } from '../access/GitRepository';
import { readRecordMessage, recordMessage } from '../records/DeploymentRecord';
import { DeploymentRecords } from '../records/DeploymentRecords';
import { addLabels } from '../state/addLabels';
import { findOperationPull } from '../state/findChange';
import { Move, planMove, Relation } from './planMove';
import { impliesImage, readBranchImage } from './readBranchVersion';

const MAX_ATTEMPTS = 5;
const SEARCHED_RECORDS = 50;

/** A change to carry out on the branch of an environment. */
export interface BranchChange {
  repository: GitRepository;
  records: DeploymentRecords;
  change: DesiredChange;
  /** Branch of the environment. */
  branch: string;
}

/** The branch moved between reading and writing; nothing was written. */
class BranchMovedError extends ConflictError {}

function movedWhere(error: unknown): unknown {
  return error instanceof ConflictError
    ? new BranchMovedError(error.message)
    : error;
}

async function relationTo(
  repository: GitRepository,
  head: string,
  source: string,
): Promise<Relation> {
  if (await repository.contains(head, source)) {
    return 'contained';
  }
  return (await repository.contains(source, head)) ? 'ahead' : 'diverged';
}

/** The commit that the wanted image was built from, in full. */
async function findSource({
  repository,
  change,
}: BranchChange): Promise<CommitObject> {
  const named = change.sourceCommit ?? sourceCommitOf(change.image);
  if (named === undefined || !/^[0-9a-f]{7,40}$/.test(named)) {
    throw new InputError(
      `Nobody knows which commit '${change.image}' was built from, so that no branch can be moved to it; label the image with org.opencontainers.image.revision, or tag it sha-<commit>`,
    );
  }
  try {
    const { data } = await repository.octokit.rest.repos.getCommit({
      ...repository.place,
      ref: named,
      per_page: 1,
    });
    return await repository.commit(data.sha);
  } catch (error) {
    repository.location.signal?.throwIfAborted();
    const { kind } = classifyGithubError(error);
    throw kind === 'not-found' || kind === 'invalid'
      ? new NotFoundError(
          `The repository "${repository.name}" has no commit '${named}', which '${change.image}' was built from; correct the annotation openportal.dev/gitops-repo, or push the commit`,
        )
      : repository.failure(error, `read commit "${named}"`);
  }
}

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
async function writeCommit(
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

async function propose(context: BranchChange): Promise<ChangeRef> {
  const { repository, records, change, branch } = context;
  const { target, operationId, image, mode } = change;
  const known = await findBranchChange(context);
  if (known) {
    return known;
  }
  const head = await repository.head(branch);
  const current = await readBranchImage({ repository, records, target, head });
  const { expectedImage } = change;
  if (current && isSameImage(current, image)) {
    return { kind: 'unchanged', commit: head, url: repository.commitUrl(head) };
  }
  if (expectedImage && !(current && isSameImage(current, expectedImage))) {
    throw new ConflictError(
      `'${target.environment}' was changed meanwhile: '${branch}' is at ${
        current ? displayVersion(current) : 'an unknown version'
      } ('${current ?? head}') instead of ${displayVersion(
        expectedImage,
      )} ('${expectedImage}'); look at it again before you decide`,
    );
  }
  const source = await findSource(context);
  const relation = await relationTo(repository, head, source.sha);
  const move = planMove({
    kind: change.kind,
    mode,
    relation,
    impliesImage: impliesImage(image, source.sha),
  });
  const commit = await writeCommit(context, { move, head, source, relation });
  if (mode === 'pull-request') {
    return openPull(context, commit);
  }
  try {
    await records.write(
      repository,
      { ...change, target, operationId, commit },
      [{ ref: `refs/heads/${branch}`, before: head, after: commit }],
    );
  } catch (error) {
    throw movedWhere(error);
  }
  return { kind: 'commit', commit, url: repository.commitUrl(commit) };
}

async function openPull(
  { repository, change, branch }: BranchChange,
  commit: string,
): Promise<ChangeRef> {
  const head = operationBranch(change.target.environment, change.operationId);
  const there = await readBranch({ ...repository.location, branch: head });
  if (!there) {
    await repository.call(`create branch "${head}"`, () =>
      repository.octokit.rest.git.createRef({
        ...repository.place,
        ref: `refs/heads/${head}`,
        sha: commit,
      }),
    );
  } else {
    // After a crash the branch is there already; it must be ours.
    const { message } = await repository.commit(there);
    if (readRecordMessage(message)?.operationId !== change.operationId) {
      throw new ConflictError(
        `The branch "${head}" of "${repository.name}" is at a commit of somebody else; remove it, then ask again`,
      );
    }
  }
  const pull = await ensurePullRequest({
    ...repository.location,
    head,
    base: branch,
    title: change.title,
    body: change.body,
  });
  await addLabels(repository, pull.number, change.labels);
  return {
    kind: 'pull-request',
    number: pull.number,
    url: pull.url,
    branch: pull.headBranch,
    headSha: pull.headOid,
  };
}

/** What an earlier call made of an operation: its deployment, or its pull request. */
export async function findBranchChange(
  options: Omit<BranchChange, 'change'> & {
    change: Pick<DesiredChange, 'target' | 'operationId'>;
  },
): Promise<ChangeRef | undefined> {
  const { repository, records, branch, change } = options;
  const { target, operationId } = change;
  const pull = await findOperationPull({
    repository,
    target,
    branch,
    operationId,
  });
  if (pull) {
    return pull;
  }
  const record = await records.find(repository, operationId);
  return (
    record && {
      kind: 'commit',
      commit: record.commit,
      url: repository.commitUrl(record.commit),
    }
  );
}

/** Carries a change out once; when the branch moved in between, all of it is decided anew. */
export async function proposeBranch(context: BranchChange): Promise<ChangeRef> {
  for (let round = 1; ; round += 1) {
    try {
      return await propose(context);
    } catch (error) {
      if (!(error instanceof BranchMovedError) || round >= MAX_ATTEMPTS) {
        throw error;
      }
    }
  }
}
