import { ResourceType, WatchStatus } from '@openportal/kubernetes-node';
import {
  CompositionSummary,
  prefixedKeys,
} from '@openportal/plugin-crossplane-common';
import {
  ClusterSourceOptions,
  PARTS,
  SourceStatus,
} from './ClusterSourceOptions';
import { CompositionsByKind } from './CompositionsByKind';
import { CrossplaneDiscovery, XRD_GROUP } from './CrossplaneDiscovery';
import { FollowedResources } from './FollowedResources';
import { PackedObject } from './PackedObject';
import { trimComposition, trimDefinition, trimNamespace } from './trimObject';
import { WatchedPart } from './WatchedPart';
import { watchPart, WatchPartOptions } from './watchPart';

/**
 * The server ends the watch of the XRDs after this time, so silence beyond it means a dead connection: it is
 * the pulse of all watches of the cluster.
 */
const PULSE_SECONDS = 25;
const PULSE_LIMIT_MILLISECONDS = 29_000;

/**
 * Reads one cluster: XRDs, compositions, owners of namespaces, and the resources of the kinds that it is told
 * to follow. Only reads; what the objects mean is decided elsewhere.
 */
export class ClusterSource {
  readonly #options: ClusterSourceOptions;
  readonly #initial: Map<string, PackedObject[]>;
  readonly #followed: FollowedResources;
  readonly #discovery: CrossplaneDiscovery;
  readonly #compositions = new CompositionsByKind();
  #definitions: WatchedPart | undefined;
  #others: WatchedPart[] = [];
  #stopped = false;

