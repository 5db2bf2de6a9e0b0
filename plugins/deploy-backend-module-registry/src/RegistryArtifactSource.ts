import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import {
  Artifact,
  ImageReference,
  canonicalRepository,
  displayVersion,
  formatImageReference,
  imageRepository,
  parseImageReference,
  sourceCommitOf,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import {
  ArtifactPresence,
  ArtifactSource,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { ImageDetails, OciRegistry } from './oci/OciRegistry';
import { RegistryHttp } from './oci/RegistryHttp';
import { RegistryConfig } from './readConfig';

const DEFAULT_LIST_LIMIT = 20;
/** Registries tell no dates in a tag list, so each tag costs lookups. */
const MAX_INSPECTED_TAGS = 50;
const PARALLEL_LOOKUPS = 5;

interface Location {
  registry: OciRegistry;
  http: RegistryHttp;
  path: string;
}

function splitRepository(image: ImageReference): [host: string, path: string] {
  const name = canonicalRepository(image);
  const slash = name.indexOf('/');
  return [name.slice(0, slash).toLowerCase(), name.slice(slash + 1)];
}

function httpUrl(text: string | undefined): string | undefined {
  const url = text ? URL.parse(text) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol)
    ? url.href
    : undefined;
}

function toArtifact(image: ImageReference, details: ImageDetails): Artifact {
  const { digest, labels } = details;
  const { tag } = image;
  const reference = formatImageReference({ ...image, digest });
  const created = details.created ?? labels['org.opencontainers.image.created'];
  const time = created ? Date.parse(created) : NaN;
  return {
    repository: imageRepository(image),
    digest,
    tags: tag ? [tag] : [],
    image: reference,
    version: displayVersion(reference),
    sourceCommit:
      labels['org.opencontainers.image.revision'] ?? sourceCommitOf(reference),
    sourceBranch: labels['org.opencontainers.image.ref.name'],
    sourceUrl: httpUrl(labels['org.opencontainers.image.source']),
    // Reproducible builds say 1970; that is no time to sort by or to show.
    builtAt: time > 0 ? new Date(time).toISOString() : undefined,
  };
}

/** Merges the tags of one digest, so that a build stands once in a list. */
function mergeByDigest(artifacts: Artifact[]): Artifact[] {
  const byDigest = new Map<string, Artifact>();
  for (const artifact of artifacts) {
    const known = byDigest.get(artifact.digest);
    if (!known) {
      byDigest.set(artifact.digest, artifact);
      continue;
    }
    // `latest` moves; a build is better known by a tag that stays.
    const [main, other] = known.tags.includes('latest')
      ? [artifact, known]
      : [known, artifact];
    byDigest.set(artifact.digest, {
      ...main,
      tags: [...main.tags, ...other.tags],
    });
  }
  return [...byDigest.values()];
}

/** Built images in container registries that speak the OCI distribution API. */
export class RegistryArtifactSource implements ArtifactSource {
  readonly id = 'registry';
  readonly #registries = new Map<
    string,
    { registry: OciRegistry; http: RegistryHttp }
  >();

  constructor(options: { registries: RegistryConfig[] }) {
    for (const config of options.registries) {
      const http = new RegistryHttp(config);
      this.#registries.set(config.host, {
        http,
        registry: new OciRegistry(http),
      });
    }
  }

  supports(repository: string): boolean {
    const image = tryParseImageReference(repository);
    return (
      image !== undefined && this.#registries.has(splitRepository(image)[0])
    );
  }

  async get(
    image: string,
    options?: PortCallOptions,
  ): Promise<Artifact | undefined> {
    const parsed = parseImageReference(image);
    const { http, registry, path } = this.#locate(parsed);
    try {
      return await http.withTimeLimit(
        async signal =>
          toArtifact(
            parsed,
            await registry.details(
              path,
              parsed.digest ?? parsed.tag ?? 'latest',
              signal,
            ),
          ),
        options?.signal,
      );
    } catch (error) {
      if (error instanceof NotFoundError) {
        return undefined;
      }
      throw error;
    }
  }

  async exists(
    image: string,
    options?: PortCallOptions,
  ): Promise<ArtifactPresence> {
    try {
      const parsed = parseImageReference(image);
      const { http, registry, path } = this.#locate(parsed);
      const digest = await http.withTimeLimit(
        signal =>
          registry.resolve(
            path,
            parsed.digest ?? parsed.tag ?? 'latest',
            signal,
          ),
        options?.signal,
      );
      return { state: 'present', digest };
    } catch (error) {
      return error instanceof NotFoundError
        ? { state: 'missing' }
        : { state: 'unknown', reason: toError(error).message };
    }
  }

  async list(
    repository: string,
    options?: PortCallOptions & { limit?: number },
  ): Promise<Artifact[]> {
    const parsed = parseImageReference(repository);
    const { http, registry, path } = this.#locate(parsed);
    const limit = options?.limit ?? DEFAULT_LIST_LIMIT;
    const artifacts = await http.withTimeLimit(async signal => {
      const { tags } = await registry.tags(path, signal);
      // Signatures and attestations are tagged `sha256-…` beside the images.
      const names = tags.filter(tag => !tag.startsWith('sha256-'));
      return this.#inspect(names.slice(-MAX_INSPECTED_TAGS), async tag => {
        try {
          const details = await registry.details(path, tag, signal);
          const { registry: host, path: imagePath } = parsed;
          return toArtifact({ registry: host, path: imagePath, tag }, details);
        } catch (error) {
          // Removed since the list was read.
          if (error instanceof NotFoundError) {
            return undefined;
          }
          throw error;
        }
      });
    }, options?.signal);
    return mergeByDigest(artifacts)
      .sort((left, right) =>
        (right.builtAt ?? '').localeCompare(left.builtAt ?? ''),
      )
      .slice(0, limit);
  }

  async #inspect(
    tags: string[],
    inspect: (tag: string) => Promise<Artifact | undefined>,
  ): Promise<Artifact[]> {
    const artifacts: Artifact[] = [];
    for (let at = 0; at < tags.length; at += PARALLEL_LOOKUPS) {
      const batch = await Promise.all(
        tags.slice(at, at + PARALLEL_LOOKUPS).map(inspect),
      );
      artifacts.push(...batch.flatMap(artifact => artifact ?? []));
    }
    return artifacts;
  }

  #locate(image: ImageReference): Location {
    const [host, path] = splitRepository(image);
    const found = this.#registries.get(host);
    if (!found) {
      throw new ServiceUnavailableError(
        `The registry '${host}' is not in deploy.registries, so nothing is known about its images; add it there`,
      );
    }
    if (image.digest && !/^sha256:[0-9a-f]{64}$/.test(image.digest)) {
      throw new InputError(
        `The digest '${image.digest}' is not a lower-case sha256 digest`,
      );
    }
    return { ...found, path };
  }
}
