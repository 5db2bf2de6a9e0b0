import { ObjectStorage } from './ObjectStorage';
import { ResourceTypes } from './ResourceTypes';
import { conflict } from './status';
import {
  GroupResource,
  KubernetesObject,
  OwnerReference,
  stringAt,
} from './types';

/** What a delete request asks for. */
export interface DeleteOptions {
  propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

const FOREGROUND = 'foregroundDeletion';
const NAMESPACES: GroupResource = { group: '', plural: 'namespaces' };
const DEFINITIONS: GroupResource = {
  group: 'apiextensions.k8s.io',
  plural: 'customresourcedefinitions',
};

function isDefinition(resource: GroupResource): boolean {
  return (
    resource.group === DEFINITIONS.group &&
    resource.plural === DEFINITIONS.plural
  );
}

function isNamespace(resource: GroupResource): boolean {
  return (
    resource.group === NAMESPACES.group && resource.plural === NAMESPACES.plural
  );
}

/**
 * Deletes objects and what hangs on them: finalizers are waited for,
 * dependents are collected, namespaces and definitions go when they are empty.
 */
export class ObjectRemoval {
  readonly #storage: ObjectStorage;
  readonly #types: ResourceTypes;
  readonly #now: () => Date;

  constructor(options: {
    storage: ObjectStorage;
    types: ResourceTypes;
    now: () => Date;
  }) {
    this.#storage = options.storage;
    this.#types = options.types;
    this.#now = options.now;
  }

  /** Returns the object while something still holds it, undefined once it is gone. */
  delete(
    resource: GroupResource,
    live: KubernetesObject,
    options: DeleteOptions = {},
  ): KubernetesObject | undefined {
    const { preconditions } = options;
    for (const field of ['uid', 'resourceVersion'] as const) {
      const wanted = preconditions?.[field];
      if (wanted !== undefined && wanted !== live.metadata[field]) {
        throw conflict(
          resource,
          live.metadata.name ?? '',
          `Precondition failed: ${field} in precondition: ${wanted}, ${field} in object meta: ${live.metadata[field]}`,
        );
      }
    }
    if (options.dryRun) {
      return live;
    }
    const marked = this.#mark(resource, live, options);
    if (options.propagationPolicy === 'Orphan') {
      this.#orphanDependents(live);
    } else if (options.propagationPolicy === 'Foreground') {
      for (const dependent of this.#dependentsOf(live)) {
        this.delete(dependent.resource, dependent.object, {
          propagationPolicy: 'Foreground',
        });
      }
    }
    this.#deleteContents(resource, live);
    this.finalize(resource, marked);
    return this.#storage.get(
      resource,
      live.metadata.namespace,
      live.metadata.name ?? '',
    );
  }

