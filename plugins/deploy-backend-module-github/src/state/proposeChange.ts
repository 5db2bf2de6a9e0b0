import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  commitFiles,
  ensureBranch,
  ensurePullRequest,
  readBranch,
  toGithubError,
} from '@openportal/github-node';
import { displayVersion, isSameImage } from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  DesiredChange,
  OPERATION_TRAILER,
  operationBranch,
  operationOfCommitMessage,
} from '@openportal/plugin-deploy-node';
import { editImage } from '../manifest/editImage';
import { GitRepository } from '../repository/GitRepository';
import { findChange } from './findChange';
import { Manifest, imageQueryOf, readManifest } from './readManifest';

const MAX_ATTEMPTS = 5;
/** Pushes with this in the message start no build: the image that they write is built already. */
const SKIP_CI = '[skip ci]';

/** The branch got another commit between reading and writing; nothing was written. */
class BranchMovedError extends ConflictError {}

interface Context {
  repository: GitRepository;
  change: DesiredChange;
  /** Branch of the environment. */
  branch: string;
}

async function manifestAt(
  { repository, change }: Context,
  revision: string,
): Promise<Manifest> {
  const { target } = change;
  const manifest = await readManifest(repository, target, revision);
  if (!manifest) {
    throw new NotFoundError(
      `The repository "${repository.name}" has no '${target.manifestPath}', so there is nothing to write for '${target.environment}'; add its manifests first`,
    );
  }
  return manifest;
}

function assertExpected({ change }: Context, manifest: Manifest): void {
  const { expectedImage, target } = change;
  if (expectedImage && !isSameImage(manifest.image, expectedImage)) {
    throw new ConflictError(
      `'${target.environment}' was changed meanwhile: '${
        manifest.path
      }' names ${displayVersion(manifest.image)} ('${
        manifest.image
      }') instead of ${displayVersion(
        expectedImage,
      )} ('${expectedImage}'); look at it again before you decide`,
    );
  }
}

async function commitEdit(
  { repository, change }: Context,
  options: {
    manifest: Manifest;
    branch: string;
    head: string;
    title: string;
  },
): Promise<string> {
  const { manifest, branch, head, title } = options;
  const { text } = editImage(manifest.text, {
    ...imageQueryOf(change.target),
    newImage: change.image,
  });
  try {
    const { oid } = await commitFiles({
      ...repository.location,
      branch,
      expectedHeadOid: head,
      message: [title, change.body].filter(Boolean).join('\n\n'),
      additions: [{ path: manifest.path, content: text }],
      trailers: [{ key: OPERATION_TRAILER, value: change.operationId }],
    });
    return oid;
  } catch (error) {
    throw error instanceof ConflictError
      ? new BranchMovedError(error.message)
      : error;
  }
}

async function proposeCommit(
  context: Context,
  head: string,
  manifest: Manifest,
): Promise<ChangeRef> {
  const { repository, change, branch } = context;
  const commit = await commitEdit(context, {
    manifest,
    branch,
    head,
    title: `${change.title} ${SKIP_CI}`,
  });
  // Read back, so that this call and every later one answer alike.
  return (
    (await findChange({
      repository,
      target: change.target,
      branch,
      operationId: change.operationId,
    })) ?? { kind: 'commit', commit }
  );
}

async function isWritten(
  { repository, change }: Context,
  head: string,
): Promise<boolean> {
  const [commit] = await repository.commits({ revision: head, limit: 1 });
  return (
    commit !== undefined &&
    operationOfCommitMessage(commit.message) === change.operationId
  );
}

async function proposePullRequest(context: Context): Promise<ChangeRef> {
  const { repository, change, branch } = context;
  const head = operationBranch(change.target.environment, change.operationId);
  // After a crash the branch may be there already, with or without our commit.
  const { headOid } = await ensureBranch({
    ...repository.location,
    branch: head,
    baseBranch: branch,
  });
  if (!(await isWritten(context, headOid))) {
    const manifest = await manifestAt(context, headOid);
    assertExpected(context, manifest);
    // Without `[skip ci]`: it would keep the checks that the branch protection waits for from running.
    await commitEdit(context, {
      manifest,
      branch: head,
      head: headOid,
      title: change.title,
    });
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

async function addLabels(
  repository: GitRepository,
  number: number,
  labels: string[],
): Promise<void> {
  if (labels.length === 0) {
    return;
  }
  const { octokit, owner, repo } = repository;
  try {
    await octokit.rest.issues.addLabels({
      owner,
      repo,
      issue_number: number,
      labels,
    });
  } catch (error) {
    throw toGithubError(error, {
      action: `label pull request #${number}`,
      repository: repository.name,
    });
  }
}

/**
 * Writes a change once. Looks first for what an earlier call wrote, compares with what the author saw, and writes only
 * onto the revision that was read; when the branch moved in between, all of that is done again.
 */
export async function proposeChange(context: Context): Promise<ChangeRef> {
  const { repository, change, branch } = context;
  const { target, operationId, image } = change;
  for (let attempt = 1; ; attempt += 1) {
    const found = await findChange({
      repository,
      target,
      branch,
      operationId,
    });
    if (found) {
      return found;
    }
    const head = await readBranch({ ...repository.location, branch });
    if (!head) {
      throw new NotFoundError(
        `The repository "${repository.name}" has no branch "${branch}"; create it, or correct the branch of '${target.environment}'`,
      );
    }
    const manifest = await manifestAt(context, head);
    if (isSameImage(manifest.image, image)) {
      return { kind: 'unchanged', commit: head, url: manifest.url };
    }
    assertExpected(context, manifest);
    try {
      return change.mode === 'direct'
        ? await proposeCommit(context, head, manifest)
        : await proposePullRequest(context);
    } catch (error) {
      // The next round sees what moved and decides anew.
      if (!(error instanceof BranchMovedError) || attempt >= MAX_ATTEMPTS) {
        throw error;
      }
    }
  }
}

/** Refuses before anything is written. */
export function assertWritable(archived: boolean, name: string): void {
  if (archived) {
    throw new NotAllowedError(
      `The repository "${name}" is archived, so nothing can be written to it; unarchive it first`,
    );
  }
}
