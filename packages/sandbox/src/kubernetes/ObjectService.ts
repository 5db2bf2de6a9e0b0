import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { admit, parseObject } from './admission';
import { Expressions } from './cel/Expressions';
import { generateName } from './names';
import { DeleteOptions, ObjectRemoval } from './ObjectRemoval';
import { ObjectStorage } from './ObjectStorage';
import { ResourceTypes } from './ResourceTypes';
import { ObjectFilter } from './selectors';
import { FieldOwner, serverSideApply, trackUpdate } from './serverSideApply';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  notFound,
} from './status';
import {
  KubernetesObject,
  ManagedFieldsEntry,
  ObjectMeta,
  ResourceType,
  toApiVersion,
} from './types';
import {
  desiredState,
  nextState,
  normalize,
  ObjectTarget,
  patchObject,
  PatchType,
  withoutBookkeeping,
  WriteOptions,
} from './writes';

const NAMESPACES = { group: '', plural: 'namespaces' };

/** The verbs of the API on stored objects, without HTTP. */
export class ObjectService {
  readonly storage: ObjectStorage;
  readonly types: ResourceTypes;
  readonly removal: ObjectRemoval;
  readonly #now: () => Date;
  readonly #expressions: Expressions;

  constructor(options: {
    storage: ObjectStorage;
    types: ResourceTypes;
    expressions: Expressions;
    now: () => Date;
  }) {
    this.storage = options.storage;
    this.types = options.types;
    this.#now = options.now;
    this.#expressions = options.expressions;
    this.removal = new ObjectRemoval(options);
  }

  #timestamp(): string {
    return this.#now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  }

  /** Conversion strategy None: only `apiVersion` changes from version to version. */
  toVersion(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const apiVersion = toApiVersion(type.group, type.version);
    return object.apiVersion === apiVersion
      ? object
      : { ...object, apiVersion };
  }

  get(type: ResourceType, target: ObjectTarget): KubernetesObject {
    const found = this.storage.get(
      type,
      type.namespaced ? target.namespace : undefined,
      target.name,
    );
    if (!found) {
      throw notFound(type, target.name);
    }
    return this.toVersion(type, found);
  }

  list(
    type: ResourceType,
    options: { namespace?: string; filters?: ObjectFilter[] } = {},
  ): KubernetesObject[] {
    return this.storage
      .list(type, options.namespace)
      .filter(object => (options.filters ?? []).every(keep => keep(object)))
      .map(object => this.toVersion(type, object));
  }

  #checkNamespace(type: ResourceType, object: KubernetesObject) {
    if (!type.namespaced) {
      return;
    }
    const { namespace = '', name = '' } = object.metadata;
    const found = this.storage.get(NAMESPACES, undefined, namespace);
    if (!found) {
      throw notFound(NAMESPACES, namespace);
    }
    if (found.metadata.deletionTimestamp) {
      throw forbidden(
        type,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
    }
  }

