/**
 * Kubernetes ingestor: turns Crossplane XRDs into Template and API entities and composite resources
 * into Resource entities.
 *
 * @packageDocumentation
 */

export { catalogModuleCrossplane as default } from './module';
export { convertClusters } from './convert/convertClusters';
export { readDefinition } from './convert/readDefinition';
export { groupXrds } from './convert/groupXrds';
export { convertGroup, type ConvertedGroup } from './convert/convertGroup';
export { xrdToTemplate } from './convert/xrdToTemplate';
export { displayTitle } from './convert/xrdDisplay';
export { xrdToApis, apiName } from './convert/xrdToApi';
export {
  compositeToResource,
  type CompositePlace,
} from './convert/compositeToResource';
export type {
  ClusterDefinitions,
  ClusterPlacement,
  ClusterSnapshot,
  ConvertedClusters,
  ConvertOptions,
  ReadDefinition,
  SharedXrd,
  SkippedXrd,
  TemplateNames,
} from './convert/types';
