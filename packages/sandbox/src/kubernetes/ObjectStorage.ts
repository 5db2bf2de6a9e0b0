import { Collection, Store } from '../core';
import { expired } from './status';
import { GroupResource, KubernetesObject, ObjectEvent } from './types';

interface StoredObject {
  resource: GroupResource;
  object: KubernetesObject;
}

type Listener = (event: ObjectEvent) => void;

function resourcePrefix(resource: GroupResource): string {
  return `${resource.group}/${resource.plural}/`;
}

function objectKey(
  resource: GroupResource,
  namespace: string | undefined,
  name: string,
): string {
  return `${resourcePrefix(resource)}${namespace ?? ''}/${name}`;
}

/**
 * The objects of one cluster: durable, with one resource version for all of
 * them and a history from which watches resume. Objects that come out of here
 * are shared: whoever changes one clones it first.
 */
export class ObjectStorage {
  readonly #store: Store;
  readonly #documents: Collection<StoredObject>;
  readonly #counters: Collection<number>;
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #listeners = new Set<Listener>();
  /** Thousands of watches, each of one resource: a change is told to those of its own. */
  readonly #resourceListeners = new Map<string, Set<Listener>>();
  readonly #historyLimit: number;
  readonly #unpublished: ObjectEvent[] = [];
  #publishing = false;
  #history: ObjectEvent[] = [];
  #resourceVersion: number;
  #oldestResumable: number;

  constructor(options: {
    store: Store;
    cluster: string;
    historyLimit?: number;
  }) {
    this.#store = options.store;
    this.#historyLimit = options.historyLimit ?? 10_000;
    this.#documents = options.store.collection<StoredObject>(
      `kubernetes:${options.cluster}:objects`,
    );
    this.#counters = options.store.collection<number>(
      `kubernetes:${options.cluster}:counters`,
    );
    for (const [key, { resource, object }] of this.#documents.entries()) {
      this.#bucket(resource).set(key, object);
    }
    this.#resourceVersion = this.#counters.get('resourceVersion') ?? 1;
    this.#oldestResumable = this.#resourceVersion;
  }

  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  #bucket(resource: GroupResource): Map<string, KubernetesObject> {
    const prefix = resourcePrefix(resource);
    let bucket = this.#objects.get(prefix);
    if (!bucket) {
      bucket = new Map();
      this.#objects.set(prefix, bucket);
    }
    return bucket;
  }

  get(
    resource: GroupResource,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    return this.#bucket(resource).get(objectKey(resource, namespace, name));
  }

  /** The objects of a resource ordered by namespace and name. */
  list(resource: GroupResource, namespace?: string): KubernetesObject[] {
    const prefix = `${resourcePrefix(resource)}${namespace ?? ''}/`;
    return [...this.#bucket(resource)]
      .filter(([key]) => namespace === undefined || key.startsWith(prefix))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, object]) => object);
  }

  /** Every object with its resource. */
  everything(): StoredObject[] {
    return [...this.#objects].flatMap(([prefix, bucket]) => {
      const [group, plural] = prefix.split('/');
      return [...bucket.values()].map(object => ({
        resource: { group, plural },
        object,
      }));
    });
  }

  /** Writes an object with the next resource version and tells the watchers. */
  put(type: GroupResource, object: KubernetesObject): KubernetesObject {
    const resource = { group: type.group, plural: type.plural };
    const { namespace, name = '' } = object.metadata;
    const previous = this.get(resource, namespace, name);
    const resourceVersion = this.#resourceVersion + 1;
    const written: KubernetesObject = {
      ...object,
      metadata: {
        ...object.metadata,
        resourceVersion: String(resourceVersion),
      },
    };
    const key = objectKey(resource, namespace, name);
    this.#store.transaction(() => {
      this.#documents.put(key, { resource, object: written });
      this.#counters.put('resourceVersion', resourceVersion);
    });
    this.#resourceVersion = resourceVersion;
    this.#bucket(resource).set(key, written);
    this.#publish({
      type: previous ? 'MODIFIED' : 'ADDED',
      resourceVersion,
      resource,
      object: written,
      previous,
    });
    return written;
  }

  /** Removes an object; the event carries its last state with a new resource version. */
  remove(type: GroupResource, object: KubernetesObject): KubernetesObject {
    const resource = { group: type.group, plural: type.plural };
    const { namespace, name = '' } = object.metadata;
    const key = objectKey(resource, namespace, name);
    const resourceVersion = this.#resourceVersion + 1;
    this.#store.transaction(() => {
      this.#documents.delete(key);
      this.#counters.put('resourceVersion', resourceVersion);
    });
    this.#resourceVersion = resourceVersion;
    this.#bucket(resource).delete(key);
    const removed: KubernetesObject = {
      ...object,
      metadata: {
        ...object.metadata,
        resourceVersion: String(resourceVersion),
      },
    };
    this.#publish({
      type: 'DELETED',
      resourceVersion,
      resource,
      object: removed,
      previous: object,
    });
    return removed;
  }

  #publish(event: ObjectEvent) {
    this.#history.push(event);
    if (this.#history.length > this.#historyLimit) {
      const dropped = this.#history.splice(
        0,
        this.#history.length - this.#historyLimit,
      );
      this.#oldestResumable = dropped[dropped.length - 1].resourceVersion;
    }
    // A listener may write: its events wait, so that everybody sees all of
    // them in the order of their resource versions.
    this.#unpublished.push(event);
    if (this.#publishing) {
      return;
    }
    this.#publishing = true;
    try {
      for (
        let next = this.#unpublished.shift();
        next;
        next = this.#unpublished.shift()
      ) {
        const ofResource = this.#resourceListeners.get(
          resourcePrefix(next.resource),
        );
        for (const listener of [...this.#listeners, ...(ofResource ?? [])]) {
          listener(next);
        }
      }
    } finally {
      this.#publishing = false;
    }
  }

  /** The events after a resource version; a version that is too old is refused with 410. */
  eventsSince(resourceVersion: number): ObjectEvent[] {
    if (resourceVersion < this.#oldestResumable) {
      throw expired(
        `too old resource version: ${resourceVersion} (${
          this.#oldestResumable
        })`,
      );
    }
    return this.#history.slice(this.#firstAfter(resourceVersion));
  }

  /** Where the events after a resource version begin; they are in its order. */
  #firstAfter(resourceVersion: number): number {
    let low = 0;
    let high = this.#history.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#history[middle].resourceVersion > resourceVersion) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Forgets the history, as etcd does after some minutes. */
  compact(): void {
    this.#history = [];
    this.#oldestResumable = this.#resourceVersion;
  }

  /** Calls the listener for every change from now on, or for those of one resource. */
  subscribe(listener: Listener, resource?: GroupResource): () => void {
    if (!resource) {
      this.#listeners.add(listener);
      return () => {
        this.#listeners.delete(listener);
      };
    }
    const prefix = resourcePrefix(resource);
    const listeners = this.#resourceListeners.get(prefix) ?? new Set();
    this.#resourceListeners.set(prefix, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (
        listeners.size === 0 &&
        this.#resourceListeners.get(prefix) === listeners
      ) {
        this.#resourceListeners.delete(prefix);
      }
    };
  }
}
