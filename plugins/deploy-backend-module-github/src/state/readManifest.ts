import { InputError } from '@backstage/errors';
import { ANNOTATION_IMAGE_KEY } from '@openportal/plugin-deploy-common';
import { DeployTarget, DesiredVersion } from '@openportal/plugin-deploy-node';
import { FolderEntry } from '../access/ContentCaches';
import { GitRepository } from '../access/GitRepository';
import { atFile } from '../manifest/atFile';
import { readImage } from '../manifest/editImage';
import { ManifestFile, locateManifest } from '../manifest/locateManifest';
import { ImageQuery } from '../manifest/selectSlots';
import { templateHash } from '../manifest/template';

const MAX_FILES = 50;
const MAX_FILE_BYTES = 1024 * 1024;
const MANIFEST_NAME = /\.ya?ml$/i;
/** One list of commits answers who wrote last and which operation wrote what. */
export const SEARCHED_COMMITS = 100;

/** The file that carries the image, at one revision, with what lies beside it. */
export interface Manifest {
  path: string;
  text: string;
  image: string;
  where: string;
  template: string;
  url?: string;
  folder: string;
  entries: FolderEntry[];
}

export function imageQueryOf(target: DeployTarget): ImageQuery {
  return {
    container: target.container,
    imageRepository: target.imageRepository,
    key: target.annotations[ANNOTATION_IMAGE_KEY],
  };
}

/** Another one where a revision would be read as something else than before: what is stored is read again then. */
const READING = 1;

/** What is read of a repository for a target: with a revision it decides what is found. */
export function originOf(
  { details }: GitRepository,
  target: DeployTarget,
): string {
  return JSON.stringify([
    READING,
    details.url,
    target.manifestPath,
    imageQueryOf(target),
  ]);
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
): Promise<Array<ManifestFile & { url?: string }>> {
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
  const texts = await repository.texts(files.map(({ sha }) => sha));
  return files.map(({ path, sha, url }) => ({
    path,
    text: texts.get(sha) ?? '',
    url,
  }));
}

/** Every manifest of a target at a revision; undefined when its folder is not there. */
export async function readFolder(
  repository: GitRepository,
  target: DeployTarget,
  revision: string,
) {
  const folder = checkedPath(target.manifestPath);
  const entries = await repository.entries(folder, revision);
  return (
    entries && {
      folder,
      entries,
      files: await readFiles(repository, folder, entries),
    }
  );
}

/** Finds and reads the manifest of a target at a revision; undefined when its folder is not there. */
export async function readManifest(
  repository: GitRepository,
  target: DeployTarget,
  revision: string,
): Promise<Manifest | undefined> {
  const found = await readFolder(repository, target, revision);
  if (!found) {
    return undefined;
  }
  const { folder, entries, files } = found;
  const query = imageQueryOf(target);
  const { path, text } = locateManifest(folder, files, query);
  return atFile(path, () => ({
    path,
    text,
    ...readImage(text, query),
    template: templateHash(text, query),
    url: files.find(file => file.path === path)?.url,
    folder,
    entries,
  }));
}

/** The latest commits that touched the folder of a target. */
export function listChanges(
  repository: GitRepository,
  target: DeployTarget,
  revision: string,
) {
  return repository.commits({
    revision,
    path: checkedPath(target.manifestPath),
    limit: SEARCHED_COMMITS,
  });
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
  const [last] = await listChanges(repository, target, revision);
  return {
    image: manifest.image,
    revision,
    template: manifest.template,
    changedBy: last && {
      commit: last.sha,
      author: last.author,
      at: last.committedAt,
    },
    url: manifest.url,
  };
}
