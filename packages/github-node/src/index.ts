/**
 * Octokit clients, error mapping and git commits shared by the OpenPortal backend packages.
 *
 * @packageDocumentation
 */
export * from './client/createOctokit';
export {
  decideRetry,
  type RetryDecision,
  type RetryQuestion,
} from './client/decideRetry';
export * from './client/lookThenAct';
export {
  classifyGithubError,
  type GithubFailure,
  type GithubFailureKind,
} from './errors/classifyGithubError';
export type { GithubLimits, GithubLimitsOptions } from './limits/GithubLimits';
export * from './limits/DatabaseGithubLimits';
export * from './limits/MemoryGithubLimits';
export * from './errors/GithubWaitError';
export * from './errors/toGithubError';
export {
  GithubResponseCache,
  type ReadAnswer,
} from './reads/GithubResponseCache';
export * from './repository/parseRepository';
export * from './repository/readRepository';
export * from './commit/trailers';
export * from './commit/commitFiles';
export * from './branch/ensureBranch';
export * from './refs/moveReferences';
export * from './pulls/findPullRequest';
export * from './pulls/readPullRequest';
export * from './pulls/ensurePullRequest';
export * from './pulls/mergePullRequest';
export * from './pulls/decideAutoMerge';
export * from './pulls/enableAutoMerge';
