import { LoggerService } from '@backstage/backend-plugin-api';
import {
  KubernetesClient,
  KubernetesObject,
  ResourceType,
  ResourceWatch,
  WatchChange,
  WatchResourceOptions,
  WatchStatus,
  watchResource,
} from '@openportal/kubernetes-node';
import { keyOf, PackedObject } from './PackedObject';
import { SECOND_LIST_MILLISECONDS, ShrinkGuard } from './ShrinkGuard';

/** What differs from before in a part. */
export interface PartChange {
  set: PackedObject[];
  /** Keys of the objects that are gone. */
  removed: string[];
}

/** Options of {@link WatchedPart}. */
export interface WatchedPartOptions {
  client: KubernetesClient;
  resource: ResourceType;
  logger: LoggerService;
  /** What an earlier process knew. */
  initial: PackedObject[];
  trim(object: KubernetesObject): KubernetesObject;
  onChange(change: PartChange): void;
  /** An object got a new version, whether or not that matters to the catalog. */
  onTouched?(object: PackedObject): void;
  onStatus(status: WatchStatus): void;
  watch?: Partial<
    Pick<
      WatchResourceOptions,
      | 'bookmarks'
      | 'inactivityMilliseconds'
      | 'timeoutSeconds'
      | 'longestBackoffMilliseconds'
      | 'initialBackoffMilliseconds'
      | 'relistMilliseconds'
      | 'runList'
      | 'beforeWatch'
      | 'onSilence'
    >
  >;
}

/** The last good objects of one resource type in one cluster. */
export class WatchedPart {
  readonly #options: WatchedPartOptions;
  readonly #guard = new ShrinkGuard();
  readonly #watch: ResourceWatch;
  #objects: Map<string, PackedObject>;
  #listed = false;
  #secondList: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WatchedPartOptions) {
    const { client, resource, logger, trim, watch } = options;
    this.#options = options;
    this.#objects = toMap(options.initial);
    this.#watch = watchResource({
      ...watch,
      client,
      resource,
      logger,
      keep: object => PackedObject.pack(object, trim),
      onChange: change => this.#apply(change),
      onStatus: status => options.onStatus(status),
    });
  }

  /** True once a list of this process was taken over. */
  get listed(): boolean {
    return this.#listed;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): PackedObject | undefined {
    return this.#objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  values(): IterableIterator<PackedObject> {
    return this.#objects.values();
  }

  status(): WatchStatus {
    return this.#watch.status();
  }

  refresh(): void {
    this.#watch.refresh();
  }

  reconnect(): void {
    this.#watch.reconnect();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#secondList);
    await this.#watch.stop();
  }

  /** Removes everything: the cluster says in good health that it does not serve this type any more. */
  clear(): void {
    this.#listed = true;
    this.#replace(new Map());
  }

  #apply(change: WatchChange): void {
    if (change.type === 'list') {
      this.#applyList(change.objects.filter(isPacked));
      return;
    }
    const { object } = change;
    if (!isPacked(object)) {
      return;
    }
    this.#options.onTouched?.(object);
    if (change.type === 'delete') {
      if (this.#objects.delete(object.key)) {
        this.#options.onChange({ set: [], removed: [object.key] });
      }
      return;
    }
    const known = this.#objects.get(object.key);
    this.#objects.set(object.key, object);
    if (known?.hash !== object.hash) {
      this.#options.onChange({ set: [object], removed: [] });
    }
  }

  #applyList(objects: PackedObject[]): void {
    const { logger, resource, client, onTouched } = this.#options;
    const listed = toMap(objects);
    if (!this.#guard.accept(this.#objects.keys(), listed.keys())) {
      logger.warn(
        `The list of ${resource.plural} in cluster '${
          client.cluster
        }' shrank from ${this.#objects.size} to ${
          listed.size
        }: listing once more before anything is removed`,
      );
      clearTimeout(this.#secondList);
      // A timer may fire a moment early.
      this.#secondList = setTimeout(
        () => this.#watch.refresh(),
        SECOND_LIST_MILLISECONDS + 50,
      );
      return;
    }
    if (this.#listed) {
      for (const [key, object] of listed) {
        const version = this.#objects.get(key)?.metadata.resourceVersion;
        if (version !== object.metadata.resourceVersion) {
          onTouched?.(object);
        }
      }
    }
    this.#listed = true;
    this.#replace(listed);
  }

  #replace(listed: Map<string, PackedObject>): void {
    const known = this.#objects;
    this.#objects = listed;
    const set = [...listed.values()].filter(
      object => known.get(object.key)?.hash !== object.hash,
    );
    const removed = [...known.keys()].filter(key => !listed.has(key));
    if (set.length || removed.length) {
      this.#options.onChange({ set, removed });
    }
  }
}

function isPacked(object: KubernetesObject): object is PackedObject {
  return object instanceof PackedObject;
}

function toMap(objects: PackedObject[]): Map<string, PackedObject> {
  return new Map(objects.map(object => [keyOf(object), object]));
}
