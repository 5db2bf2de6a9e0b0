import { cpSync, mkdirSync } from 'node:fs';
import { stringify } from 'yaml';
import type { Store } from '../core';
import type { GitHubSandbox } from '../github';
import type { Repository } from '../github/entities';
import type { ClusterSandbox } from '../kubernetes';
import type { RegistrySandbox } from '../registry';

const ARGOCD = 'argocd';
const SOURCE_COMMITS = 8;
const MANAGER = 'argocd-controller';

/** Names of the environments of a load test, in order of promotion. */
export function benchEnvironments(count: number): string[] {
  const known = ['development', 'qa', 'staging', 'prod'];
  return Array.from(
    { length: count },
    (_, index) => known[index] ?? `stage-${index + 1}`,
  );
}

/** Name of an application of a load test. */
export function benchApplication(index: number): string {
  return `app-${String(index).padStart(5, '0')}`;
}

/** What the repositories of a load test hold. */
export type SeededDeployments = {
  /** Older version, in every environment but the first. */
  before: string;
  /** Newer version, in the first environment. */
  after: string;
};

/** Folder of the manifests of an environment. */
export function manifestFolder(environments: string[], name: string): string {
  return name === environments[0] ? 'deploy' : `environments/${name}`;
}

/**
 * A repository, an image and the Applications for each application. All repositories have the same content, so one is
 * made by commits, and the others are copies of its folder.
 */
export async function seedDeployments(options: {
  github: GitHubSandbox;
  registry: RegistrySandbox;
  cluster: ClusterSandbox;
  store: Store;
  apps: number;
  environments: string[];
}): Promise<SeededDeployments> {
  const { github, apps, environments } = options;
  const owner = github.organization;
  const name = `idp-${benchApplication(0)}`;
  github.ensureUser({ login: 'author', name: 'Author' });
  await github.createRepository({
    owner,
    name,
    description: 'Load test',
    visibility: 'private',
    actor: 'author',
  });
  const commit = (message: string, files: Record<string, string>) =>
    github.seedCommit({ owner, name, author: 'author', message, files });
  const first = await commit('Begin', { 'src/index.js': '// 0\n' });
  const before = await pushImage(options, first);
  await commit(
    'Deploy',
    Object.fromEntries(
      environments.map(environment => [
        `${manifestFolder(environments, environment)}/deployment.yaml`,
        deployment(before),
      ]),
    ),
  );
  let last = first;
  for (let index = 1; index <= SOURCE_COMMITS; index += 1) {
    last = await commit(`Improve it, step ${index}`, {
      'src/index.js': `// ${index}\n`,
    });
  }
  const after = await pushImage(options, last);
  await commit('Deploy the newest version', {
    'deploy/deployment.yaml': deployment(after),
  });
  copyRepositories(options, name);
  const revision = await github.resolve(owner, name, 'main');
  seedApplications(options, { before, after, revision: revision ?? '' });
  if (apps > 0 && revision === undefined) {
    throw new Error('The repository of the load test has no branch');
  }
  return { before, after };
}

/** Writes the status of an Application, as Argo CD does when it applied a revision. */
export function applyApplication(
  cluster: ClusterSandbox,
  application: { name: string; revision: string; image: string },
): void {
  cluster.objects.updateStatus(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace: ARGOCD,
      name: application.name,
    },
    applicationStatus(application),
    MANAGER,
  );
}

/** Name of the Application of an environment. */
export function applicationName(
  environments: string[],
  app: string,
  environment: string,
): string {
  return environment === environments[0]
    ? `idp-${app}`
    : `idp-${app}-${environment}`;
}

async function pushImage(
  { registry, github }: { registry: RegistrySandbox; github: GitHubSandbox },
  commit: string,
): Promise<string> {
  const repository = `${github.organization}/app`;
  const tag = `sha-${commit.slice(0, 7)}`;
  const digest = await registry.pushImage({
    repository,
    tags: [tag],
    labels: { 'org.opencontainers.image.revision': commit },
    createdAt: '2026-01-01T00:00:00Z',
  });
  return `${registry.host}/${repository}:${tag}@${digest}`;
}

function copyRepositories(
  options: { github: GitHubSandbox; store: Store; apps: number },
  template: string,
): void {
  const { github, store } = options;
  const owner = github.organization;
  const folder = github.repositoryPath(owner, template);
  const repository = github.getRepository(owner, template);
  if (!repository) {
    throw new Error(`There is no repository '${owner}/${template}'`);
  }
  const documents = store.collection<Repository>('gh-repositories');
  store.transaction(() => {
    for (let index = 1; index < options.apps; index += 1) {
      const name = `idp-${benchApplication(index)}`;
      // Ids of others are far below.
      const id = 1_000_000 + index;
      documents.put(`${owner}/${name}`.toLowerCase(), {
        ...repository,
        id,
        name,
      });
      const copy = github.repositoryPath(owner, name);
      mkdirSync(copy);
      cpSync(folder, copy, { recursive: true });
    }
  });
}

function seedApplications(
  options: {
    github: GitHubSandbox;
    cluster: ClusterSandbox;
    store: Store;
    apps: number;
    environments: string[];
  },
  seeded: SeededDeployments & { revision: string },
): void {
  const { cluster, environments, github, store } = options;
  const { objects } = cluster;
  objects.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ARGOCD } },
    { fieldManager: MANAGER },
  );
  store.transaction(() => {
    for (let index = 0; index < options.apps; index += 1) {
      const app = benchApplication(index);
      for (const environment of environments) {
        const name = applicationName(environments, app, environment);
        objects.create(
          {
            apiVersion: 'argoproj.io/v1alpha1',
            kind: 'Application',
            metadata: { name, namespace: ARGOCD },
            spec: {
              project: 'apps',
              source: {
                repoURL: `${github.url}/${github.organization}/idp-${app}`,
                path: manifestFolder(environments, environment),
                targetRevision: 'HEAD',
              },
              destination: {
                name: 'in-cluster',
                namespace: `${app}-${environment}`,
              },
            },
          },
          'kubectl-client-side-apply',
        );
        applyApplication(cluster, {
          name,
          revision: seeded.revision,
          image: environment === environments[0] ? seeded.after : seeded.before,
        });
      }
    }
  });
}

function applicationStatus(application: { revision: string; image: string }) {
  const now = new Date().toISOString();
  return {
    sync: { status: 'Synced', revision: application.revision },
    health: { status: 'Healthy', lastTransitionTime: now },
    summary: { images: [application.image] },
    operationState: {
      phase: 'Succeeded',
      operation: { sync: { revision: application.revision } },
      startedAt: now,
      finishedAt: now,
      syncResult: { revision: application.revision },
    },
    reconciledAt: now,
  };
}

function deployment(image: string): string {
  return stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'app' } },
      template: {
        metadata: { labels: { app: 'app' } },
        spec: { containers: [{ name: 'app', image }] },
      },
    },
  });
}
