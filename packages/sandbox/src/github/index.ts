export type {
  ActionsRun,
  BranchProtection,
  PullRequest,
  Repository,
} from './entities';
export type {
  GitHubSandbox,
  PullRequestSummary,
  SeedCommit,
} from './GitHubSandbox';
export { githubRoutes } from './routes';
export type { RouteDescription } from './routes/route';
export type { DispatchEvent, PushEvent } from './Services';
export { startGitHub, type GitHubOptions } from './startGitHub';
