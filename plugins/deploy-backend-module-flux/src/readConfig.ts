import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { ClusterDetails } from '@openportal/kubernetes-node';
import { findClusters } from '@openportal/plugin-deploy-node/kubernetes';

/** Whose Flux is observed, and how. */
export interface FluxConfig {
  clusters: ClusterDetails[];
  hub?: string;
  namespace: string;
  helm: boolean;
  stuckAfterMilliseconds?: number;
}

/** Reads `deploy.flux`; undefined when there is none. */
export function readFluxConfig(config: Config): FluxConfig | undefined {
  const flux = config.getOptionalConfig('deploy.flux');
  if (!flux) {
    return undefined;
  }
  const names = flux.getStringArray('clusters');
  if (names.length === 0) {
    throw new InputError(
      'deploy.flux.clusters is empty: name at least one cluster, or leave deploy.flux out',
    );
  }
  const hub = flux.getOptionalString('hub');
  if (hub !== undefined && !names.includes(hub)) {
    throw new InputError(
      `deploy.flux.hub is '${hub}', which deploy.flux.clusters does not name; add it there`,
    );
  }
  return {
    clusters: findClusters(config, 'deploy.flux.clusters', names),
    hub,
    namespace: flux.getOptionalString('namespace') ?? 'flux-system',
    helm: flux.getOptionalBoolean('helm') ?? true,
    stuckAfterMilliseconds: flux.has('stuckAfter')
      ? durationToMilliseconds(
          readDurationFromConfig(flux, { key: 'stuckAfter' }),
        )
      : undefined,
  };
}
