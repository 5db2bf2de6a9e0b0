import { applyPatch, Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import { mergePatch, strategicMergePatch } from '../kubernetes/patches';
import { parseLabelSelector } from '../kubernetes/selectors';
import {
  JsonObject,
  KubernetesObject,
  parseApiVersion,
} from '../kubernetes/types';
import { PatchTarget } from './kustomization';
import { KustomizeError } from './KustomizeError';
import { parseDocuments } from './manifests';

/** Targets are anchored regular expressions. */
function matches(pattern: string | undefined, value: string): boolean {
  return !pattern || new RegExp(`^(?:${pattern})$`).test(value);
}

/** True when a selector means the object. */
export function isTargeted(
  target: PatchTarget,
  object: KubernetesObject,
): boolean {
  const { group, version } = parseApiVersion(object.apiVersion);
  const byAnnotations = parseLabelSelector(target.annotationSelector);
  return (
    matches(target.group, group) &&
    matches(target.version, version) &&
    matches(target.kind, object.kind) &&
    matches(target.name, object.metadata.name ?? '') &&
    matches(target.namespace, object.metadata.namespace ?? '') &&
    parseLabelSelector(target.labelSelector)(object) &&
    byAnnotations({
      ...object,
      metadata: { labels: object.metadata.annotations },
    })
  );
}

function replaceFields(object: KubernetesObject, next: JsonObject): void {
  for (const key of Object.keys(object)) {
    delete object[key];
  }
  Object.assign(object, next);
}

const BUILTIN_GROUP =
  /^$|^(apps|batch|policy|autoscaling|extensions)$|\.k8s\.io$/;

function merge(object: KubernetesObject, patch: JsonObject): JsonObject {
  const { group } = parseApiVersion(object.apiVersion);
  return BUILTIN_GROUP.test(group)
    ? strategicMergePatch(object, patch, 'prepend')
    : (mergePatch(object, patch) as JsonObject);
}

/** Merges a strategic merge patch into the objects it names, or its target. */
export function applyMergePatches(
  objects: KubernetesObject[],
  text: string,
  path: string,
  target?: PatchTarget,
): void {
  for (const patch of parseDocuments(text, path)) {
    const named = patch as Partial<KubernetesObject>;
    const found = objects.filter(object =>
      target
        ? isTargeted(target, object)
        : parseApiVersion(object.apiVersion).group ===
            parseApiVersion(named.apiVersion ?? '').group &&
          object.kind === named.kind &&
          object.metadata.name === named.metadata?.name &&
          (!named.metadata?.namespace ||
            object.metadata.namespace === named.metadata.namespace),
    );
    if (found.length === 0 && !target) {
      throw new KustomizeError(
        `no resource matches strategic merge patch "${named.kind}.${named.apiVersion}/${named.metadata?.name}": no matches for Id; failed to find unique target for patch in ${path}`,
      );
    }
    for (const object of found) {
      if (patch.$patch === 'delete') {
        objects.splice(objects.indexOf(object), 1);
        continue;
      }
      const { apiVersion, kind, metadata } = object;
      const merged = merge(object, patch) as KubernetesObject;
      replaceFields(object, {
        ...merged,
        apiVersion,
        kind,
        metadata: {
          ...merged.metadata,
          name: metadata.name,
          ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
        },
      });
    }
  }
}

/** Applies JSON patch operations to the objects of a target. */
export function applyJsonPatches(
  objects: KubernetesObject[],
  operations: unknown,
  path: string,
  target: PatchTarget | undefined,
): void {
  if (!target) {
    throw new KustomizeError(`must specify a target for JSON patch in ${path}`);
  }
  for (const object of objects.filter(it => isTargeted(target, it))) {
    try {
      const { newDocument } = applyPatch(
        structuredClone(object) as JsonObject,
        operations as Operation[],
        true,
        false,
      );
      replaceFields(object, newDocument);
    } catch (error) {
      throw new KustomizeError(
        `${path}: JSON patch does not apply to ${object.kind} '${
          object.metadata.name
        }': ${error instanceof Error ? error.message.split('\n')[0] : error}`,
      );
    }
  }
}

/** Applies a patch of either kind: a list is JSON6902, everything else is merged. */
export function applyPatchText(
  objects: KubernetesObject[],
  text: string,
  path: string,
  target?: PatchTarget,
): void {
  let first: unknown;
  try {
    first = parse(text.split(/^---\s*$/m).find(part => part.trim()) ?? '');
  } catch (error) {
    throw new KustomizeError(
      `unable to parse patch in ${path}: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  if (Array.isArray(first)) {
    applyJsonPatches(objects, first, path, target);
  } else {
    applyMergePatches(objects, text, path, target);
  }
}
