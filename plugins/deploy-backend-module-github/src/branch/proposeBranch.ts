import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  classifyGithubError,
  ensurePullRequest,
  readBranch,
} from '@openportal/github-node';
import {
  displayVersion,
  isSameImage,
  provesImage,
  sourceCommitOf,
} from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  DesiredChange,
  operationBranch,
} from '@openportal/plugin-deploy-node';
import { CommitObject } from '../access/ContentCaches';
import { GitRepository } from '../access/GitRepository';
import { readRecordMessage } from '../records/DeploymentRecord';
import { addLabels } from '../state/addLabels';
import { findOperationPull } from '../state/findChange';
import { BranchChange } from './BranchChange';
import { planMove, Relation } from './planMove';
import { impliesImage, readBranchImage } from './readBranchVersion';
import { writeBranchCommit } from './writeBranchCommit';

const MAX_ATTEMPTS = 5;

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
  // A tag alone says nothing about the digest that is wanted.
  if (current && provesImage(current, image)) {
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
  const commit = await writeBranchCommit(context, {
    move,
    head,
    source,
    relation,
  });
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
    // What somebody pushed meanwhile is not what the operation is about.
    headSha: there ?? commit,
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
