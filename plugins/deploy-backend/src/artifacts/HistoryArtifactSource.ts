import {
  Artifact,
  canonicalRepository,
  displayVersion,
  imageRepository,
  isSameImage,
  sourceCommitOf,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import {
  ArtifactPresence,
  ArtifactSource,
} from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { HealthyVersionRow } from '../database/rows';

const DEFAULT_LIMIT = 20;
/** Each environment has its own row of an image. */
const ROWS_PER_ARTIFACT = 20;

/**
 * What the portal itself saw running healthy. For images whose registry no module can ask: it knows versions by which
 * an environment can go back, and not whether they are still there.
 */
export class HistoryArtifactSource implements ArtifactSource {
  readonly id = 'history';
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  supports(repository: string): boolean {
    return tryParseImageReference(repository) !== undefined;
  }

  async list(
    repository: string,
    options?: { limit?: number },
  ): Promise<Artifact[]> {
    const limit = options?.limit ?? DEFAULT_LIMIT;
    const rows = await this.#find(repository, limit * ROWS_PER_ARTIFACT);
    const images: string[] = [];
    for (const { image } of rows) {
      const spelling = images.findIndex(known => isSameImage(known, image));
      if (spelling < 0) {
        images.push(image);
      } else if (image.includes('@') && !images[spelling].includes('@')) {
        // Of several spellings the one with the digest tells most.
        images[spelling] = image;
      }
    }
    return images.flatMap(image => toArtifact(image) ?? []).slice(0, limit);
  }

  async get(image: string): Promise<Artifact | undefined> {
    const reference = tryParseImageReference(image);
    if (!reference) {
      return undefined;
    }
    const rows = await this.#find(imageRepository(reference));
    const seen = rows.find(row => isSameImage(row.image, image));
    return seen && toArtifact(seen.image);
  }

  async exists(image: string): Promise<ArtifactPresence> {
    const reference = tryParseImageReference(image);
    return {
      state: 'unknown',
      reason: reference
        ? `no registry is configured for '${imageRepository(reference)}'`
        : `'${image}' is not an image reference`,
    };
  }

  /** Rows of the images of a repository, the newest first. */
  async #find(
    repository: string,
    limit = 1000,
  ): Promise<Pick<HealthyVersionRow, 'image'>[]> {
    const reference = tryParseImageReference(repository);
    if (!reference) {
      return [];
    }
    const names = [
      ...new Set([imageRepository(reference), canonicalRepository(reference)]),
    ];
    return this.#knex<HealthyVersionRow>('healthy_versions')
      .where(any => {
        for (const prefix of names.flatMap(name => [`${name}:`, `${name}@`])) {
          // No pattern: names hold characters that patterns give a meaning to. No range: its order depends on the database.
          any.orWhereRaw('substr(image, 1, ?) = ?', [prefix.length, prefix]);
        }
      })
      .orderBy('first_healthy_at', 'desc')
      .orderBy('image')
      .limit(limit)
      .select('image');
  }
}

function toArtifact(image: string): Artifact | undefined {
  const reference = tryParseImageReference(image);
  // Without a digest it is not known what content it was.
  if (reference?.digest === undefined) {
    return undefined;
  }
  return {
    repository: imageRepository(reference),
    digest: reference.digest,
    tags: reference.tag === undefined ? [] : [reference.tag],
    image,
    version: displayVersion(image),
    sourceCommit: sourceCommitOf(image),
  };
}
