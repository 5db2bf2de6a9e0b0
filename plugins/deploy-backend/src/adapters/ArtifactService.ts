import {
  Artifact,
  formatImageReference,
  imageRepository,
  isPinned,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { ArtifactPresence } from '@openportal/plugin-deploy-node';
import { describeError } from '../errors/describeError';
import { AdapterRegistry } from './AdapterRegistry';
import { callPort, READ_TIMEOUT_MS } from './callPort';

// A page asks for the same handful of images again and again; what a registry has, it keeps for minutes.
const CACHE_MS = 30_000;
const CACHE_ENTRIES = 1000;

/** An image with its digest, and whether the registry has it. */
export type ResolvedImage = { image: string; presence: ArtifactPresence };

/** Asks the registries about images. */
export class ArtifactService {
  readonly #adapters: AdapterRegistry;
  readonly #onMissing: (image: string) => void;
  readonly #present = new Map<string, { until: number; digest: string }>();
  /** Questions that are not answered yet. */
  readonly #asked = new Map<string, Promise<ArtifactPresence>>();

  constructor(options: {
    adapters: AdapterRegistry;
    /** Called when a registry says that it does not have an image: pages should not go on to say that it does. */
    onMissing?: (image: string) => void;
  }) {
    this.#adapters = options.adapters;
    this.#onMissing = options.onMissing ?? (() => {});
  }

  /**
   * Fixes an image by its digest, as the registry knows it now, and tells whether it is there. `latest`
   * is never fixed: what it means is not what anybody tested.
   */
  async resolve(
    image: string,
    options?: { fresh?: boolean },
  ): Promise<ResolvedImage> {
    const presence = await this.presence(image, options);
    const reference = tryParseImageReference(image);
    if (
      !reference ||
      isPinned(reference) ||
      presence.state !== 'present' ||
      reference.tag === undefined ||
      reference.tag === 'latest'
    ) {
      return { image, presence };
    }
    return {
      image: formatImageReference({ ...reference, digest: presence.digest }),
      presence,
    };
  }

  /** Whether the registry has the image. Never throws. */
  async presence(
    image: string,
    options?: { fresh?: boolean },
  ): Promise<ArtifactPresence> {
    const cached = this.#present.get(image);
    if (cached && cached.until > Date.now() && !options?.fresh) {
      return { state: 'present', digest: cached.digest };
    }
    // What is on its way is as fresh as what would be asked now.
    const asked = this.#asked.get(image);
    if (asked) {
      return asked;
    }
    const asking = this.#ask(image).finally(() => this.#asked.delete(image));
    this.#asked.set(image, asking);
    return asking;
  }

  async #ask(image: string): Promise<ArtifactPresence> {
    const reference = tryParseImageReference(image);
    if (!reference) {
      return {
        state: 'unknown',
        reason: `'${image}' is not an image reference`,
      };
    }
    const repository = imageRepository(reference);
    const source = this.#adapters.findArtifactSource(repository);
    if (!source) {
      return {
        state: 'unknown',
        reason: `no registry is configured for '${repository}'`,
      };
    }
    try {
      const presence = await callPort(
        `The registry of '${repository}'`,
        READ_TIMEOUT_MS,
        signal => source.exists(image, { signal }),
      );
      this.#remember(image, presence);
      return presence;
    } catch (error) {
      return { state: 'unknown', reason: describeError(error) };
    }
  }

  /** What the registry tells about an image, or undefined where it cannot be asked. */
  async describe(image: string): Promise<Artifact | undefined> {
    const reference = tryParseImageReference(image);
    const source =
      reference &&
      this.#adapters.findArtifactSource(imageRepository(reference));
    if (!source) {
      return undefined;
    }
    return callPort('The registry', READ_TIMEOUT_MS, signal =>
      source.get(image, { signal }),
    ).catch(() => undefined);
  }

  #remember(image: string, presence: ArtifactPresence): void {
    this.#present.delete(image);
    if (presence.state === 'missing') {
      this.#onMissing(image);
    }
    if (presence.state !== 'present') {
      return;
    }
    if (this.#present.size >= CACHE_ENTRIES) {
      const [oldest] = this.#present.keys();
      this.#present.delete(oldest);
    }
    this.#present.set(image, {
      until: Date.now() + CACHE_MS,
      digest: presence.digest,
    });
  }
}
