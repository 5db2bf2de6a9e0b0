import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  commitFiles,
  ensureBranch,
  ensurePullRequest,
  findPullRequest,
  readBranch,
} from '@openportal/github-node';
import { editManifest } from '@openportal/plugin-crossplane-node';
import { isSameImage } from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  DesiredChange,
  OPERATION_TRAILER,
  operationBranch,
  operationOfCommitMessage,
} from '@openportal/plugin-deploy-node';
import { OrderContent, OrderFile, templateOf, withField } from './OrderFile';
import { fieldValue, valueAt } from './orderOf';

const MAX_ATTEMPTS = 5;
const SEARCHED_COMMITS = 100;
/** Annotation of an ordered resource that says which entity may deploy it. */
export const ANNOTATION_DEPLOYED_BY = 'openportal.dev/deployed-by';

/** The head of the branch that Flux reads. */
export async function headOf({ repository, name }: OrderFile): Promise<string> {
  const { baseBranch: branch } = repository;
  const head = await readBranch({ ...repository, branch });
  if (!head) {
    throw new NotFoundError(
      `The orders repository "${name}" has no branch "${branch}"; create it, or correct idp.orders.baseBranch`,
    );
  }
  return head;
}

/** Finds what an earlier call wrote for an operation. */
export async function findOrderChange(
  file: OrderFile,
  operationId: string,
): Promise<ChangeRef | undefined> {
  const { repository, target, path } = file;
  const { owner, repo, baseBranch } = repository;
  const pull = await findPullRequest({
    ...repository,
    head: operationBranch(target.environment, operationId),
    base: baseBranch,
  });
  if (pull) {
    return {
      kind: 'pull-request',
      number: pull.number,
      url: pull.url,
      branch: pull.headBranch,
      headSha: pull.headOid,
    };
  }
  const { data } = await file.call(`list the commits of '${path}'`, octokit =>
    octokit.rest.repos.listCommits({
      owner,
      repo,
      path,
      sha: baseBranch,
      per_page: SEARCHED_COMMITS,
    }),
  );
  const found = data.find(
    ({ commit }) => operationOfCommitMessage(commit.message) === operationId,
  );
  return found && { kind: 'commit', commit: found.sha, url: found.html_url };
}

function assertAllowed(file: OrderFile, content: OrderContent): void {
  const { entityRef } = file.target;
  const named = valueAt(content.manifest, [
    'metadata',
    'annotations',
    ANNOTATION_DEPLOYED_BY,
  ]);
  if (named !== entityRef) {
    throw new NotAllowedError(
      `'${content.path}' in "${file.name}" is not for '${entityRef}' to deploy; whoever owns the order sets its annotation ${ANNOTATION_DEPLOYED_BY} to '${entityRef}'`,
    );
  }
}

function assertExpected(
  { expectedImage, expectedTemplate, target }: DesiredChange,
  content: OrderContent,
  file: OrderFile,
): void {
  if (expectedImage && !isSameImage(content.image, expectedImage)) {
    throw new ConflictError(
      `'${target.environment}' was changed meanwhile: '${content.path}' names '${content.image}' instead of '${expectedImage}'; look at it again before you decide`,
    );
  }
  if (
    expectedTemplate &&
    templateOf(content.manifest, file.order) !== expectedTemplate
  ) {
    throw new ConflictError(
      `'${target.environment}' was changed meanwhile: '${content.path}' says something else beside its version; look at it again before you decide`,
    );
  }
}

async function write(
  file: OrderFile,
  change: DesiredChange,
  place: { content: OrderContent; branch: string; head: string },
): Promise<void> {
  const { kind } = file.order;
  const { content, branch, head } = place;
  await commitFiles({
    ...file.repository,
    branch,
    expectedHeadOid: head,
    message: [change.title, change.body].filter(Boolean).join('\n\n'),
    additions: [
      {
        path: content.path,
        content: editManifest(
          content.text,
          withField(
            content.manifest,
            kind.field.path,
            fieldValue(change.image, file.order, change.target),
          ),
        ),
      },
    ],
    trailers: [{ key: OPERATION_TRAILER, value: change.operationId }],
  });
}

async function openPullRequest(
  file: OrderFile,
  change: DesiredChange,
): Promise<ChangeRef> {
  const { repository } = file;
  const { owner, repo, baseBranch } = repository;
  const branch = operationBranch(change.target.environment, change.operationId);
  const { headOid } = await ensureBranch({ ...repository, branch, baseBranch });
  const { data: head } = await file.call('read a commit', octokit =>
    octokit.rest.git.getCommit({ owner, repo, commit_sha: headOid }),
  );
  if (operationOfCommitMessage(head.message) !== change.operationId) {
    const content = await contentAt(file, change, headOid);
    await write(file, change, { content, branch, head: headOid });
  }
  const pull = await ensurePullRequest({
    ...repository,
    head: branch,
    base: baseBranch,
    title: change.title,
    body: change.body,
  });
  if (change.labels.length > 0) {
    await file.call(`label pull request #${pull.number}`, octokit =>
      octokit.rest.issues.addLabels({
        owner,
        repo,
        issue_number: pull.number,
        labels: change.labels,
      }),
    );
  }
  return {
    kind: 'pull-request',
    number: pull.number,
    url: pull.url,
    branch: pull.headBranch,
    headSha: pull.headOid,
  };
}

async function contentAt(
  file: OrderFile,
  change: DesiredChange,
  revision: string,
): Promise<OrderContent> {
  const content = await file.at(revision);
  if (!content) {
    throw new NotFoundError(
      `The orders repository "${file.name}" has no '${file.path}', so there is nothing to write for '${change.target.environment}'; order it first`,
    );
  }
  assertAllowed(file, content);
  return content;
}

/**
 * Writes a change once. Looks first for what an earlier call wrote, compares with what the author saw, and writes only
 * onto the revision that was read; when the branch moved in between, all of that is done again.
 */
export async function proposeOrderChange(
  file: OrderFile,
  change: DesiredChange,
): Promise<ChangeRef> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await findOrderChange(file, change.operationId);
    if (found) {
      return found;
    }
    const head = await headOf(file);
    const content = await contentAt(file, change, head);
    if (isSameImage(content.image, change.image)) {
      return { kind: 'unchanged', commit: head, url: content.url };
    }
    assertExpected(change, content, file);
    try {
      if (change.mode === 'pull-request') {
        return await openPullRequest(file, change);
      }
      const branch = file.repository.baseBranch;
      await write(file, change, { content, branch, head });
    } catch (error) {
      // The next round sees what moved and decides anew.
      const moved =
        error instanceof ConflictError && (await headOf(file)) !== head;
      if (!moved || attempt >= MAX_ATTEMPTS) {
        throw error;
      }
    }
  }
}
