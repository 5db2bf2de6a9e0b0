import type { GitHubSandbox } from '../github';
import type { SeedGitHub } from './SeedHost';

/** Lets the seed write into the sandbox's GitHub. */
export function createSeedGitHub(gitHub: GitHubSandbox): SeedGitHub {
  const owner = gitHub.organization;
  return {
    createPerson({ login, name, email }, role) {
      gitHub.ensureUser({ login, name, email, role });
    },
    createBot(login, name) {
      gitHub.ensureUser({ login, name, type: 'Bot' });
    },
    createTeam({ slug, name, description }, members) {
      gitHub.ensureTeam({ slug, name, description, members });
    },
    async createRepository({ teams, createdBy, ...repository }) {
      await gitHub.createRepository({
        ...repository,
        owner,
        actor: createdBy,
      });
      for (const [team, permission] of Object.entries(teams)) {
        gitHub.grantTeam(owner, repository.name, team, permission);
      }
    },
    protectMain(repository) {
      gitHub.protectBranch(owner, repository, { branch: 'main' });
    },
    async commit({ repository, date, ...commit }) {
      return gitHub.seedCommit({
        ...commit,
        owner,
        name: repository,
        date: date.toISOString(),
      });
    },
  };
}
