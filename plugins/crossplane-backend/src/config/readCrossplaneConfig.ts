import { Config } from '@backstage/config';
import { ClusterDetails, readClusters } from '@openportal/kubernetes-node';
import { DEFAULT_ANNOTATION_PREFIX } from '@openportal/plugin-crossplane-common';
import {
  OrdersConfig,
  readOrdersConfig,
} from '@openportal/plugin-crossplane-node';

/** The settings of an ingestor that decide what it takes, as far as troubleshooting needs them. */
export interface IngestorSettings {
  id: string;
  /** Undefined when it reads all clusters. */
  clusters: string[] | undefined;
  annotationPrefix: string;
  ingestAll: boolean;
}

/** Everything this plugin reads from the configuration. */
export interface CrossplaneConfig {
  clusters: ClusterDetails[];
  /** Undefined when orders are not configured. */
  orders: OrdersConfig | undefined;
  fluxNamespace: string;
  /** Whether Flux deletes what leaves git; undefined when nothing is configured. */
  prune: boolean | undefined;
  /** Prefix of the annotations that the ingestor and orders use. */
  annotationPrefix: string;
  ingestors: IngestorSettings[];
}

/** Reads the configuration; the only place that knows its keys and defaults. */
export function readCrossplaneConfig(config: Config): CrossplaneConfig {
  const orders = readOrdersConfig(config);
  return {
    clusters: readClusters(config),
    orders,
    annotationPrefix: orders?.annotationPrefix ?? DEFAULT_ANNOTATION_PREFIX,
    ingestors: readIngestors(config),
    // Where it is not set, the status page must not take the default of texts for a fact.
    prune: config.getOptionalBoolean('idp.orders.prune'),
    fluxNamespace:
      config.getOptionalString('crossplane.flux.namespace') ?? 'flux-system',
  };
}

/** What catalog-backend-module-crossplane is configured with; its own configuration schema describes it. */
function readIngestors(config: Config): IngestorSettings[] {
  const providers = config.getOptionalConfig('catalog.providers.crossplane');
  return (providers?.keys() ?? []).map(id => {
    const provider = providers?.getConfig(id);
    return {
      id,
      clusters: provider?.getOptionalStringArray('clusters'),
      annotationPrefix:
        provider?.getOptionalString('annotationPrefix') ??
        config.getOptionalString('idp.orders.annotationPrefix') ??
        DEFAULT_ANNOTATION_PREFIX,
      ingestAll: provider?.getOptionalBoolean('ingestAll') ?? false,
    };
  });
}
