import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { ClusterDetails, readClusters } from '@openportal/kubernetes-node';
import { DEFAULT_ANNOTATION_PREFIX } from '@openportal/plugin-crossplane-common';
import { ConvertOptions } from '../convert/types';

/** One configured ingestor. */
export interface ProviderConfig {
  id: string;
  clusters: ClusterDetails[];
  convert: ConvertOptions;
  /** How long a cluster must be unreadable before its entities say so; `undefined` for the default. */
  staleAfterMilliseconds?: number;
}

/** Reads `catalog.providers.crossplane`. */
export function readProviderConfigs(config: Config): ProviderConfig[] {
  const providers = config.getOptionalConfig('catalog.providers.crossplane');
  if (!providers) {
    return [];
  }
  const clusters = readClusters(config);
  return providers.keys().map(id => {
    const provider = providers.getConfig(id);
    return {
      id,
      clusters: selectClusters(
        clusters,
        provider.getOptionalStringArray('clusters'),
        id,
      ),
      convert: {
        annotationPrefix:
          provider.getOptionalString('annotationPrefix') ??
          DEFAULT_ANNOTATION_PREFIX,
        defaultOwner:
          provider.getOptionalString('defaultOwner') ??
          'group:default/platform-team',
        ingestAll: provider.getOptionalBoolean('ingestAll') ?? false,
        allowForeignOwners:
          provider.getOptionalBoolean('allowForeignOwners') ?? false,
        appBaseUrl: config.getOptionalString('app.baseUrl'),
      },
      ...(provider.has('staleAfter')
        ? {
            staleAfterMilliseconds: durationToMilliseconds(
              readDurationFromConfig(provider, { key: 'staleAfter' }),
            ),
          }
        : {}),
    };
  });
}

function selectClusters(
  clusters: ClusterDetails[],
  names: string[] | undefined,
  id: string,
): ClusterDetails[] {
  if (!names) {
    return clusters;
  }
  return names.map(name => {
    const cluster = clusters.find(candidate => candidate.name === name);
    if (!cluster) {
      throw new InputError(
        `catalog.providers.crossplane.${id}.clusters names '${name}', which is not in kubernetes.clusterLocatorMethods. Known clusters: ${clusters
          .map(known => known.name)
          .join(', ')}`,
      );
    }
    return cluster;
  });
}
