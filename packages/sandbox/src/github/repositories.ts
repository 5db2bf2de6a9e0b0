import { rm } from 'node:fs/promises';
import type { Repository } from './entities';
import { conflict, validationFailed } from './errors';
import { branchTip, commitFiles, initRepository, type Signature } from './git';
import { recordPush } from './pushes';
import type { Services } from './Services';
import { signatureOf } from './signature';

export interface NewRepository {
  owner: string;
  name: string;
  description?: string;
  homepage?: string;
  visibility?: Repository['visibility'];
  defaultBranch?: string;
  topics?: string[];
  autoInit?: boolean;
  hasIssues?: boolean;
  allowAutoMerge?: boolean;
  allowMergeCommit?: boolean;
  allowSquashMerge?: boolean;
  allowRebaseMerge?: boolean;
  allowUpdateBranch?: boolean;
  deleteBranchOnMerge?: boolean;
}

/** Makes a repository, on disk first: a killed process leaves a folder without a name, never a name without a folder. */
export async function createRepository(
  services: Services,
  options: NewRepository,
  actor: string,
): Promise<Repository> {
  const { state } = services;
  const { owner, name, defaultBranch = 'main' } = options;
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.{1,2}$/.test(name)) {
    throw validationFailed({
      resource: 'Repository',
      code: 'custom',
      field: 'name',
      message: 'name is invalid',
    });
  }
  refuseTaken(services, owner, name);
  const now = state.now();
  const repository: Repository = {
    id: state.next('repository'),
    owner,
    name,
    description: options.description,
    homepage: options.homepage,
    visibility: options.visibility ?? 'public',
    defaultBranch,
    topics: options.topics ?? [],
    archived: false,
    hasIssues: options.hasIssues ?? true,
    allowAutoMerge: options.allowAutoMerge ?? false,
    allowMergeCommit: options.allowMergeCommit ?? true,
    allowSquashMerge: options.allowSquashMerge ?? true,
    allowRebaseMerge: options.allowRebaseMerge ?? true,
    allowUpdateBranch: options.allowUpdateBranch ?? false,
    deleteBranchOnMerge: options.deleteBranchOnMerge ?? false,
    // A bot may do everything anyway; a person becomes administrator of what they make.
    collaborators:
      state.account(actor)?.type === 'User' ? { [actor]: 'admin' } : {},
    teams: {},
    createdBy: actor,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  };
  const folder = state.path(repository);
  // A folder of this number can only be what a killed process left behind.
  await rm(folder, { recursive: true, force: true });
  await initRepository(folder, state.repositoriesFolder, defaultBranch);
  state.store.transaction(() => {
    refuseTaken(services, owner, name);
    state.putRepository(repository);
  });
  services.publish({
    event: 'repository',
    action: 'created',
    repository,
    sender: actor,
    payload: {},
  });
  if (options.autoInit) {
    await commit(services, repository, {
      branch: defaultBranch,
      message: 'Initial commit',
      author: signatureOf(services, actor),
      files: {
        'README.md': `# ${name}\n${
          options.description ? `${options.description}\n` : ''
        }`,
      },
      actor,
    });
  }
  return repository;
}

function refuseTaken(services: Services, owner: string, name: string) {
  if (!services.state.repository(owner, name)) return;
  throw Object.assign(
    validationFailed({
      resource: 'Repository',
      code: 'custom',
      field: 'name',
      message: 'name already exists on this account',
    }),
    { message: 'Repository creation failed.' },
  );
}

export interface CommitOptions {
  branch: string;
  message: string;
  author: Signature;
  committer?: Signature;
  files: Record<string, Buffer | string | undefined>;
  actor: string;
  /** The tip the branch must still have; read now when left out. */
  parent?: string;
}

/** Commits files to a branch (made when it does not exist) and tells everybody. */
export async function commit(
  services: Services,
  repository: Repository,
  options: CommitOptions,
): Promise<string> {
  const { state } = services;
  const folder = state.path(repository);
  const { branch, actor } = options;
  const exists = await branchTip(folder, branch);
  const parent =
    options.parent ??
    exists ??
    (await branchTip(folder, repository.defaultBranch));
  const sha = await commitFiles(folder, {
    ...options,
    parent,
    isNewBranch: !exists,
  });
  if (!sha) {
    throw conflict(
      `is at ${await branchTip(folder, branch)} but expected ${parent}`,
    );
  }
  await recordPush(services, repository, {
    ref: `refs/heads/${branch}`,
    before: exists ? parent : undefined,
    after: sha,
    actor,
  });
  return sha;
}

/** Deletes a repository with everything that hangs on it being out of reach from then on. */
export async function deleteRepository(
  services: Services,
  repository: Repository,
  actor: string,
): Promise<void> {
  services.publish({
    event: 'repository',
    action: 'deleted',
    repository,
    sender: actor,
    payload: {},
  });
  services.state.deleteRepository(repository);
  await rm(services.state.path(repository), { recursive: true, force: true });
}
