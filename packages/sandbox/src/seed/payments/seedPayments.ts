import { pushCommitImage } from '../../ci';
import type { RegistrySandbox } from '../../registry';
import { actionsLogin, portalLogin } from '../people';
import type { SeedGitHub } from '../SeedHost';
import type { SeedTargets } from '../SeedTargets';
import {
  deployFiles,
  environmentFiles,
  promotedEnvironments,
} from './manifests';
import { releases, type SeededRelease } from './releases';
import { sourceFiles } from './sources';

const repository = 'idp-payments';
const firstImage = 'nginxinc/nginx-unprivileged:1.27-alpine';
const minute = 60_000;
const hour = 60 * minute;

/** Makes the app that runs in all environments, with its past: commits, images and promotions. */
export async function seedPayments(options: {
  gitHub: SeedGitHub;
  registry: RegistrySandbox;
  targets: SeedTargets;
  now: Date;
}): Promise<void> {
  const { gitHub, targets, now } = options;
  await gitHub.createRepository({
    name: repository,
    description: 'Takes payments',
    visibility: 'private',
    topics: ['nodejs', 'openportal'],
    createdBy: portalLogin,
    teams: {
      'team-alpha': 'write',
      'sre-team': 'write',
      'platform-team': 'admin',
    },
  });
  let files: Record<string, string> = {
    ...sourceFiles(targets),
    ...deployFiles(firstImage),
    ...Object.assign(
      {},
      ...promotedEnvironments.map(name => environmentFiles(name, firstImage)),
    ),
  };
  for (const release of releases) {
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
  gitHub: SeedGitHub;
  registry: RegistrySandbox;
  targets: SeedTargets;
  release: SeededRelease;
  files: Record<string, string>;
  at: Date;
}): Promise<void> {
  const { gitHub, registry, targets, release, files, at } = options;
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
    { repositoryUrl: (owner, name) => `${gitHubUrl}/${owner}/${name}` },
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
      'deploy/deployment.yaml': deployFiles(image)['deploy/deployment.yaml'],
    },
  });
  for (const [index, environment] of release.promotedTo.entries()) {
    const path = `environments/${environment}/deployment.yaml`;
    await gitHub.commit({
      repository,
      message: `Promote payments ${version} to ${environment} [skip ci]`,
      author: portalLogin,
      date: after((index + 1) * hour),
      files: { [path]: environmentFiles(environment, image)[path] },
    });
  }
}
