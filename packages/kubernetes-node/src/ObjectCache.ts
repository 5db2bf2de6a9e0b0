import { KubernetesObject } from './types';

/** The last known objects of one resource type, by namespace and name. */
export class ObjectCache {
  #objects = new Map<string, KubernetesObject>();

  get size(): number {
    return this.#objects.size;
  }

  objects(): KubernetesObject[] {
    return [...this.#objects.values()];
  }

  replace(objects: KubernetesObject[]): void {
    this.#objects = new Map(objects.map(object => [keyOf(object), object]));
  }

  /** Applies one event; false when it brought nothing new, as repeated events do. */
  apply(type: 'set' | 'delete', object: KubernetesObject): boolean {
    const key = keyOf(object);
    const known = this.#objects.get(key);
    if (type === 'delete') {
      return this.#objects.delete(key);
    }
    const { resourceVersion } = object.metadata;
    if (known && known.metadata.resourceVersion === resourceVersion) {
      return resourceVersion === undefined;
    }
    this.#objects.set(key, object);
    return true;
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