  constructor(options: ClusterSourceOptions) {
    this.#options = options;
    this.#followed = new FollowedResources(options);
    this.#discovery = new CrossplaneDiscovery({
      client: options.client,
      logger: options.logger,
      retryMilliseconds: options.discoveryRetryMilliseconds,
      onFound: version => this.#watchDefinitions(version),
      onAbsent: () => this.#removeDefinitions(),
      onStatus: () => options.onStatus(),
    });
    this.#initial = new Map(
      [...options.initial].map(([part, objects]) => [
        part,
        objects.map(PackedObject.fromStored),
      ]),
    );
    this.#compositions.apply(this.#initialOf(PARTS.compositions), []);
  }

  get cluster(): string {
    return this.#options.client.cluster;
  }

  /** True once the XRDs were listed by this process. */
  get definitionsListed(): boolean {
    return this.#definitions?.listed ?? this.#discovery.absent;
  }

  /** True once everything that is followed was listed by this process. */
  get complete(): boolean {
    return (
      this.definitionsListed &&
      this.#followed.parts().every(part => part.listed)
    );
  }

  /** True when the XRDs were listed after this time, in ISO 8601; there is nothing to list without Crossplane. */
  definitionsListedAfter(time: string): boolean {
    return this.#definitions
      ? isAfter(this.#definitions, time)
      : this.#discovery.absent;
  }

  /** True when everything that is followed was listed after this time. */
  listedAfter(time: string): boolean {
    return (
      this.definitionsListedAfter(time) &&
      this.#followed.parts().every(part => isAfter(part, time))
    );
  }

  /** Begins to read, once: somebody may ask for a list before. */
  start(): void {
    if (!this.#definitions && !this.#stopped) {
      this.#discovery.start();
    }
  }

  /** Lists everything again. */
  refresh(): void {
    if (this.#definitions) {
      for (const part of this.#parts()) {
        part.refresh();
      }
    } else {
      this.start();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#discovery.stop();
    await Promise.all(this.#parts().map(part => part.stop()));
  }

  definitionNames(): string[] {
    return this.#definitions
      ? [...this.#definitions.values()].map(({ metadata }) => metadata.name)
      : this.#initialOf(PARTS.definitions).map(({ metadata }) => metadata.name);
  }

  definition(xrd: string): PackedObject | undefined {
    return this.#definitions
      ? this.#definitions.get(`/${xrd}`)
      : this.#initialOf(PARTS.definitions).find(
          ({ metadata }) => metadata.name === xrd,
        );
  }

  /** Compositions of a kind, in any of its versions. */
  compositions(group: string, kind: string): CompositionSummary[] {
    return this.#compositions.get(group, kind);
  }

  /** The resources of an XRD, as far as they are known. */
  composites(xrd: string): Iterable<PackedObject> {
    return this.#followed.get(xrd)?.values() ?? this.#initialOf(xrd);
  }

  composite(xrd: string, key: string): PackedObject | undefined {
    const part = this.#followed.get(xrd);
    return part
      ? part.get(key)
      : this.#initialOf(xrd).find(object => object.key === key);
  }

  /** True when the resources of an XRD cannot be read. */
  compositesFail(xrd: string): boolean {
    const status = this.#followed.get(xrd)?.status();
    return status?.error !== undefined && status.statusCode !== 404;
  }

  /** Value of the annotation `<prefix>/owner` of a namespace. */
  namespaceOwner(namespace: string): string | undefined {
    const key = `/${namespace}`;
    const [, namespaces] = this.#others;
    const packed = namespaces
      ? namespaces.get(key)
      : this.#initialOf(PARTS.namespaces).find(object => object.key === key);
    const { owner } = prefixedKeys(this.#options.annotationPrefix);
    return packed?.unpack().metadata.annotations?.[owner];
  }

  /** Follows the resources of an XRD, or of a new version of it; without a type, not any more. */
  follow(xrd: string, resource: ResourceType | undefined): void {
    if (!this.#stopped) {
      this.#followed.follow(xrd, resource, this.#initialOf(xrd));
      if (resource) {
        this.#initial.delete(xrd);
      }
    }
  }

  status(): SourceStatus {
    const parts = this.#parts().map(part => part.status());
    const definitions = this.#definitions?.status();
    const failing = parts.find(
      ({ error, statusCode }) => error !== undefined && statusCode !== 404,
    );
    return {
      stale: Boolean(this.#discovery.error ?? definitions?.error),
      error: this.#discovery.error ?? definitions?.error ?? failing?.error,
      lastListedAt: definitions?.lastListedAt,
      nextListAt: definitions?.nextListAt,
      watches: {
        open: parts.filter(({ watching }) => watching).length,
        total: parts.length,
        restarts: parts.reduce((sum, { restarts }) => sum + restarts, 0),
      },
    };
  }

  #initialOf(part: string): PackedObject[] {
    return this.#initial.get(part) ?? [];
  }

  #parts(): WatchedPart[] {
    return [
      ...(this.#definitions ? [this.#definitions] : []),
      ...this.#others,
      ...this.#followed.parts(),
    ];
  }

  #removeDefinitions(): void {
    const removed = this.#initialOf(PARTS.definitions).map(({ key }) => key);
    this.#initial.delete(PARTS.definitions);
    this.#options.onChange(PARTS.definitions, { set: [], removed });
  }

  #watchDefinitions(version: string): void {
    const { annotationPrefix, watch } = this.#options;
    const { owner } = prefixedKeys(annotationPrefix);
    // Both API versions serve the same objects, so one of them is read.
    this.#definitions = this.#watchPart(PARTS.definitions, {
      resource: {
        group: XRD_GROUP,
        version,
        plural: 'compositeresourcedefinitions',
      },
      trim: trimDefinition,
      onStatus: status => this.#onDefinitionsStatus(status),
      watch: {
        timeoutSeconds: PULSE_SECONDS,
        inactivityMilliseconds:
          watch?.inactivityMilliseconds ?? PULSE_LIMIT_MILLISECONDS,
        onSilence: () => this.#reconnect(),
      },
    });
    this.#others = [
      this.#watchPart(PARTS.compositions, {
        resource: { group: XRD_GROUP, version: 'v1', plural: 'compositions' },
        trim: trimComposition,
      }),
      this.#watchPart(PARTS.namespaces, {
        resource: { group: '', version: 'v1', plural: 'namespaces' },
        trim: trimNamespace(owner),
      }),
    ];
  }

  #watchPart(
    name: string,
    options: Omit<WatchPartOptions, 'initial' | 'onChange'>,
  ): WatchedPart {
    const initial = this.#initialOf(name);
    this.#initial.delete(name);
    return watchPart(this.#options, name, {
      ...options,
      initial,
      onChange: change => {
        this.#options.onChange(name, change);
        if (name === PARTS.compositions) {
          this.#options.onCompositions(
            this.#compositions.apply(change.set, change.removed),
          );
        }
      },
    });
  }

  #onDefinitionsStatus(status: WatchStatus): void {
    if (status.statusCode === 404) {
      this.#rediscover();
    } else if (status.synced) {
      for (const part of this.#parts()) {
        if (part !== this.#definitions && part.status().error !== undefined) {
          // The cluster is back: no reason to wait longer.
          part.refresh();
        }
      }
    }
    this.#options.onStatus();
  }

  /** The XRDs are gone, or served in another version: what was known stays until that is clear. */
  #rediscover(): void {
    const gone = [
      ...(this.#definitions ? [this.#definitions] : []),
      ...this.#others,
    ];
    if (this.#definitions) {
      this.#initial.set(PARTS.definitions, [...this.#definitions.values()]);
    }
    const [compositions, namespaces] = this.#others;
    this.#initial.set(PARTS.compositions, [...(compositions?.values() ?? [])]);
    this.#initial.set(PARTS.namespaces, [...(namespaces?.values() ?? [])]);
    this.#definitions = undefined;
    this.#others = [];
    for (const part of gone) {
      part
        .stop()
        .catch(error =>
          this.#options.logger.warn(`A watch did not stop: ${error}`),
        );
    }
    this.#discovery.restart();
  }

  #reconnect(): void {
    this.#options.logger.warn(
      `The connection to cluster '${this.cluster}' is dead: all its watches connect anew`,
    );
    for (const part of this.#parts()) {
      if (part !== this.#definitions) {
        part.reconnect();
      }
    }
  }
}

function isAfter(part: WatchedPart, time: string): boolean {
  return (part.status().lastListedAt ?? '') > time;
}
