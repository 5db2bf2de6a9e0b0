import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  isError,
} from '@backstage/errors';
import {
  CommitFilesResult,
  commitFiles,
  ensureBranch,
  ensurePullRequest,
} from '@openportal/github-node';
import {
  displayVersion,
  isSameImage,
  provesImage,
} from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  DesiredChange,
  OPERATION_TRAILER,
  operationBranch,
} from '@openportal/plugin-deploy-node';
import { blobId } from '../access/readTexts';
import { GitRepository } from '../access/GitRepository';
import { atFile } from '../manifest/atFile';
import { editImage } from '../manifest/editImage';
import { addLabels } from './addLabels';
import {
  findOperationCommit,
  findOperationPull,
  findOwnCommit,
  foreignBranch,
} from './findChange';
import {
  Manifest,
  SEARCHED_COMMITS,
  imageQueryOf,
  listChanges,
  readManifest,
} from './readManifest';

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
  const { expectedImage, expectedTemplate, target } = change;
  if (expectedTemplate && manifest.template !== expectedTemplate) {
    throw new ConflictError(
      `'${target.environment}' was changed meanwhile: '${manifest.path}' says something else than its image, too; look at it again before you decide`,
    );
  }
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
): Promise<CommitFilesResult & { message: string; text: string }> {
  const { manifest, branch, head, title } = options;
  const { text } = atFile(manifest.path, () =>
    editImage(manifest.text, {
      ...imageQueryOf(change.target),
      newImage: change.image,
    }),
  );
  const message = [title, change.body].filter(Boolean).join('\n\n');
  try {
    const written = await commitFiles({
      ...repository.location,
      branch,
      expectedHeadOid: head,
      message,
      additions: [{ path: manifest.path, content: text }],
      trailers: [{ key: OPERATION_TRAILER, value: change.operationId }],
    });
    return { ...written, message, text };
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
  const { oid, committedAt, author, message, text } = await commitEdit(
    context,
    { manifest, branch, head, title: `${change.title} ${SKIP_CI}` },
  );
  if (committedAt && author) {
    repository.remember({
      folder: manifest.folder,
      entries: manifest.entries,
      file: { path: manifest.path, sha: blobId(text), text },
      commit: {
        sha: oid,
        message: `${message}\n\n${OPERATION_TRAILER}: ${change.operationId}`,
        committedAt,
        author,
      },
      earlier: await listChanges(repository, change.target, head),
      limit: SEARCHED_COMMITS,
    });
  }
  repository.noteWritten(branch, oid);
  return { kind: 'commit', commit: oid, url: repository.commitUrl(oid) };
}

async function proposePullRequest(
  context: Context,
  /** Head of the branch of the environment. */
  base: string,
): Promise<ChangeRef> {
  const { repository, change, branch } = context;
  const { operationId } = change;
  const head = operationBranch(change.target.environment, operationId);
  // After a crash the branch may be there already, with or without our commit.
  const { headOid } = await ensureBranch({
    ...repository.location,
    branch: head,
    baseBranch: branch,
  });
  const before = await findOwnCommit({
    repository,
    headOid,
    operationId,
    listCommits: async () => {
      if (headOid === base) {
        return [];
      }
      const { octokit, place } = repository;
      const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
        ...place,
        basehead: `${branch}...${headOid}`,
      });
      return data.commits;
    },
  });
  if (before.isForeign) {
    throw foreignBranch(repository, head);
  }
  let { own } = before;
  if (own === undefined) {
    const manifest = await manifestAt(context, headOid);
    assertExpected(context, manifest);
    // Without `[skip ci]`: it would keep the checks that the branch protection waits for from running.
    ({ oid: own } = await commitEdit(context, {
      manifest,
      branch: head,
      head: headOid,
      title: change.title,
    }));
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
    // What somebody pushed on top is not what the operation is about.
    headSha: own,
  };
}

async function attempt(context: Context): Promise<ChangeRef> {
  const { repository, change, branch } = context;
  const { target, operationId, image } = change;
  const pull =
    change.mode === 'pull-request'
      ? await findOperationPull({ repository, target, branch, operationId })
      : undefined;
  if (pull) {
    return pull;
  }
  const head = await repository.head(branch);
  const commit = await findOperationCommit({
    repository,
    target,
    head,
    operationId,
  });
  if (commit) {
    return commit;
  }
  const manifest = await manifestAt(context, head);
  // A tag alone says nothing about the digest that is wanted.
  if (provesImage(manifest.image, image)) {
    return { kind: 'unchanged', commit: head, url: manifest.url };
  }
  assertExpected(context, manifest);
  return change.mode === 'direct'
    ? proposeCommit(context, head, manifest)
    : proposePullRequest(context, head);
}

/**
 * Writes a change once. Looks first for what an earlier call wrote, compares with what the author saw, and writes only
 * onto the revision that was read; when the branch moved in between, all of that is done again.
 */
export async function proposeChange(context: Context): Promise<ChangeRef> {
  for (let round = 1; ; round += 1) {
    try {
      return await attempt(context);
    } catch (error) {
      // The next round sees what moved and decides anew.
      if (!(error instanceof BranchMovedError) || round >= MAX_ATTEMPTS) {
        throw explainProtection(context, error);
      }
    }
  }
}

/** A branch that was protected meanwhile refuses; that is told with the way that is left. */
function explainProtection(
  { repository, change, branch }: Context,
  error: unknown,
): unknown {
  const isProtected =
    isError(error) &&
    /protected branch|through a pull request|status check|not authorized to push/i.test(
      error.message,
    );
  return isProtected && change.mode === 'direct'
    ? new NotAllowedError(
        `'${branch}' of "${repository.name}" is protected, so that '${change.target.environment}' cannot be changed by a direct commit (${error.message}). Set protection.mode of the environment to 'pull-request' in deploy.environments`,
      )
    : error;
}

/** Refuses before anything is written. */
export function assertWritable(repository: GitRepository): void {
  if (repository.details.archived) {
    throw new NotAllowedError(
      `The repository "${repository.name}" is archived, so nothing can be written to it; unarchive it first`,
    );
  }
}