  #owner(options: WriteOptions): FieldOwner {
    return {
      manager: options.fieldManager,
      subresource: options.subresource,
      time: this.#timestamp(),
    };
  }

  create(
    type: ResourceType,
    namespace: string | undefined,
    body: unknown,
    options: WriteOptions,
  ): KubernetesObject {
    const object = parseObject(body, type, { namespace });
    const { metadata } = object;
    if (!metadata.name && metadata.generateName) {
      metadata.name = generateName(metadata.generateName);
    }
    if (!metadata.name) {
      throw invalid(type, '', [
        {
          reason: 'FieldValueRequired',
          field: 'metadata.name',
          message: 'Required value: name or generateName is required',
        },
      ]);
    }
    if (metadata.resourceVersion) {
      throw badRequest(
        'resourceVersion should not be set on objects to be created',
      );
    }
    if (this.storage.get(type, metadata.namespace, metadata.name)) {
      throw alreadyExists(type, metadata.name);
    }
    return this.#insert(type, object, options);
  }

  #insert(
    type: ResourceType,
    object: KubernetesObject,
    options: WriteOptions,
    managedFields?: ManagedFieldsEntry[],
  ): KubernetesObject {
    if (type.statusSubresource) {
      // A new object has no status: it is written by its own request.
      delete object.status;
    }
    this.#checkNamespace(type, object);
    const metadata: ObjectMeta = {
      ...object.metadata,
      uid: randomUUID(),
      creationTimestamp: this.#timestamp(),
      generation: 1,
    };
    delete metadata.resourceVersion;
    delete metadata.deletionTimestamp;
    delete metadata.managedFields;
    object.metadata = metadata;
    admit({
      type,
      object,
      fieldValidation: options.fieldValidation ?? 'Warn',
      warnings: options.warnings ?? [],
      expressions: this.#expressions,
    });
    const rules = { schema: type.schema, custom: type.custom };
    object.metadata.managedFields =
      managedFields ??
      trackUpdate({
        before: undefined,
        after: object,
        owner: this.#owner(options),
        rules,
      });
    const stored = normalize({
      ...object,
      apiVersion: toApiVersion(type.group, type.storageVersion),
    });
    if (options.dryRun) {
      return this.toVersion(type, stored);
    }
    const written = this.storage.put(type, stored);
    this.#afterWrite(type, written, true);
    return this.toVersion(type, written);
  }

  #afterWrite(type: ResourceType, object: KubernetesObject, isNew: boolean) {
    if (type.kind === 'CustomResourceDefinition') {
      this.types.define(object);
    }
    if (type.kind === 'Namespace' && isNew) {
      const serviceAccounts = this.types.byPlural('', 'v1', 'serviceaccounts');
      const name = object.metadata.name ?? '';
      if (
        serviceAccounts &&
        !this.storage.get(serviceAccounts, name, 'default')
      ) {
        this.create(
          serviceAccounts,
          name,
          { metadata: { name: 'default' } },
          { fieldManager: 'kube-controller-manager' },
        );
      }
    }
  }

  update(
    type: ResourceType,
    target: ObjectTarget,
    body: unknown,
    options: WriteOptions,
  ): KubernetesObject {
    const live = this.get(type, target);
    const object = parseObject(body, type, target);
    if (
      type.custom &&
      !object.metadata.resourceVersion &&
      options.subresource === undefined
    ) {
      throw invalid(type, target.name, [
        {
          reason: 'FieldValueInvalid',
          field: 'metadata.resourceVersion',
          message: 'Invalid value: 0x0: must be specified for an update',
        },
      ]);
    }
    return this.#replace(type, live, object, options);
  }

  #replace(
    type: ResourceType,
    live: KubernetesObject,
    wanted: KubernetesObject,
    options: WriteOptions,
    managedFields?: ManagedFieldsEntry[],
  ): KubernetesObject {
    const name = live.metadata.name ?? '';
    for (const field of ['resourceVersion', 'uid'] as const) {
      const given = wanted.metadata[field];
      if (given && given !== live.metadata[field]) {
        throw conflict(type, name);
      }
    }
    const next = nextState(type, live, wanted, options);
    admit({
      type,
      object: next,
      before: live,
      fieldValidation: options.fieldValidation ?? 'Warn',
      warnings: options.warnings ?? [],
      expressions: this.#expressions,
    });
    const changed = !isDeepStrictEqual(
      desiredState(normalize(next), type),
      desiredState(live, type),
    );
    next.metadata.generation =
      (live.metadata.generation ?? 1) + (changed ? 1 : 0);
    next.metadata.managedFields =
      managedFields ??
      trackUpdate({
        before: live,
        after: next,
        owner: this.#owner(options),
        rules: { schema: type.schema, custom: type.custom },
      });
    const stored = normalize({
      ...next,
      apiVersion: toApiVersion(type.group, type.storageVersion),
    });
    // A write that changes nothing makes no new version, and no event.
    const unchanged =
      isDeepStrictEqual(
        withoutBookkeeping({ ...stored, apiVersion: live.apiVersion }),
        withoutBookkeeping(live),
      ) &&
      (managedFields === undefined ||
        isDeepStrictEqual(managedFields, live.metadata.managedFields));
    if (unchanged) {
      return live;
    }
    if (options.dryRun) {
      return this.toVersion(type, stored);
    }
    const written = this.storage.put(type, stored);
    this.#afterWrite(type, written, false);
    if (written.metadata.deletionTimestamp) {
      this.removal.finalize(type, written);
    }
    return this.toVersion(type, written);
  }

  patch(
    type: ResourceType,
    target: ObjectTarget,
    patchType: PatchType,
    body: unknown,
    options: WriteOptions & { force?: boolean },
  ): KubernetesObject {
    if (patchType === 'application/apply-patch+yaml') {
      return this.#apply(type, target, body, options);
    }
    const live = this.get(type, target);
    const patched = patchObject(type, live, patchType, body);
    const object = parseObject(patched, type, target);
    // Only a patch that names a version asks for the comparison.
    if (object.metadata.resourceVersion === live.metadata.resourceVersion) {
      delete object.metadata.resourceVersion;
    }
    return this.#replace(type, live, object, options);
  }

  #apply(
    type: ResourceType,
    target: ObjectTarget,
    body: unknown,
    options: WriteOptions & { force?: boolean },
  ): KubernetesObject {
    const config = parseObject(body, type, target);
    if (config.metadata.managedFields !== undefined) {
      throw badRequest('metadata.managedFields must be nil');
    }
    const stored = this.storage.get(
      type,
      type.namespaced ? target.namespace : undefined,
      target.name,
    );
    const live = stored && this.toVersion(type, stored);
    if (!live && options.subresource) {
      throw notFound(type, target.name);
    }
    const applied = serverSideApply({
      live,
      config,
      owner: this.#owner(options),
      force: options.force ?? false,
      rules: { schema: type.schema, custom: type.custom },
    });
    const { managedFields } = applied.metadata;
    if (!live) {
      return this.#insert(type, applied, options, managedFields);
    }
    applied.metadata.resourceVersion = config.metadata.resourceVersion;
    return this.#replace(type, live, applied, options, managedFields);
  }

  /** Returns the object while something still holds it, undefined once it is gone. */
  delete(
    type: ResourceType,
    target: ObjectTarget,
    options: DeleteOptions = {},
  ): KubernetesObject | undefined {
    const live = this.get(type, target);
    const stored = this.storage.get(type, live.metadata.namespace, target.name);
    const held = stored && this.removal.delete(type, stored, options);
    return held && this.toVersion(type, held);
  }
}
