import { pushCommitImage } from '../ci';
import type { RegistrySandbox } from '../registry';
import { actionsLogin, portalLogin } from './people';
import type { SeededRelease, SeededService } from './SeededService';
import type { SeedGitHub } from './SeedHost';
import type { SeedTargets } from './SeedTargets';
import { deployFiles, environmentFiles } from './serviceManifests';

const firstImage = 'nginxinc/nginx-unprivileged:1.27-alpine';
const minute = 60_000;
const hour = 60 * minute;

/** Makes a service that runs in its environments, with its past: commits, images and promotions. */
export async function seedService(options: {
  service: SeededService;
  gitHub: SeedGitHub;
  registry: RegistrySandbox;
  targets: SeedTargets;
  now: Date;
}): Promise<void> {
  const { service, gitHub, targets, now } = options;
  const { name, environments } = service;
  await gitHub.createRepository({
    name: service.repository,
    description: service.description,
    visibility: 'private',
    topics: service.topics,
    createdBy: portalLogin,
    teams: {
      'team-alpha': 'write',
      'sre-team': 'write',
      'platform-team': 'admin',
    },
  });
  let files: Record<string, string> = {
    ...service.files(targets),
    ...deployFiles(name, firstImage),
    ...Object.assign(
      {},
      ...environments.map(environment =>
        environmentFiles(name, environment, firstImage),
      ),
    ),
  };
  for (const release of service.releases) {
    files = { ...files, ...release.files };
    await seedRelease({
      ...options,
      release,
      files,
      at: new Date(now.getTime() - release.hoursAgo * hour),
    });
    files = {};
  }
}

async function seedRelease(options: {
  service: SeededService;
  gitHub: SeedGitHub;
  registry: RegistrySandbox;
  targets: SeedTargets;
  release: SeededRelease;
  files: Record<string, string>;
  at: Date;
}): Promise<void> {
  const { service, gitHub, registry, targets, release, files, at } = options;
  const { name, repository } = service;
  const { organization, gitHubUrl } = targets;
  const after = (milliseconds: number) => new Date(at.getTime() + milliseconds);

  const sha = await gitHub.commit({
    repository,
    message: release.message,
    author: release.author,
    date: at,
    files,
  });
  const image = await pushCommitImage(
    { repositoryUrl: (owner, repo) => `${gitHubUrl}/${owner}/${repo}` },
    registry,
    {
      owner: organization,
      name: repository,
      branch: 'main',
      sha,
      createdAt: after(3 * minute).toISOString(),
    },
  );
  const version = `sha-${sha.slice(0, 7)}`;
  await gitHub.commit({
    repository,
    message: `Deploy ${version} to development [skip ci]`,
    author: actionsLogin,
    date: after(4 * minute),
    files: {
      'deploy/deployment.yaml': deployFiles(name, image)[
        'deploy/deployment.yaml'
      ],
    },
  });
  for (const [index, environment] of release.promotedTo.entries()) {
    const path = `environments/${environment}/deployment.yaml`;
    await gitHub.commit({
      repository,
      message: `Promote ${name} ${version} to ${environment} [skip ci]`,
      author: portalLogin,
      date: after((index + 1) * hour),
      files: { [path]: environmentFiles(name, environment, image)[path] },
    });
  }
}
