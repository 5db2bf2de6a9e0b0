import type { RegistrySandbox } from '../registry';
import type { CiHost, CiPush } from './CiHost';
import { appContainer, deploymentPath } from './rules';
import { setContainerImage } from './setContainerImage';

const attempts = 3;

/** The build failed by what the repository holds, as opposed to a fault of the sandbox. */
export class CiFailure extends Error {}

/** Builds and pushes the image of a commit, and makes `deploy/` run it. Doing it again changes nothing. */
export async function buildImage(
  host: CiHost,
  registry: RegistrySandbox,
  push: CiPush & { createdAt: string },
): Promise<void> {
  const { owner, name, branch, sha } = push;
  const dockerfile = await host.readFile(owner, name, sha, 'Dockerfile');
  if (dockerfile === undefined) {
    throw new CiFailure(`${owner}/${name} has no Dockerfile at ${sha}`);
  }
  const image = await pushCommitImage(host, registry, push);

  // The branch may move while we work, as it may for the real workflow.
  for (let attempt = 1; ; attempt += 1) {
    const before = await host.readFile(owner, name, branch, deploymentPath);
    const after = before && setContainerImage(before, appContainer, image);
    if (!after) {
      throw new CiFailure(
        `${deploymentPath} of ${owner}/${name} has no container '${appContainer}' with an image`,
      );
    }
    if (after === before) {
      return;
    }
    try {
      await host.commit({
        owner,
        name,
        branch,
        message: `Deploy sha-${sha.slice(0, 7)} to development [skip ci]`,
        files: { [deploymentPath]: after },
      });
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

/** Pushes the image of a commit with the labels of a real build; returns the pinned reference. */
export async function pushCommitImage(
  host: Pick<CiHost, 'repositoryUrl'>,
  registry: RegistrySandbox,
  push: CiPush & { createdAt: string },
): Promise<string> {
  const { owner, name, sha, createdAt } = push;
  const repository = `${owner}/${name}`.toLowerCase();
  const tag = `sha-${sha}`;
  const digest = await registry.pushImage({
    repository,
    tags: [tag, 'latest'],
    labels: {
      'org.opencontainers.image.revision': sha,
      'org.opencontainers.image.source': host.repositoryUrl(owner, name),
      'org.opencontainers.image.created': createdAt,
    },
    createdAt,
  });
  return `${registry.host}/${repository}:${tag}@${digest}`;
}
