import type { GitHubSandbox } from '../github';
import { diffFiles, readCommit } from '../github/git';
import type { CiHost } from './CiHost';
import { workflowPath } from './rules';

/** The identity that a workflow commits with. */
const committer = 'github-actions[bot]';

/** Lets the builder work on the sandbox's GitHub. */
export function createCiHost(gitHub: GitHubSandbox): CiHost {
  return {
    async repositories() {
      return Promise.all(
        gitHub
          .listRepositories(gitHub.organization)
          .map(async ({ owner, name, defaultBranch }) => ({
            owner,
            name,
            branch: defaultBranch,
            sha: await gitHub.resolve(owner, name, defaultBranch),
          })),
      );
    },
    defaultBranch: (owner, name) =>
      gitHub.getRepository(owner, name)?.defaultBranch,
    repositoryUrl: (owner, name) => `${gitHub.url}/${owner}/${name}`,
    async commitMessage(owner, name, sha) {
      if (!gitHub.getRepository(owner, name)) {
        return undefined;
      }
      const commit = await readCommit(gitHub.repositoryPath(owner, name), sha);
      return commit.message;
    },
    async changedFiles(owner, name, sha) {
      const folder = gitHub.repositoryPath(owner, name);
      const [parent] = (await readCommit(folder, sha)).parents;
      return parent === undefined
        ? []
        : (await diffFiles(folder, parent, sha)).map(file => file.path);
    },
    readFile: (owner, name, ref, path) =>
      gitHub.readFile(owner, name, ref, path),
    async commit(change) {
      await gitHub.seedCommit({ ...change, author: committer });
    },
    async createRun({ owner, name, branch, sha, title, pusher }) {
      const known = gitHub
        .listActionsRuns(owner, name)
        .find(
          run =>
            run.headSha === sha &&
            run.event === 'push' &&
            run.workflowPath === workflowPath,
        );
      const run =
        known ??
        (await gitHub.createActionsRun(owner, name, {
          workflowPath,
          workflowName: 'CI',
          event: 'push',
          headBranch: branch,
          headSha: sha,
          actor: pusher ?? committer,
          title,
        }));
      return run.id;
    },
    async updateRun({ owner, name }, runId, state) {
      await gitHub.updateActionsRun(owner, name, runId, state);
    },
  };
}
