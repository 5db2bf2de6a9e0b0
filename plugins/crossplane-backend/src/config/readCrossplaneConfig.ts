import { Config } from '@backstage/config';
import { ClusterDetails, readClusters } from '@openportal/kubernetes-node';
import { DEFAULT_ANNOTATION_PREFIX } from '@openportal/plugin-crossplane-common';
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
  /** Prefix of the annotations that the ingestor and orders use. */
  annotationPrefix: string;
}

/** Reads the configuration; the only place that knows its keys and defaults. */
export function readCrossplaneConfig(config: Config): CrossplaneConfig {
  const orders = readOrdersConfig(config);
  return {
    clusters: readClusters(config),
    orders,
    annotationPrefix: orders?.annotationPrefix ?? DEFAULT_ANNOTATION_PREFIX,
    fluxNamespace:
      config.getOptionalString('crossplane.flux.namespace') ?? 'flux-system',
  };
}
