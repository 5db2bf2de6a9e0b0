import {
  KubernetesClient,
  KubernetesObject,
  ResourceType,
  ResourceWatch,
  WatchChange,
  watchResource,
} from '@openportal/kubernetes-node';

/**
 * Names an object of a resource type.
 *
 * @public
 */
export type ObjectName = { name: string; namespace?: string };

/**
 * Which object changed, and how it is now; of one that is gone, how it was.
 *
 * @public
 */
export type ObjectChange = ObjectName & { object: KubernetesObject };

/**
 * Options of {@link ObjectWatch}.
 *
 * @public
 */
export interface ObjectWatchOptions {
  client: KubernetesClient;
  resource: ResourceType;
  /** Undefined: of all namespaces. */
  namespace?: string;
  labelSelector?: string;
  logger: { warn(message: string): void; debug(message: string): void };
  /** What to keep of each object in memory. */
  keep?(object: KubernetesObject): KubernetesObject;
  /** What counts as a change: an object of the same text as before is the same. */
  fingerprint(object: KubernetesObject): string;
  /** How long what is held counts as current after the cluster last sent something. Defaults to 30 seconds. */
  livenessMilliseconds?: number;
}

const LIVENESS_MILLISECONDS = 30_000;
/** A silent watch is asked anew so much earlier, that a quiet cluster is heard of in time. */
const MARGIN_MILLISECONDS = 5_000;

const noObjects: ReadonlyMap<string, KubernetesObject> = new Map();

/**
 * One watch of a resource type in a cluster, shared by everybody who asks. It runs while somebody listens, so that
 * reading what runs costs no call and changes are seen at once. What it holds counts as current only while the
 * cluster gives signs of life: of a connection that is dead without a word, and of a list that fails, it says that
 * by itself, and the caller has to ask the cluster.
 *
 * @public
 */
export class ObjectWatch {
  readonly #options: ObjectWatchOptions;
  readonly #liveness: number;
  readonly #listeners = new Set<(changed: ObjectChange) => void>();
  #fingerprints = new Map<string, string>();
  #objects = new Map<string, Map<string, KubernetesObject>>();
  #watch: ResourceWatch | undefined;
  #version = 0;

  constructor(options: ObjectWatchOptions) {
    this.#options = options;
    this.#liveness = options.livenessMilliseconds ?? LIVENESS_MILLISECONDS;
  }

  /** Whether what it holds is what the cluster has, as far as anybody can know. */
  isCurrent(): boolean {
    const status = this.#watch?.status();
    return (
      status?.synced === true &&
      Date.now() - Date.parse(status.lastHeardAt ?? '') <= this.#liveness
    );
  }

  /** Grows with everything that is held anew, so that what is made out of it can be kept until then. */
  get version(): number {
    return this.#version;
  }

  /** An object as the watch saw it last. */
  get({ name, namespace }: ObjectName): KubernetesObject | undefined {
    return this.inNamespace(namespace).get(name);
  }

  /** The objects of a namespace, by name. */
  inNamespace(
    namespace: string | undefined,
  ): ReadonlyMap<string, KubernetesObject> {
    return this.#objects.get(namespace ?? '') ?? noObjects;
  }

  /** All objects. */
  objects(): KubernetesObject[] {
    return [...this.#objects.values()].flatMap(objects => [
      ...objects.values(),
    ]);
  }

  /** Calls back with every object that changes, until the returned function is called. The first list counts too. */
  subscribe(listener: (changed: ObjectChange) => void): () => void {
    // A wrapper, so that the same function can listen twice.
    const entry = (changed: ObjectChange) => listener(changed);
    this.#listeners.add(entry);
    this.#watch ??= watchResource({
      client: this.#options.client,
      resource: this.#options.resource,
      namespace: this.#options.namespace,
      labelSelector: this.#options.labelSelector,
      keep: this.#options.keep,
      logger: this.#options.logger,
      inactivityMilliseconds: Math.max(
        this.#liveness / 2,
        this.#liveness - MARGIN_MILLISECONDS,
      ),
      onChange: change => this.#onChange(change),
    });
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) {
        void this.stop();
      }
    };
  }

  /** Ends the watch and forgets what it saw. */
  async stop(): Promise<void> {
    const watch = this.#watch;
    this.#watch = undefined;
    this.#listeners.clear();
    await watch?.stop();
    if (!this.#watch) {
      this.#objects = new Map();
      this.#fingerprints = new Map();
    }
  }

  #onChange(change: WatchChange): void {
    if (change.type === 'list') {
      this.#replace(change.objects);
    } else {
      this.#apply(change.type, change.object);
    }
  }

  #replace(objects: KubernetesObject[]): void {
    const listed = new Set(objects.map(keyOf));
    for (const object of this.objects()) {
      if (!listed.has(keyOf(object))) {
        this.#apply('delete', object);
      }
    }
    for (const object of objects) {
      this.#apply('set', object);
    }
  }

  #apply(type: 'set' | 'delete', object: KubernetesObject): void {
    const { name, namespace } = object.metadata;
    const key = keyOf(object);
    const before = this.#fingerprints.get(key);
    this.#version += 1;
    const inNamespace = this.#objects.get(namespace ?? '') ?? new Map();
    if (type === 'delete') {
      inNamespace.delete(name);
      this.#fingerprints.delete(key);
    } else {
      inNamespace.set(name, object);
      this.#fingerprints.set(key, this.#options.fingerprint(object));
    }
    if (inNamespace.size > 0) {
      this.#objects.set(namespace ?? '', inNamespace);
    } else {
      this.#objects.delete(namespace ?? '');
    }
    if (this.#fingerprints.get(key) !== before) {
      this.#tell({ name, namespace, object });
    }
  }

  #tell(changed: ObjectChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(changed);
      } catch (error) {
        // Thrown on, it would make the watch list everything again, for every listener.
        this.#options.logger.warn(
          `A listener for ${this.#options.resource.plural} failed for '${
            changed.name
          }': ${error}`,
        );
      }
    }
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
