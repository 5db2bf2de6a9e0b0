import { NotFoundError } from '@backstage/errors';
import {
  ManifestDifference,
  isSameImage,
} from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';
import { compareManifests, isComparable } from '../manifest/compareManifests';
import { readFolder, readManifest } from './readManifest';

/** One environment at the head of its branch. */
export interface EnvironmentAt {
  repository: GitRepository;
  target: DeployTarget;
  head: string;
}

async function read({ repository, target, head }: EnvironmentAt) {
  const [manifest, found] = await Promise.all([
    readManifest(repository, target, head),
    readFolder(repository, target, head),
  ]);
  if (!manifest || !found) {
    throw new NotFoundError(
      `The repository "${repository.name}" has no '${target.manifestPath}', so '${target.environment}' cannot be compared`,
    );
  }
  const { folder, files } = found;
  return { manifest, folder, files: files.filter(isComparable) };
}

/** What a promotion would change, then what belongs to the environments and stays. */
export async function compareEnvironments(
  from: EnvironmentAt,
  to: EnvironmentAt,
): Promise<ManifestDifference[]> {
  // One after the other: the second finds in the caches what the first has read.
  const left = await read(from);
  const right = await read(to);
  const change: ManifestDifference = {
    file: right.manifest.path.slice(right.folder.length + 1) || right.folder,
    path: right.manifest.where,
    from: left.manifest.image,
    to: right.manifest.image,
    kind: 'change',
  };
  return [
    ...(isSameImage(left.manifest.image, right.manifest.image) ? [] : [change]),
    ...compareManifests(left, right),
  ];
}
