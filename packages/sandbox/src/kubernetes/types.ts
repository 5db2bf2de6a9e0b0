/**
 * Any JSON object.
 *
 * @internal
 */
export type JsonObject = Record<string, unknown>;

/**
 * One entry of `metadata.ownerReferences`.
 *
 * @internal
 */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/**
 * One entry of `metadata.managedFields`.
 *
 * @internal
 */
export interface ManagedFieldsEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time?: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
  subresource?: string;
}

/**
 * The metadata that every Kubernetes object carries.
 *
 * @internal
 */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
}

/**
 * A Kubernetes object of any kind.
 *
 * @internal
 */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: JsonObject;
  status?: JsonObject;
  [field: string]: unknown;
}

/**
 * What changed in a cluster. `previous` is the object before the change.
 *
 * @internal
 */
export interface ObjectEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resourceVersion: number;
  resource: GroupResource;
  object: KubernetesObject;
  previous?: KubernetesObject;
}

/**
 * A resource without its version: what objects are stored under.
 *
 * @internal
 */
export interface GroupResource {
  group: string;
  plural: string;
}

/**
 * One served version of a resource.
 *
 * @internal
 */
export interface ResourceType extends GroupResource {
  version: string;
  kind: string;
  listKind: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  statusSubresource: boolean;
  scaleSubresource: boolean;
  /** The version that objects are stored in; reading another one changes only `apiVersion`. */
  storageVersion: string;
  /** OpenAPI v3 schema; custom resources have one, built-in kinds only where it is worth it. */
  schema?: JsonObject;
  /** Custom resources know no strategic merge patch and drop unknown fields. */
  custom: boolean;
  /** Reviews are answered, never stored. */
  verbs: string[];
  printerColumns: PrinterColumn[];
}

/**
 * A column of the table that `kubectl get` prints.
 *
 * @internal
 */
export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  priority?: number;
}

/** The `apiVersion` field of a group and version: the core group has no name. */
export function toApiVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Splits an `apiVersion` field. */
export function parseApiVersion(apiVersion: string): {
  group: string;
  version: string;
} {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : {
        group: apiVersion.slice(0, slash),
        version: apiVersion.slice(slash + 1),
      };
}

/** True for JSON objects: neither arrays nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of keys, or undefined. */
export function valueAt(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isJsonObject(current)) {
      return undefined;
    }
    current = current[key];
  }
  return current;
}

/** The text at a path of keys, or undefined. */
export function stringAt(
  value: unknown,
  ...path: string[]
): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The objects in the list at a path of keys; empty where there is none. */
export function objectsAt(value: unknown, ...path: string[]): JsonObject[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}
