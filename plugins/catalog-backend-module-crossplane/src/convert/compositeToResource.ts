import { Entity, parseEntityRef } from '@backstage/catalog-model';
import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CLUSTER_SCOPED,
  CrossplaneKeys,
  prefixedKeys,
  stringifyOrderRef,
  toPlainText,
  toUniqueEntityName,
} from '@openportal/plugin-crossplane-common';
import { locationAnnotations } from './entityAnnotations';
import { readOwner } from './readOwner';
import { isExcluded } from './selectXrd';
import { ConvertOptions, SharedXrd } from './types';
import { apiName } from './xrdToApi';

/**
 * Makes the Resource entity of one composite resource or claim; `undefined` when it asks to stay out.
 *
 * @remarks
 * Nothing of `spec` and `status` is copied: other people's data may be in there, and a status that
 * changes every minute would keep the catalog busy.
 *
 * @public
 */
export function compositeToResource(
  object: KubernetesObject,
  place: { cluster: string; stale: boolean; shared: SharedXrd },
  options: ConvertOptions,
): Entity | undefined {
  const { cluster, stale, shared } = place;
  const { xrd } = shared;
  const { name, namespace } = object.metadata;
  const annotations = object.metadata.annotations ?? {};
  const labels = object.metadata.labels ?? {};
  if (isExcluded({ annotations, labels }, options)) {
    return undefined;
  }
  const keys = prefixedKeys(options.annotationPrefix);
  const orderRef = stringifyOrderRef({
    cluster,
    namespace: namespace ?? CLUSTER_SCOPED,
    xrd: xrd.name,
    name,
  });
  const description = annotations[keys.description];
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: toUniqueEntityName(name, orderRef),
      title: toPlainText(annotations[keys.title] ?? name, 200),
      ...(description ? { description: toPlainText(description) } : {}),
      tags: ['crossplane', 'source:kubernetes'],
      annotations: {
        ...locationAnnotations(orderRef),
        [CrossplaneKeys.xrdName]: xrd.name,
        [CrossplaneKeys.xrdGroup]: xrd.group,
        [CrossplaneKeys.clusters]: cluster,
        [CrossplaneKeys.orderRef]: orderRef,
        'backstage.io/source-template': `template:default/${shared.templateName}`,
        ...(stale ? { [CrossplaneKeys.stale]: 'true' } : {}),
      },
    },
    spec: {
      type: xrd.orderable.kind.toLowerCase(),
      owner: resourceOwner(annotations[keys.owner], namespace, options),
      dependsOn: [`api:default/${apiName(shared, xrd.current.name)}`],
    },
  };
}

/**
 * Whoever may write into a namespace could name any group as owner, so a resource may only name the
 * group that its namespace is called after.
 */
function resourceOwner(
  annotation: string | undefined,
  namespace: string | undefined,
  options: ConvertOptions,
): string {
  const owner = readOwner(annotation);
  if (!owner) {
    return options.defaultOwner;
  }
  return options.allowForeignOwners || parseEntityRef(owner).name === namespace
    ? owner
    : options.defaultOwner;
}