  #mark(
    resource: GroupResource,
    live: KubernetesObject,
    options: DeleteOptions,
  ): KubernetesObject {
    if (live.metadata.deletionTimestamp) {
      return live;
    }
    const finalizers = [...(live.metadata.finalizers ?? [])];
    if (
      options.propagationPolicy === 'Foreground' &&
      this.#dependentsOf(live).length > 0
    ) {
      finalizers.push(FOREGROUND);
    }
    const holds =
      finalizers.length > 0 || this.#contentsOf(resource, live).length > 0;
    if (!holds) {
      return live;
    }
    return this.#storage.put(resource, {
      ...live,
      metadata: {
        ...live.metadata,
        ...(finalizers.length > 0 ? { finalizers } : {}),
        deletionTimestamp: this.#now()
          .toISOString()
          .replace(/\.\d+Z$/, 'Z'),
        deletionGracePeriodSeconds: 0,
        ...(live.metadata.generation
          ? { generation: live.metadata.generation + 1 }
          : {}),
      },
      ...(isNamespace(resource)
        ? { status: { ...live.status, phase: 'Terminating' } }
        : {}),
    });
  }

  /** Removes an object that is being deleted (or was asked to be) when nothing holds it any more. */
  finalize(resource: GroupResource, object: KubernetesObject): void {
    const { namespace, name = '' } = object.metadata;
    const live = this.#storage.get(resource, namespace, name);
    if (
      !live ||
      live.metadata.uid !== object.metadata.uid ||
      (live.metadata.finalizers ?? []).length > 0 ||
      this.#contentsOf(resource, live).length > 0
    ) {
      return;
    }
    this.#storage.remove(resource, live);
    if (isDefinition(resource)) {
      this.#types.remove(name);
    }
    this.#collectDependents(live);
    this.#releaseForegroundOwners(live);
    this.#finalizeContainers(resource, live);
  }

  #dependentsOf(owner: KubernetesObject) {
    return this.#storage
      .everything()
      .filter(({ object }) =>
        object.metadata.ownerReferences?.some(
          reference => reference.uid === owner.metadata.uid,
        ),
      );
  }

  /** What must be gone before a namespace or a definition goes. */
  #contentsOf(resource: GroupResource, object: KubernetesObject) {
    const { name } = object.metadata;
    if (isNamespace(resource)) {
      return this.#storage
        .everything()
        .filter(entry => entry.object.metadata.namespace === name);
    }
    if (isDefinition(resource)) {
      const instances: GroupResource = {
        group: stringAt(object, 'spec', 'group') ?? '',
        plural: stringAt(object, 'spec', 'names', 'plural') ?? '',
      };
      return this.#storage
        .list(instances)
        .map(instance => ({ resource: instances, object: instance }));
    }
    return [];
  }

  #deleteContents(resource: GroupResource, container: KubernetesObject) {
    for (const entry of this.#contentsOf(resource, container)) {
      const { namespace, name = '' } = entry.object.metadata;
      // An earlier deletion of this loop may have taken it along.
      const live = this.#storage.get(entry.resource, namespace, name);
      if (live && !live.metadata.deletionTimestamp) {
        this.delete(entry.resource, live);
      }
    }
  }

  #finalizeContainers(resource: GroupResource, removed: KubernetesObject) {
    const { namespace } = removed.metadata;
    const holder =
      namespace !== undefined
        ? this.#storage.get(NAMESPACES, undefined, namespace)
        : undefined;
    if (holder?.metadata.deletionTimestamp) {
      this.finalize(NAMESPACES, holder);
    }
    const definition = this.#storage.get(
      DEFINITIONS,
      undefined,
      `${resource.plural}.${resource.group}`,
    );
    if (definition?.metadata.deletionTimestamp) {
      this.finalize(DEFINITIONS, definition);
    }
  }

  #ownerExists(
    dependent: KubernetesObject,
    reference: OwnerReference,
  ): boolean {
    const type = this.#types.byKind(reference.apiVersion, reference.kind);
    if (!type) {
      return false;
    }
    const owner = this.#storage.get(
      type,
      type.namespaced ? dependent.metadata.namespace : undefined,
      reference.name,
    );
    return owner?.metadata.uid === reference.uid;
  }

  #collectDependents(owner: KubernetesObject) {
    for (const { resource, object } of this.#dependentsOf(owner)) {
      this.#collect(resource, object);
    }
  }

  /** Deletes an object whose owners are all gone; drops the references of those that are. */
  #collect(resource: GroupResource, object: KubernetesObject) {
    const references = object.metadata.ownerReferences ?? [];
    const remaining = references.filter(reference =>
      this.#ownerExists(object, reference),
    );
    if (references.length === 0 || remaining.length === references.length) {
      return;
    }
    if (remaining.length === 0) {
      if (!object.metadata.deletionTimestamp) {
        this.delete(resource, object);
      }
    } else {
      this.#storage.put(resource, {
        ...object,
        metadata: { ...object.metadata, ownerReferences: remaining },
      });
    }
  }

  #orphanDependents(owner: KubernetesObject) {
    for (const { resource, object } of this.#dependentsOf(owner)) {
      this.#storage.put(resource, {
        ...object,
        metadata: {
          ...object.metadata,
          ownerReferences: object.metadata.ownerReferences?.filter(
            reference => reference.uid !== owner.metadata.uid,
          ),
        },
      });
    }
  }

  #releaseForegroundOwners(removed: KubernetesObject) {
    for (const reference of removed.metadata.ownerReferences ?? []) {
      const type = this.#types.byKind(reference.apiVersion, reference.kind);
      const owner =
        type &&
        this.#storage.get(
          type,
          type.namespaced ? removed.metadata.namespace : undefined,
          reference.name,
        );
      if (
        type &&
        owner?.metadata.finalizers?.includes(FOREGROUND) &&
        this.#dependentsOf(owner).length === 0
      ) {
        const released = this.#storage.put(type, {
          ...owner,
          metadata: {
            ...owner.metadata,
            finalizers: owner.metadata.finalizers.filter(
              finalizer => finalizer !== FOREGROUND,
            ),
          },
        });
        this.finalize(type, released);
      }
    }
  }

  /** Finishes the deletions that a killed process left half done. */
  resume(): void {
    for (const { resource, object } of this.#storage.everything()) {
      const { namespace, name = '' } = object.metadata;
      const live = this.#storage.get(resource, namespace, name);
      if (live?.metadata.deletionTimestamp) {
        this.#deleteContents(resource, live);
        this.finalize(resource, live);
      } else if (live) {
        this.#collect(resource, live);
      }
    }
  }
}
