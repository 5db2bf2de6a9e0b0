import { z } from 'zod';
import type { Repository } from '../entities';
import type { NewRepository } from '../repositories';
import { optional } from './route';

const settings = {
  description: optional(z.string()),
  homepage: optional(z.string()),
  private: optional(z.boolean()),
  visibility: optional(z.enum(['public', 'private', 'internal'])),
  has_issues: optional(z.boolean()),
  allow_squash_merge: optional(z.boolean()),
  allow_merge_commit: optional(z.boolean()),
  allow_rebase_merge: optional(z.boolean()),
  allow_auto_merge: optional(z.boolean()),
  allow_update_branch: optional(z.boolean()),
  delete_branch_on_merge: optional(z.boolean()),
};

export const newRepositorySchema = z.object({
  name: z.string(),
  auto_init: optional(z.boolean()),
  ...settings,
});

export const repositoryChangeSchema = z.object({
  name: optional(z.string()),
  default_branch: optional(z.string()),
  archived: optional(z.boolean()),
  ...settings,
});

function visibilityOf(input: {
  private?: boolean;
  visibility?: Repository['visibility'];
}): Repository['visibility'] | undefined {
  if (input.visibility) return input.visibility;
  if (input.private === undefined) return undefined;
  return input.private ? 'private' : 'public';
}

export function toNewRepository(
  owner: string,
  input: z.infer<typeof newRepositorySchema>,
): NewRepository {
  return {
    owner,
    name: input.name,
    description: input.description,
    homepage: input.homepage,
    visibility: visibilityOf(input),
    autoInit: input.auto_init,
    hasIssues: input.has_issues,
    allowSquashMerge: input.allow_squash_merge,
    allowMergeCommit: input.allow_merge_commit,
    allowRebaseMerge: input.allow_rebase_merge,
    allowAutoMerge: input.allow_auto_merge,
    allowUpdateBranch: input.allow_update_branch,
    deleteBranchOnMerge: input.delete_branch_on_merge,
  };
}

/** The repository with what the input changes. */
export function changeRepository(
  repository: Repository,
  input: z.infer<typeof repositoryChangeSchema>,
): Repository {
  return {
    ...repository,
    name: input.name ?? repository.name,
    description: input.description ?? repository.description,
    homepage: input.homepage ?? repository.homepage,
    visibility: visibilityOf(input) ?? repository.visibility,
    defaultBranch: input.default_branch ?? repository.defaultBranch,
    archived: input.archived ?? repository.archived,
    hasIssues: input.has_issues ?? repository.hasIssues,
    allowSquashMerge: input.allow_squash_merge ?? repository.allowSquashMerge,
    allowMergeCommit: input.allow_merge_commit ?? repository.allowMergeCommit,
    allowRebaseMerge: input.allow_rebase_merge ?? repository.allowRebaseMerge,
    allowAutoMerge: input.allow_auto_merge ?? repository.allowAutoMerge,
    allowUpdateBranch:
      input.allow_update_branch ?? repository.allowUpdateBranch,
    deleteBranchOnMerge:
      input.delete_branch_on_merge ?? repository.deleteBranchOnMerge,
  };
}
