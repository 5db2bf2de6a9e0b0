import { DeleteOptions } from './ObjectRemoval';
import { ObjectService } from './ObjectService';
import { parseLabelSelector } from './selectors';
import { notFound, StatusError } from './status';
import {
  JsonObject,
  KubernetesObject,
  ObjectEvent,
  ResourceType,
} from './types';

/**
 * Names one object of a cluster.
 *
 * @internal
 */
export interface ObjectReference {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

/**
 * A cluster's objects for those who live in the same process: controllers,
 * seed and console. Every write takes the same path as one over HTTP.
 *
 * @internal
 */
export interface ClusterObjects {
  /** How a kind is served, or undefined when it is not (yet). */
  lookup(
    apiVersion: string,
    kind: string,
  ): { namespaced: boolean; plural: string } | undefined;
  get(reference: ObjectReference): KubernetesObject | undefined;
  /** The objects of a kind; none when the kind is not served. */
  list(options: {
    apiVersion: string;
    kind: string;
    namespace?: string;
    labelSelector?: string;
  }): KubernetesObject[];
  create(object: KubernetesObject, fieldManager?: string): KubernetesObject;
  /** Server-side apply; forced unless said otherwise. */
  apply(
    object: KubernetesObject,
    options: { fieldManager: string; force?: boolean; dryRun?: boolean },
  ): KubernetesObject;
  /** Replaces the object; with the resource version it was read with, or whatever is there. */
  update(object: KubernetesObject, fieldManager?: string): KubernetesObject;
  /** Replaces the status; writing the same status again changes nothing. */
  updateStatus(
    reference: ObjectReference,
    status: JsonObject,
    fieldManager?: string,
  ): KubernetesObject;
  /** True when there was something to delete. */
  delete(reference: ObjectReference, options?: DeleteOptions): boolean;
  /** Calls the listener for every change from now on. */
  subscribe(listener: (event: ObjectEvent) => void): () => void;
}

/** The name of an object as a reference. */
export function referenceOf(object: KubernetesObject): ObjectReference {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
  };
}

/** Creates the in-process access to a cluster. */
export function createClusterObjects(service: ObjectService): ClusterObjects {
  const typeOf = (apiVersion: string, kind: string): ResourceType => {
    const type = service.types.byKind(apiVersion, kind);
    if (!type) {
      throw new StatusError({
        code: 404,
        reason: 'NotFound',
        message: `no matches for kind "${kind}" in version "${apiVersion}"`,
      });
    }
    return type;
  };
  const targetOf = (type: ResourceType, reference: ObjectReference) => ({
    namespace: type.namespaced ? reference.namespace ?? 'default' : undefined,
    name: reference.name,
  });

  const objects: ClusterObjects = {
    lookup(apiVersion, kind) {
      const type = service.types.byKind(apiVersion, kind);
      return type && { namespaced: type.namespaced, plural: type.plural };
    },
    get(reference) {
      const type = service.types.byKind(reference.apiVersion, reference.kind);
      if (!type) {
        return undefined;
      }
      const { namespace, name } = targetOf(type, reference);
      const found = service.storage.get(type, namespace, name);
      return found && structuredClone(service.toVersion(type, found));
    },
    list({ apiVersion, kind, namespace, labelSelector }) {
      const type = service.types.byKind(apiVersion, kind);
      return type
        ? structuredClone(
            service.list(type, {
              namespace,
              filters: [parseLabelSelector(labelSelector)],
            }),
          )
        : [];
    },
    create(object, fieldManager = 'sandbox') {
      const type = typeOf(object.apiVersion, object.kind);
      const { namespace } = targetOf(type, referenceOf(object));
      return structuredClone(
        service.create(type, namespace, object, { fieldManager }),
      );
    },
    apply(object, { fieldManager, force = true, dryRun }) {
      const type = typeOf(object.apiVersion, object.kind);
      return structuredClone(
        service.patch(
          type,
          targetOf(type, referenceOf(object)),
          'application/apply-patch+yaml',
          object,
          { fieldManager, force, dryRun },
        ),
      );
    },
    update(object, fieldManager = 'sandbox') {
      const type = typeOf(object.apiVersion, object.kind);
      const target = targetOf(type, referenceOf(object));
      const live = service.get(type, target);
      const resourceVersion =
        object.metadata.resourceVersion ?? live.metadata.resourceVersion;
      return structuredClone(
        service.update(
          type,
          target,
          { ...object, metadata: { ...object.metadata, resourceVersion } },
          { fieldManager },
        ),
      );
    },
    updateStatus(reference, status, fieldManager = 'sandbox') {
      const type = typeOf(reference.apiVersion, reference.kind);
      const target = targetOf(type, reference);
      const live = service.get(type, target);
      return structuredClone(
        service.update(
          type,
          target,
          { ...live, status },
          {
            fieldManager,
            subresource: type.statusSubresource ? 'status' : undefined,
          },
        ),
      );
    },
    delete(reference, options) {
      const type = service.types.byKind(reference.apiVersion, reference.kind);
      try {
        if (!type) {
          throw notFound({ group: '', plural: reference.kind }, reference.name);
        }
        service.delete(type, targetOf(type, reference), options);
        return true;
      } catch (error) {
        if (error instanceof StatusError && error.code === 404) {
          return false;
        }
        throw error;
      }
    },
    subscribe(listener) {
      return service.storage.subscribe(listener);
    },
  };
  return objects;
}
