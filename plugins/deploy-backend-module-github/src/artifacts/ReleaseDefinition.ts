import { RepositoryRef } from '@openportal/plugin-deploy-node';

/** Where the releases of images are. A `*` at the end of both stands for the same text. */
export interface ReleaseDefinition {
  image: string;
  repository: RepositoryRef;
}

/** The repository with the releases of an image; undefined where none is configured. */
export function releaseRepository(
  definitions: ReleaseDefinition[],
  imageRepository: string,
): RepositoryRef | undefined {
  for (const { image, repository } of definitions) {
    if (image === imageRepository) {
      return repository;
    }
    const prefix = image.endsWith('*') ? image.slice(0, -1) : undefined;
    if (prefix !== undefined && imageRepository.startsWith(prefix)) {
      const rest = imageRepository.slice(prefix.length);
      if (/^[A-Za-z0-9._-]{1,100}$/.test(rest)) {
        return { ...repository, name: repository.name.replace('*', rest) };
      }
    }
  }
  return undefined;
}
