import { ConflictError, NotFoundError, toError } from '@backstage/errors';
import { findForeignImages, findImageSlots } from './imageSlots';
import { ImageQuery, findCandidates } from './selectSlots';

/** A file of the manifest folder. */
export interface ManifestFile {
  path: string;
  text: string;
}

/**
 * Chooses the one file of a folder that says which image runs: the file with the image, or, while the first image is a
 * placeholder, the only file with a container it can belong to.
 */
export function locateManifest(
  folder: string,
  files: ManifestFile[],
  query: ImageQuery,
): ManifestFile {
  const matching: ManifestFile[] = [];
  const overriding: ManifestFile[] = [];
  const fallback: ManifestFile[] = [];
  const unreadable: string[] = [];
  const foreign: string[] = [];
  for (const file of files) {
    try {
      const candidates = findCandidates(findImageSlots(file.text), query);
      foreign.push(
        ...findForeignImages(file.text).map(it => `${it} ('${file.path}')`),
      );
      if (candidates.matching.length > 0) {
        matching.push(file);
        if (candidates.matching.some(({ form }) => form === 'kustomize')) {
          overriding.push(file);
        }
      } else if (candidates.fallback.length > 0) {
        fallback.push(file);
      }
    } catch (error) {
      unreadable.push(`'${file.path}' (${toError(error).message})`);
    }
  }
  // What kustomize sets wins over what the manifests beside it say.
  const [found = []] = [overriding, matching, fallback].filter(
    group => group.length > 0,
  );
  if (found.length === 1) {
    return found[0];
  }
  if (found.length > 1) {
    throw new ConflictError(
      `Several files of '${folder}' name the image: ${found
        .map(({ path }) => `'${path}'`)
        .join(
          ', ',
        )}; name one of them in the annotation openportal.dev/manifest-path`,
    );
  }
  const what = [
    query.key && `the Helm value '${query.key}'`,
    query.imageRepository && `the image '${query.imageRepository}'`,
    query.container && `the container '${query.container}'`,
  ]
    .filter(Boolean)
    .join(' or ');
  throw new NotFoundError(
    `No manifest in '${folder}' has ${what || 'a container'}${
      unreadable.length > 0
        ? `, and not readable: ${unreadable.join(', ')}`
        : ''
    }${
      foreign.length > 0 ? `; ${foreign.join(', ')}` : ''
    }; add it there, or correct the annotations openportal.dev/manifest-path, image, container and image-key`,
  );
}
