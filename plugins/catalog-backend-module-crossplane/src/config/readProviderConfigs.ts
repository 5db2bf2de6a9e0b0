import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import {
  ClusterConfig,
  ClusterDetails,
  readClusterConfig,
} from '@openportal/kubernetes-node';
import { DEFAULT_ANNOTATION_PREFIX } from '@openportal/plugin-crossplane-common';
import { ConvertOptions } from '../convert/types';

/** One configured ingestor. */
export interface ProviderConfig {
  id: string;
  clusters: ClusterDetails[];
  convert: ConvertOptions;
  /** How long a cluster must be unreadable before its entities say so; `undefined` for the default. */
  staleAfterMilliseconds?: number;
  /** What does not fit to other parts of the configuration, and clusters that are left out. */
  warnings: string[];
}

const ORDERS_PREFIX = 'idp.orders.annotationPrefix';

/** Reads `catalog.providers.crossplane`. */
export function readProviderConfigs(config: Config): ProviderConfig[] {
  const providers = config.getOptionalConfig('catalog.providers.crossplane');
  if (!providers) {
    return [];
  }
  const found = readClusterConfig(config);
  const ofOrders =
    config.getOptionalString(ORDERS_PREFIX) ?? DEFAULT_ANNOTATION_PREFIX;
  return providers.keys().map(id => {
    const provider = providers.getConfig(id);
    const own = provider.getOptionalString('annotationPrefix');
    const names = provider.getOptionalStringArray('clusters');
    return {
      id,
      warnings: [
        ...prefixWarnings(id, own, config),
        ...clusterWarnings(found, names),
      ],
      clusters: selectClusters(found, names, id),
      convert: {
        annotationPrefix: own ?? ofOrders,
        defaultOwner:
          provider.getOptionalString('defaultOwner') ??
          'group:default/platform-team',
        ingestAll: provider.getOptionalBoolean('ingestAll') ?? false,
        allowForeignOwners:
          provider.getOptionalBoolean('allowForeignOwners') ?? false,
        appBaseUrl: config.getOptionalString('app.baseUrl'),
        githubHost: readGithubHost(config),
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

/** Orders write annotations, and the ingestor reads them: two keys for one thing. */
function prefixWarnings(
  id: string,
  own: string | undefined,
  config: Config,
): string[] {
  const ofOrders = config.getOptionalString(ORDERS_PREFIX);
  const written = ofOrders ?? DEFAULT_ANNOTATION_PREFIX;
  if (own === undefined || own === written || !config.has('idp.orders')) {
    return [];
  }
  const origin = ofOrders === undefined ? 'not set, so it is' : 'set to';
  return [
    `catalog.providers.crossplane.${id}.annotationPrefix is '${own}', but ${ORDERS_PREFIX} is ${origin} '${written}': the owner that an order writes is not read. Set both to the same prefix, or only ${ORDERS_PREFIX}`,
  ];
}

/** What is left out of the clusters that a provider would read. */
function clusterWarnings(
  { skipped }: ClusterConfig,
  names: string[] | undefined,
): string[] {
  return skipped
    .filter(
      ({ name }) => !names || (name !== undefined && names.includes(name)),
    )
    .map(({ reason }) => reason);
}

/** The host that repositories are on, when it is clear; there may be integrations with several. */
function readGithubHost(config: Config): string | undefined {
  const integrations =
    config.getOptionalConfigArray('integrations.github') ?? [];
  return (
    config.getOptionalString('idp.github.host') ??
    (integrations.length === 1
      ? integrations[0].getOptionalString('host')
      : undefined)
  );
}

function selectClusters(
  { clusters, skipped }: ClusterConfig,
  names: string[] | undefined,
  id: string,
): ClusterDetails[] {
  if (!names) {
    return clusters;
  }
  return names.flatMap(name => {
    const cluster = clusters.find(candidate => candidate.name === name);
    if (!cluster && !skipped.some(candidate => candidate.name === name)) {
      throw new InputError(
        [
          `catalog.providers.crossplane.${id}.clusters names '${name}', which is not in kubernetes.clusterLocatorMethods. Known clusters: ${clusters
            .map(known => known.name)
            .join(', ')}`,
          // It may be one of those.
          ...skipped.flatMap(item => (item.name ? [] : [item.reason])),
        ].join('. '),
      );
    }
    return cluster ?? [];
  });
}
