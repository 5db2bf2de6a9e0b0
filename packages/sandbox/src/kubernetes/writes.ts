import { FieldValidation } from './admission';
import { jsonPatch, mergePatch, strategicMergePatch } from './patches';
import { badRequest, unsupportedMediaType } from './status';
import { isJsonObject, KubernetesObject, ResourceType } from './types';

/** What a write request may say beside its body. */
export interface WriteOptions {
  fieldManager: string;
  fieldValidation?: FieldValidation;
  dryRun?: boolean;
  subresource?: 'status';
  /** Collects what the server warns of. */
  warnings?: string[];
}

/** The media types of the patches that the server takes. */
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/** Names one object. */
export interface ObjectTarget {
  namespace?: string;
  name: string;
}

/** Objects are JSON: a field that is undefined does not exist. */
export function normalize(object: KubernetesObject): KubernetesObject {
  return JSON.parse(JSON.stringify(object)) as KubernetesObject;
}

/** What decides whether a write changes anything. */
export function withoutBookkeeping(object: KubernetesObject): unknown {
  const { resourceVersion, managedFields, generation, ...metadata } =
    object.metadata;
  return { ...object, metadata };
}

/** The part of an object that its generation counts. */
export function desiredState(
  object: KubernetesObject,
  type: ResourceType,
): unknown {
  const { apiVersion, metadata, ...fields } = object;
  if (type.statusSubresource || !type.custom) {
    delete fields.status;
  }
  return fields;
}

/** The object after an update: status and identity are not the client's to change. */
export function nextState(
  type: ResourceType,
  live: KubernetesObject,
  wanted: KubernetesObject,
  options: WriteOptions,
): KubernetesObject {
  if (options.subresource === 'status') {
    return structuredClone({ ...live, status: wanted.status });
  }
  const next = structuredClone(wanted);
  const { metadata } = live;
  next.metadata = {
    ...next.metadata,
    name: metadata.name,
    uid: metadata.uid,
    creationTimestamp: metadata.creationTimestamp,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
  };
  delete next.metadata.deletionTimestamp;
  delete next.metadata.deletionGracePeriodSeconds;
  if (metadata.deletionTimestamp) {
    next.metadata.deletionTimestamp = metadata.deletionTimestamp;
    next.metadata.deletionGracePeriodSeconds = 0;
  }
  if (type.statusSubresource) {
    next.status = structuredClone(live.status);
  }
  return next;
}

/** The object after a patch of any kind but apply. */
export function patchObject(
  type: ResourceType,
  live: KubernetesObject,
  patchType: Exclude<PatchType, 'application/apply-patch+yaml'>,
  body: unknown,
): unknown {
  switch (patchType) {
    case 'application/json-patch+json':
      return jsonPatch(live, body, type, live.metadata.name ?? '');
    case 'application/merge-patch+json':
      return mergePatch(live, body);
    default:
      if (type.custom) {
        throw unsupportedMediaType([
          'application/json-patch+json',
          'application/merge-patch+json',
          'application/apply-patch+yaml',
        ]);
      }
      if (!isJsonObject(body)) {
        throw badRequest('a strategic merge patch is one JSON object');
      }
      return strategicMergePatch(live, body);
  }
}
