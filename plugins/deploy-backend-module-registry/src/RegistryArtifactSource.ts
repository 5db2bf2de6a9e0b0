import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Artifact,
  ImageReference,
  ScanSummary,
  canonicalRepository,
  parseImageReference,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import {
  ArtifactPresence,
  ArtifactSource,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import {
  ConnectedRegistry,
  connectRegistry,
  SignInSources,
} from './connectRegistry';
import { ListedImage } from './listings/Listing';
import { RegistryConfig } from './readConfig';
import { readScan, SCAN_ARTIFACT_TYPE } from './scan';
import { mainTag, mergeByDigest, toArtifact } from './toArtifact';

const DEFAULT_LIST_LIMIT = 20;
/** Most registries tell no dates in a tag list, so each tag costs lookups. */
const MAX_INSPECTED_TAGS = 50;
const PARALLEL_LOOKUPS = 5;

type Location = ConnectedRegistry & { path: string };

/** Built images in container registries that speak the OCI distribution API. */
export class RegistryArtifactSource implements ArtifactSource {
  readonly id = 'registry';
  readonly #registries = new Map<string, ConnectedRegistry>();
  readonly #logger: LoggerService;

  constructor(options: { registries: RegistryConfig[] } & SignInSources) {
    this.#logger = options.logger;
    for (const config of options.registries) {
      this.#registries.set(config.host, connectRegistry(config, options));
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
    const location = this.#locate(parsed);
    const { http, oci, path } = location;
    try {
      return await http.withTimeLimit(async signal => {
        const details = await oci.details(path, referenceOf(parsed), signal);
        const scan =
          readScan(details.labels) ??
          (await this.#findScan(location, details.digest, signal));
        return toArtifact(parsed, details, { scan });
      }, options?.signal);
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
      const { http, oci, path } = this.#locate(parsed);
      const digest = await http.withTimeLimit(
        signal => oci.resolve(path, referenceOf(parsed), signal),
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
    const location = this.#locate(parsed);
    const { http, path, listing } = location;
    const limit = options?.limit ?? DEFAULT_LIST_LIMIT;
    const name: ImageReference = {
      registry: parsed.registry,
      path: parsed.path,
    };
    const artifacts = await http.withTimeLimit(async signal => {
      const listed = await listing.list?.(path, { limit, signal });
      return listed
        ? listed.map(item => this.#toListed(location, name, item))
        : this.#inspectTags(location, name, signal);
    }, options?.signal);
    return mergeByDigest(artifacts).slice(0, limit);
  }

  /** Of an image in a list: what the list says, and what was read of it before. */
  #toListed(
    { oci, path }: Location,
    name: ImageReference,
    { digest, tags, pushedAt }: ListedImage,
  ): Artifact {
    return toArtifact(
      { ...name, tag: mainTag(tags) },
      oci.known(path, digest) ?? { digest, labels: {} },
      { tags, pushedAt },
    );
  }

  /** Looks at the newest tags one by one, a few at once. */
  async #inspectTags(
    { oci, path }: Location,
    name: ImageReference,
    signal: AbortSignal,
  ): Promise<Artifact[]> {
    const { tags } = await oci.tags(path, signal);
    const names = tags
      // Signatures and attestations are tagged `sha256-…` beside the images.
      .filter(tag => !tag.startsWith('sha256-'))
      .slice(-MAX_INSPECTED_TAGS);
    const artifacts: Artifact[] = [];
    for (let at = 0; at < names.length; at += PARALLEL_LOOKUPS) {
      const batch = await Promise.all(
        names.slice(at, at + PARALLEL_LOOKUPS).map(async tag => {
          try {
            const details = await oci.details(path, tag, signal);
            return [toArtifact({ ...name, tag }, details)];
          } catch (error) {
            // Removed since the list was read.
            if (error instanceof NotFoundError) {
              return [];
            }
            throw error;
          }
        }),
      );
      artifacts.push(...batch.flat());
    }
    return artifacts;
  }

  /** An image is worth showing without its scan: what goes wrong here is only logged. */
  async #findScan(
    { listing, oci, path }: Location,
    digest: string,
    signal: AbortSignal,
  ): Promise<ScanSummary | undefined> {
    try {
      if (listing.scan) {
        return await listing.scan(path, digest, signal);
      }
      const attached = await oci.attached(
        path,
        digest,
        SCAN_ARTIFACT_TYPE,
        signal,
      );
      return attached.map(readScan).find(scan => scan !== undefined);
    } catch (error) {
      signal.throwIfAborted();
      this.#logger.debug('The scan of an image cannot be read', {
        repository: path,
        error: toError(error).message,
      });
      return undefined;
    }
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

function referenceOf(image: ImageReference): string {
  return image.digest ?? image.tag ?? 'latest';
}

function splitRepository(image: ImageReference): [host: string, path: string] {
  const name = canonicalRepository(image);
  const slash = name.indexOf('/');
  return [name.slice(0, slash).toLowerCase(), name.slice(slash + 1)];
}
