/**
 * Kubernetes ingestor: turns Crossplane XRDs into Template and API entities and composite resources
 * into Resource entities.
 *
 * @packageDocumentation
 */

export { catalogModuleCrossplane as default } from './module';
export { convertClusters } from './convert/convertClusters';
export { xrdToTemplate, displayTitle } from './convert/xrdToTemplate';
export { xrdToApis, apiName } from './convert/xrdToApi';
export { compositeToResource } from './convert/compositeToResource';
export type {
  ClusterSnapshot,
  ConvertedClusters,
  ConvertOptions,
  SharedXrd,
  SkippedXrd,
} from './convert/types';
