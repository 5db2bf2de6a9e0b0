import { InputError } from '@backstage/errors';
import { DeployTarget, DesiredVersion } from '@openportal/plugin-deploy-node';
import { readImage } from '../manifest/editImage';
import { locateManifest } from '../manifest/locateManifest';
import { ImageQuery } from '../manifest/selectSlots';
import { FolderEntry, GitRepository } from '../repository/GitRepository';

const MAX_FILES = 50;
const MAX_FILE_BYTES = 1024 * 1024;
const MANIFEST_NAME = /\.ya?ml$/i;

/** The file that carries the image, at one revision. */
export interface Manifest {
  path: string;
  text: string;
  image: string;
  url?: string;
}

export function imageQueryOf(target: DeployTarget): ImageQuery {
  return {
    container: target.container,
    imageRepository: target.imageRepository,
  };
}

/** Paths come from annotations: they stay inside the repository. */
export function checkedPath(path: string): string {
  const trimmed = path.replace(/^\.?\/+|\/+$/g, '');
  const parts = trimmed.split('/');
  if (
    trimmed.length > 500 ||
    parts.some(part => part === '' || part === '.' || part === '..') ||
    trimmed.includes('\\')
  ) {
    throw new InputError(
      `The manifest path '${path}' must be a folder or file inside the repository, without '..'`,
    );
  }
  return trimmed;
}

async function readFiles(
  repository: GitRepository,
  folder: string,
  entries: FolderEntry[],
) {
  const files = entries.filter(
    entry =>
      entry.isFile &&
      MANIFEST_NAME.test(entry.path) &&
      entry.size <= MAX_FILE_BYTES,
  );
  if (files.length > MAX_FILES) {
    throw new InputError(
      `The folder '${folder}' has ${files.length} manifests, and at most ${MAX_FILES} are searched; name the file in the annotation openportal.dev/manifest-path`,
    );
  }
  return Promise.all(
    files.map(async entry => ({
      path: entry.path,
      text: await repository.text(entry.sha),
      url: entry.url,
    })),
  );
}

/** Finds and reads the manifest of a target at a revision; undefined when its folder is not there. */
export async function readManifest(
  repository: GitRepository,
  target: DeployTarget,
  revision: string,
): Promise<Manifest | undefined> {
  const folder = checkedPath(target.manifestPath);
  const entries = await repository.entries(folder, revision);
  if (!entries) {
    return undefined;
  }
  const files = await readFiles(repository, folder, entries);
  const query = imageQueryOf(target);
  const located = locateManifest(folder, files, query);
  const { image } = readImage(located.text, query);
  const { url } = files.find(file => file.path === located.path) ?? {};
  return { path: located.path, text: located.text, image, url };
}

/** What a target should run at a revision, and who wrote that. */
export async function readVersion(
  repository: GitRepository,
  target: DeployTarget,
  revision: string,
): Promise<DesiredVersion | undefined> {
  const manifest = await readManifest(repository, target, revision);
  if (!manifest) {
    return undefined;
  }
  const [last] = await repository.commits({
    revision,
    path: manifest.path,
    limit: 1,
  });
  return {
    image: manifest.image,
    revision,
    changedBy: last && {
      commit: last.sha,
      author: last.author,
      at: last.committedAt,
    },
    url: manifest.url,
  };
}
