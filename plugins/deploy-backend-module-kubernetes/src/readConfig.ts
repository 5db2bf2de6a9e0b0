import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { ClusterDetails } from '@openportal/kubernetes-node';
import { findClusters } from '@openportal/plugin-deploy-node/kubernetes';

/** Which clusters are observed, and how. */
export interface KubernetesObserverConfig {
  clusters: ClusterDetails[];
  watch: boolean;
  namespaceAnnotation: boolean;
  stuckAfterMilliseconds?: number;
}

/** Reads `deploy.kubernetes`; undefined when there is none. */
export function readKubernetesConfig(
  config: Config,
): KubernetesObserverConfig | undefined {
  const kubernetes = config.getOptionalConfig('deploy.kubernetes');
  if (!kubernetes) {
    return undefined;
  }
  const names = kubernetes.getStringArray('clusters');
  if (names.length === 0) {
    throw new InputError(
      'deploy.kubernetes.clusters is empty: name at least one cluster, or leave deploy.kubernetes out',
    );
  }
  return {
    clusters: findClusters(config, 'deploy.kubernetes.clusters', names),
    watch: kubernetes.getOptionalBoolean('watch') ?? true,
    namespaceAnnotation:
      kubernetes.getOptionalBoolean('namespaceAnnotation') ?? false,
    stuckAfterMilliseconds: kubernetes.has('stuckAfter')
      ? durationToMilliseconds(
          readDurationFromConfig(kubernetes, { key: 'stuckAfter' }),
        )
      : undefined,
  };
}
