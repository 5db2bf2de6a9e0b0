import {
  type Controllers,
  createGitReader,
  createImageResolver,
  startControllers,
} from '../controllers';
import type { GitHubSandbox } from '../github';
import type { ClusterSandbox } from '../kubernetes';
import type { RegistrySandbox } from '../registry';

/** A platform on which nothing acts by itself. */
export const noControllers: Controllers = {
  busy: false,
  wake() {},
  async idle() {},
  async close() {},
};

/** Starts what acts by itself in the clusters: Argo CD, Flux, Crossplane, deployments. */
export function startPlatform(options: {
  github: GitHubSandbox;
  registry: RegistrySandbox;
  clusters: Record<string, ClusterSandbox>;
  tempo: number;
}): Controllers {
  const { github, registry, clusters, tempo } = options;
  const controllers = startControllers({
    // The first one is where Argo CD, Flux and Crossplane run.
    clusters: [clusters.platform, clusters.production],
    git: createGitReader({
      baseUrl: github.url,
      repositoryPath: (owner, name) => github.repositoryPath(owner, name),
    }),
    scm: {
      async list(organization) {
        return github
          .listRepositories(organization)
          .map(({ owner, name, defaultBranch, topics }) => ({
            owner,
            name,
            url: `${github.url}/${owner}/${name}.git`,
            defaultBranch,
            topics,
          }));
      },
    },
    resolveImage: createImageResolver({
      host: registry.host,
      url: registry.url,
      credentials: registry.nodeCredentials,
    }),
    tempo,
    onError: (controller, error) =>
      process.stderr.write(`Sandbox controller ${controller}: ${error}\n`),
  });
  github.onPush(() => controllers.wake());
  return controllers;
}
