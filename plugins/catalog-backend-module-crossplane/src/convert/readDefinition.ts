import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  formatVersion,
  formVersions,
  parseXrd,
  stableHash,
  wantsTemplate,
} from '@openportal/plugin-crossplane-common';
import { ConvertOptions, ReadDefinition } from './types';

/**
 * Reads one XRD. Pure, and the dear part of the conversion: keep the answer until the object changes.
 *
 * @param definition - the XRD as the API server answers it; its schemas are referred to, not copied
 * @public
 */
export function readDefinition(
  definition: KubernetesObject,
  options: ConvertOptions,
): ReadDefinition {
  const { name, labels = {}, annotations = {} } = definition.metadata;
  const { xrd, problems = [] } = parseXrd(definition);
  return {
    name,
    wanted: wantsTemplate({ labels, annotations }, options),
    xrd,
    problems,
    identity: xrd ? identityOf(xrd) : '',
    digest: digestOf(definition),
    created: definition.metadata.creationTimestamp ?? '',
  };
}

function identityOf(xrd: CompositeResourceDefinition): string {
  const label = xrd.labels[CrossplaneKeys.version];
  return [
    formatVersion(label) ?? '',
    xrd.scope,
    xrd.current.name,
    formVersions(xrd),
  ].join('|');
}

/** The API server counts every change of `spec` in the generation; a file has none. */
function digestOf({ metadata, spec }: KubernetesObject): string {
  const { uid, generation, labels, annotations } = metadata;
  const version =
    uid && generation !== undefined ? [uid, generation] : [spec ?? null];
  return stableHash(JSON.stringify([version, labels, annotations]));
}
