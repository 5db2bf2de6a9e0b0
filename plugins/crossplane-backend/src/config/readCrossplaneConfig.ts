import { Config } from '@backstage/config';
import { parseRepository } from '@openportal/github-node';
import { ClusterDetails, readClusters } from '@openportal/kubernetes-node';

/** Where the orders repository is. */
export interface OrdersLocation {
  host: string;
  owner: string;
  repo: string;
  baseBranch: string;
}

/** Everything this plugin reads from the configuration. */
export interface CrossplaneConfig {
  clusters: ClusterDetails[];
  /** Undefined when orders are not configured. */
  orders: OrdersLocation | undefined;
  fluxNamespace: string;
}

/** Reads the configuration; the only place that knows its keys and defaults. */
export function readCrossplaneConfig(config: Config): CrossplaneConfig {
  const repository = config.getOptionalString('idp.orders.repository');
  return {
    clusters: readClusters(config),
    orders: repository
      ? {
          ...parseRepository(repository),
          host: config.getString('idp.github.host'),
          baseBranch:
            config.getOptionalString('idp.orders.baseBranch') ?? 'main',
        }
      : undefined,
    fluxNamespace:
      config.getOptionalString('crossplane.flux.namespace') ?? 'flux-system',
  };
}
