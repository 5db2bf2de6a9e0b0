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
} from '@openportal/github-node';
import { editManifest } from '@openportal/plugin-crossplane-node';
import { isSameImage, provesImage } from '@openportal/plugin-deploy-common';
import {
  ChangeRef,
  DesiredChange,
  OPERATION_TRAILER,
  operationBranch,
} from '@openportal/plugin-deploy-node';
import {
  findOrderChange,
  findOwnCommit,
  foreignBranch,
} from './findOrderChange';
import { OrderContent, OrderFile, templateOf, withField } from './OrderFile';
import { ANNOTATION_DEPLOYED_BY, fieldValue, valueAt } from './orderOf';

const MAX_ATTEMPTS = 5;

/** The head of the branch that Flux reads. */
export async function headOf({ repository, name }: OrderFile): Promise<string> {
  const { baseBranch: branch } = repository;
  const head = await readBranch({ ...repository, branch });
  if (!head) {
    throw new NotFoundError(
      `The repository "${name}" has no branch "${branch}"; create it, or correct idp.orders.baseBranch or the branch of the environment`,
    );
  }
  return head;
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
): Promise<string> {
  const { kind } = file.order;
  const { content, branch, head } = place;
  const { oid } = await commitFiles({
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
  return oid;
}

/** Whether the file says already what would be written. A field that holds a tag has no place for a digest. */
function isWritten(
  content: OrderContent,
  change: DesiredChange,
  { order }: OrderFile,
): boolean {
  return order.kind.field.holds === 'image'
    ? provesImage(content.image, change.image)
    : isSameImage(content.image, change.image);
}

async function openPullRequest(
  file: OrderFile,
  change: DesiredChange,
  /** Head of the branch that Flux reads. */
  base: string,
): Promise<ChangeRef> {
  const { repository } = file;
  const { owner, repo, baseBranch } = repository;
  const branch = operationBranch(change.target.environment, change.operationId);
  const { headOid } = await ensureBranch({ ...repository, branch, baseBranch });
  const before = await findOwnCommit(
    file,
    change.operationId,
    headOid,
    async () => {
      if (headOid === base) {
        return [];
      }
      const { data } = await file.call(
        'list the commits of a branch',
        octokit =>
          octokit.rest.repos.compareCommitsWithBasehead({
            owner,
            repo,
            basehead: `${baseBranch}...${headOid}`,
          }),
      );
      return data.commits;
    },
  );
  if (before.isForeign) {
    throw foreignBranch(file, branch);
  }
  let { own } = before;
  if (own === undefined) {
    const content = await contentAt(file, change, headOid);
    own = await write(file, change, { content, branch, head: headOid });
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
    // What somebody pushed on top is not what the operation is about.
    headSha: own,
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
      `The repository "${file.name}" has no '${file.path}', so there is nothing to write for '${change.target.environment}'; order it first`,
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
    if (isWritten(content, change, file)) {
      return { kind: 'unchanged', commit: head, url: content.url };
    }
    assertExpected(change, content, file);
    try {
      if (change.mode === 'pull-request') {
        return await openPullRequest(file, change, head);
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
