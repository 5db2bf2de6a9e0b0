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
import { PackedObject } from './PackedObject';
import {
  trimComposite,
  trimComposition,
  trimDefinition,
  trimNamespace,
} from './trimObject';
import { WatchedPart } from './WatchedPart';

const XRD_GROUP = 'apiextensions.crossplane.io';
const DISCOVERY_RETRY_MILLISECONDS = 15_000;
/**
 * The server ends the watch of the XRDs after this time, so silence beyond it means a dead connection: it is
 * the pulse of all watches of the cluster.
 */
const PULSE_SECONDS = 20;
const PULSE_LIMIT_MILLISECONDS = 28_000;
/** Longer than any watch of resources, which TCP keep-alive and the pulse look after. */
const NO_INACTIVITY_LIMIT_MILLISECONDS = 60 * 60 * 1000;
const LONGEST_COMPOSITE_BACKOFF_MILLISECONDS = 5 * 60 * 1000;

/**
 * Reads one cluster: XRDs, compositions, owners of namespaces, and the resources of the kinds that it is told
 * to follow. Only reads; what the objects mean is decided elsewhere.
 */
export class ClusterSource {
  readonly #options: ClusterSourceOptions;
  readonly #initial: Map<string, PackedObject[]>;
  readonly #composites = new Map<
    string,
    { part: WatchedPart; resource: ResourceType }
  >();
  readonly #compositions = new CompositionsByKind();
  #definitions: WatchedPart | undefined;
  #others: WatchedPart[] = [];
  #discoveryError: string | undefined;
  #absences = 0;
  #discovering = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(options: ClusterSourceOptions) {
    this.#options = options;
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
    return this.#definitions?.listed ?? this.#absences > 1;
  }

  /** True once everything that is followed was listed by this process. */
  get complete(): boolean {
    return (
      this.definitionsListed &&
      [...this.#composites.values()].every(({ part }) => part.listed)
    );
  }

  /** True when the XRDs were listed after this time, in ISO 8601; there is nothing to list without Crossplane. */
  definitionsListedAfter(time: string): boolean {
    return this.#definitions
      ? isAfter(this.#definitions, time)
      : this.#absences > 1;
  }

  /** True when everything that is followed was listed after this time. */
  listedAfter(time: string): boolean {
    return (
      this.definitionsListedAfter(time) &&
      [...this.#composites.values()].every(({ part }) => isAfter(part, time))
    );
  }

  /** Begins to read, once: somebody may ask for a list before. */
  start(): void {
    if (this.#definitions || this.#discovering || this.#stopped) {
      return;
    }
    clearTimeout(this.#timer);
    this.#discover().catch(error =>
      this.#options.logger.error('Reading a cluster failed', error),
    );
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
    clearTimeout(this.#timer);
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
    return this.#composites.get(xrd)?.part.values() ?? this.#initialOf(xrd);
  }

  composite(xrd: string, key: string): PackedObject | undefined {
    const followed = this.#composites.get(xrd);
    return followed
      ? followed.part.get(key)
      : this.#initialOf(xrd).find(object => object.key === key);
  }

  /** True when the resources of an XRD cannot be read. */
  compositesFail(xrd: string): boolean {
    const status = this.#composites.get(xrd)?.part.status();
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
    const known = this.#composites.get(xrd);
    if (
      this.#stopped ||
      (known && resource && sameType(known.resource, resource)) ||
      (!known && !resource)
    ) {
      return;
    }
    const initial = known ? [...known.part.values()] : this.#initialOf(xrd);
    if (known) {
      this.#composites.delete(xrd);
      known.part
        .stop()
        .catch(error =>
          this.#options.logger.warn(`A watch did not stop: ${error}`),
        );
    }
    this.#initial.delete(xrd);
    if (!resource) {
      const removed = initial.map(({ key }) => key);
      this.#options.onChange(xrd, { set: [], removed });
      return;
    }
    this.#composites.set(xrd, {
      resource,
      part: this.#watchComposites(xrd, resource, initial),
    });
  }

  status(): SourceStatus {
    const parts = this.#parts().map(part => part.status());
    const definitions = this.#definitions?.status();
    const failing = parts.find(
      ({ error, statusCode }) => error !== undefined && statusCode !== 404,
    );
    return {
      stale: Boolean(this.#discoveryError ?? definitions?.error),
      error: this.#discoveryError ?? definitions?.error ?? failing?.error,
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
      ...[...this.#composites.values()].map(({ part }) => part),
    ];
  }

  async #discover(): Promise<void> {
    const { client, logger } = this.#options;
    this.#discovering = true;
    try {
      const versions = await client.groupVersions(XRD_GROUP);
      if (this.#stopped) {
        return;
      }
      this.#setDiscoveryError(undefined);
      const version = ['v2', 'v1'].find(name => versions.includes(name));
      if (version) {
        this.#absences = 0;
        this.#watchDefinitions(version);
        return;
      }
      this.#noteAbsence();
    } catch (error) {
      // Twice means twice in a row: hours of errors may lie between two answers.
      this.#absences = 0;
      this.#setDiscoveryError(
        error instanceof Error ? error.message : String(error),
      );
      logger.warn(`Cluster '${client.cluster}' cannot be read: ${error}`);
    } finally {
      this.#discovering = false;
    }
    if (!this.#stopped) {
      this.#timer = setTimeout(
        () => this.start(),
        this.#options.discoveryRetryMilliseconds ??
          DISCOVERY_RETRY_MILLISECONDS,
      );
    }
  }

  /** A cluster that says twice in good health that it has no Crossplane has no XRDs either. */
  #noteAbsence(): void {
    const { client, logger } = this.#options;
    this.#absences += 1;
    logger.debug(
      `Cluster '${client.cluster}' does not serve ${XRD_GROUP}: Crossplane is not installed there`,
    );
    if (this.#absences === 2) {
      const removed = this.#initialOf(PARTS.definitions).map(({ key }) => key);
      this.#initial.delete(PARTS.definitions);
      this.#options.onChange(PARTS.definitions, { set: [], removed });
    }
  }

  #setDiscoveryError(error: string | undefined): void {
    const changed =
      (error === undefined) !== (this.#discoveryError === undefined);
    this.#discoveryError = error;
    if (changed) {
      this.#options.onStatus();
    }
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

  #watchComposites(
    xrd: string,
    resource: ResourceType,
    initial: PackedObject[],
  ): WatchedPart {
    const part: WatchedPart = this.#watchPart(xrd, {
      resource,
      initial,
      trim: trimComposite,
      onTouched: object => this.#options.onTouched(xrd, object),
      onStatus: status => {
        if (status.statusCode === 404) {
          this.#checkRemoval(part, resource);
        }
        this.#options.onStatus(xrd);
      },
      watch: {
        longestBackoffMilliseconds:
          this.#options.watch?.longestBackoffMilliseconds ??
          LONGEST_COMPOSITE_BACKOFF_MILLISECONDS,
      },
    });
    return part;
  }

  #watchPart(
    name: string,
    options: Pick<
      ConstructorParameters<typeof WatchedPart>[0],
      'resource' | 'trim' | 'watch' | 'onTouched'
    > & {
      initial?: PackedObject[];
      onStatus?(status: WatchStatus): void;
    },
  ): WatchedPart {
    const { client, logger, lists, watch } = this.#options;
    const initial = options.initial ?? this.#initialOf(name);
    this.#initial.delete(name);
    return new WatchedPart({
      client,
      logger,
      initial,
      resource: options.resource,
      trim: options.trim,
      onTouched: options.onTouched,
      onStatus: status =>
        options.onStatus ? options.onStatus(status) : this.#options.onStatus(),
      onChange: change => {
        this.#options.onChange(name, change);
        if (name === PARTS.compositions) {
          this.#options.onCompositions(
            this.#compositions.apply(change.set, change.removed),
          );
        }
      },
      watch: {
        // XRDs, and the pulse of the cluster, do not queue behind thousands of others.
        ...(name === PARTS.definitions
          ? { runList: list => this.#timed(name, list) }
          : {
              runList: (list, signal) =>
                lists.run(() => this.#timed(name, list), signal),
              beforeWatch: signal => lists.run(async () => {}, signal),
            }),
        bookmarks: false,
        timeoutSeconds: NO_INACTIVITY_LIMIT_MILLISECONDS / 1000,
        inactivityMilliseconds: NO_INACTIVITY_LIMIT_MILLISECONDS,
        ...watch,
        ...options.watch,
      },
    });
  }

  async #timed<T>(part: string, list: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await list();
    this.#options.onListed?.(part, (performance.now() - startedAt) / 1000);
    return result;
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
    this.#absences = 0;
    for (const part of gone) {
      part
        .stop()
        .catch(error =>
          this.#options.logger.warn(`A watch did not stop: ${error}`),
        );
    }
    this.start();
  }

  #checkRemoval(part: WatchedPart, resource: ResourceType): void {
    this.#options.client
      .serves(resource)
      .then(served => {
        if (!served && part.status().statusCode === 404) {
          part.clear();
        }
      })
      .catch(error =>
        this.#options.logger.debug(
          `Whether ${resource.plural}.${resource.group} is gone is not known: ${error}`,
        ),
      );
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

function sameType(a: ResourceType, b: ResourceType): boolean {
  return (
    a.group === b.group && a.version === b.version && a.plural === b.plural
  );
}
