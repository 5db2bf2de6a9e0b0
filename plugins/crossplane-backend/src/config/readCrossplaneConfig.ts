import { Config } from '@backstage/config';
import { ClusterDetails, readClusters } from '@openportal/kubernetes-node';
import {
  OrdersConfig,
  readOrdersConfig,
} from '@openportal/plugin-crossplane-node';

/** Everything this plugin reads from the configuration. */
export interface CrossplaneConfig {
  clusters: ClusterDetails[];
  /** Undefined when orders are not configured. */
  orders: OrdersConfig | undefined;
  fluxNamespace: string;
}

/** Reads the configuration; the only place that knows its keys and defaults. */
export function readCrossplaneConfig(config: Config): CrossplaneConfig {
  return {
    clusters: readClusters(config),
    orders: readOrdersConfig(config),
    fluxNamespace:
      config.getOptionalString('crossplane.flux.namespace') ?? 'flux-system',
  };
}
