import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
} from '@backstage/catalog-model';
import { CrossplaneKeys } from '@openportal/plugin-crossplane-common';
import { SharedXrd } from './types';

/** The annotations that every entity made from an XRD carries. Nothing else is copied into the catalog. */
export function xrdAnnotations(shared: SharedXrd): Record<string, string> {
  const { xrd, clusters, stale } = shared;
  return {
    ...locationAnnotations(`compositeresourcedefinitions/${xrd.name}`),
    [CrossplaneKeys.xrdName]: xrd.name,
    [CrossplaneKeys.xrdGroup]: xrd.group,
    [CrossplaneKeys.clusters]: clusters.join(','),
    ...(xrd.generation === undefined
      ? {}
      : { [CrossplaneKeys.xrdGeneration]: String(xrd.generation) }),
    ...(stale ? { [CrossplaneKeys.stale]: 'true' } : {}),
  };
}

/** Where the entity came from; not a URL, so nothing ever tries to fetch it. */
export function locationAnnotations(target: string): Record<string, string> {
  return {
    [ANNOTATION_LOCATION]: `kubernetes:${target}`,
    [ANNOTATION_ORIGIN_LOCATION]: `kubernetes:${target}`,
  };
}
