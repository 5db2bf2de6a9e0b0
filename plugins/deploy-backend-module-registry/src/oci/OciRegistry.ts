import { createHash } from 'node:crypto';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { parseJson, readBytes } from './readBody';
import { RegistryHttp } from './RegistryHttp';
import {
  configSchema,
  indexSchema,
  manifestSchema,
  manifestTypes,
  tagsSchema,
} from './schemas';

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_CONFIG_BYTES = 1024 * 1024;
const MAX_TAG_PAGE_BYTES = 1024 * 1024;
const TAGS_PER_PAGE = 500;
const MAX_TAG_PAGES = 10;
const MAX_REFERRERS_BYTES = 1024 * 1024;
/** What a digest stands for never changes. */
const MAX_KNOWN_IMAGES = 2000;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** What a registry tells about an image. */
export interface ImageDetails {
  digest: string;
  created?: string;
  labels: Record<string, string>;
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new ServiceUnavailableError(
      `The ${what} has an unexpected shape at '${result.error.issues[0].path.join(
        '.',
      )}'`,
    );
  }
  return result.data;
}

/** A registry that gives other content for a digest can be believed in nothing: what is there is unknown, not missing. */
function assertSame(path: string, wanted: string, digest: string): void {
  if (digest !== wanted) {
    throw new ServiceUnavailableError(
      `The registry answers '${wanted}' of '${path}' with the content of '${digest.slice(
        0,
        80,
      )}'`,
    );
  }
}

/** The lookups of the OCI distribution API that the portal needs. A lookup throws NotFoundError only on a 404. */
export class OciRegistry {
  readonly #http: RegistryHttp;
  readonly #known = new Map<string, ImageDetails>();

  constructor(http: RegistryHttp) {
    this.#http = http;
  }

  /**
   * The digest behind a tag or digest.
   *
   * @throws NotFoundError where the registry, being one, answers 404
   */
  async resolve(
    path: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<string> {
    let response: Response;
    try {
      response = await this.#http.request({
        method: 'HEAD',
        path: `/v2/${path}/manifests/${reference}`,
        accept: manifestTypes,
        signal,
      });
    } catch (error) {
      if (error instanceof NotFoundError) {
        await this.#http.assertRegistry(signal);
      }
      throw error;
    }
    const digest = response.headers.get('docker-content-digest');
    if (!DIGEST.test(reference)) {
      return digest !== null && DIGEST.test(digest)
        ? digest
        : (await this.#manifest(path, reference, signal)).digest;
    }
    assertSame(path, reference, digest ?? reference);
    return reference;
  }

  /**
   * Digest, build time and labels of an image. Asks for the digest first: what it stands for is remembered, without
   * the question whether it is still there.
   */
  async details(
    path: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<ImageDetails> {
    const digest = await this.resolve(path, reference, signal);
    const known = this.known(path, digest);
    if (known) {
      return known;
    }
    const details = await this.#read(path, digest, signal);
    if (this.#known.size >= MAX_KNOWN_IMAGES) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest);
    }
    this.#known.set(`${path}@${digest}`, details);
    return details;
  }

  /** What was read of an image before. */
  known(path: string, digest: string): ImageDetails | undefined {
    return this.#known.get(`${path}@${digest}`);
  }

  /**
   * Annotations of what is attached to an image, of one type, the newest first. Nothing where the registry does not
   * know the {@link https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers | referrers}
   * of an image.
   */
  async attached(
    path: string,
    digest: string,
    artifactType: string,
    signal: AbortSignal,
  ): Promise<Record<string, string>[]> {
    const query = new URLSearchParams({ artifactType });
    const response = await this.#http.request({
      method: 'GET',
      path: `/v2/${path}/referrers/${digest}?${query}`,
      signal,
    });
    const what = `referrers of '${path}'`;
    const bytes = await readBytes(response, MAX_REFERRERS_BYTES, what);
    const created = (annotations: Record<string, string>) =>
      annotations['org.opencontainers.image.created'] ?? '';
    return parse(indexSchema, parseJson(bytes, what), what)
      .manifests.filter(item => item.artifactType === artifactType)
      .map(({ annotations = {} }) => annotations)
      .sort((left, right) => created(right).localeCompare(created(left)));
  }

  async #read(
    path: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<ImageDetails> {
    const { digest, manifest } = await this.#manifest(path, reference, signal);
    let image = manifest;
    if ('manifests' in image) {
      // Every platform of one build has the same labels; attestations have no real platform.
      const entry =
        image.manifests.find(
          ({ platform }) =>
            platform?.os === 'linux' && platform.architecture === 'amd64',
        ) ??
        image.manifests.find(
          ({ platform }) => platform?.os && platform.os !== 'unknown',
        );
      if (!entry) {
        return { digest, labels: manifest.annotations ?? {} };
      }
      image = (await this.#manifest(path, entry.digest, signal)).manifest;
    }
    if ('manifests' in image) {
      return { digest, labels: manifest.annotations ?? {} };
    }
    const what = `configuration of '${path}'`;
    const response = await this.#http.request({
      method: 'GET',
      path: `/v2/${path}/blobs/${image.config.digest}`,
      signal,
    });
    const bytes = await readBytes(response, MAX_CONFIG_BYTES, what);
    const config = parse(configSchema, parseJson(bytes, what), what);
    return {
      digest,
      created: config.created,
      // An image inherits the labels of the one that it is built on, and no annotations.
      labels: {
        ...config.config?.Labels,
        ...image.annotations,
        ...manifest.annotations,
      },
    };
  }

  /** Tags in the order of the registry; `complete` is false when there are more than are read. */
  async tags(
    path: string,
    signal: AbortSignal,
  ): Promise<{ tags: string[]; complete: boolean }> {
    const tags: string[] = [];
    let last: string | undefined;
    for (let page = 0; page < MAX_TAG_PAGES; page += 1) {
      const query = new URLSearchParams({ n: String(TAGS_PER_PAGE) });
      if (last) {
        query.set('last', last);
      }
      const response = await this.#http.request({
        method: 'GET',
        path: `/v2/${path}/tags/list?${query}`,
        signal,
      });
      const what = `tag list of '${path}'`;
      const bytes = await readBytes(response, MAX_TAG_PAGE_BYTES, what);
      const found = parse(tagsSchema, parseJson(bytes, what), what).tags ?? [];
      tags.push(...found);
      const next = found[found.length - 1];
      // The link itself is not followed: it may lead anywhere, and the page can be asked for without it.
      if (!response.headers.get('link') || !next || next === last) {
        return { tags, complete: true };
      }
      last = next;
    }
    return { tags, complete: false };
  }

  async #manifest(path: string, reference: string, signal: AbortSignal) {
    const what = `manifest of '${path}'`;
    const response = await this.#http.request({
      method: 'GET',
      path: `/v2/${path}/manifests/${reference}`,
      accept: manifestTypes,
      signal,
    });
    const bytes = await readBytes(response, MAX_MANIFEST_BYTES, what);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (DIGEST.test(reference)) {
      assertSame(path, reference, digest);
    }
    return {
      digest,
      manifest: parse(manifestSchema, parseJson(bytes, what), what),
    };
  }
}
