import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { isDnsLabel } from '@openportal/plugin-crossplane-common';

/**
 * Where a cluster is and how the portal signs in to it.
 *
 * @public
 */
export interface ClusterDetails {
  name: string;
  /** Address of the API server; not used with a kubeconfig, nor for the cluster that the portal runs in. */
  url: string;
  authentication:
    | { type: 'token'; token: string }
    | { type: 'inCluster' }
    | { type: 'kubeconfig'; file: string; context: string }
    | { type: 'none' };
  caData?: string;
  caFile?: string;
  skipTLSVerify: boolean;
}

/**
 * A cluster, or a whole locator method, that the configuration has and the portal does not read.
 *
 * @public
 */
export interface SkippedCluster {
  /** Undefined for a locator method, whose clusters are not known. */
  name?: string;
  /** Why, and what to do about it; a whole sentence. */
  reason: string;
}

/**
 * What {@link readClusterConfig} found.
 *
 * @public
 */
export interface ClusterConfig {
  clusters: ClusterDetails[];
  skipped: SkippedCluster[];
}

const AUTH_PROVIDER = 'kubernetes.io/auth-provider';
const HOW_TO_READ =
  'give it a service account (authProvider: serviceAccount, serviceAccountToken), or name it in kubernetes.kubeconfigs';

/**
 * Reads the clusters of the standard `kubernetes.clusterLocatorMethods` configuration and those of
 * `kubernetes.kubeconfigs`, and says which ones are left out.
 *
 * @remarks
 * Every cluster is named in the configuration, so a kubeconfig that is missing or empty for a while makes
 * clusters unreadable and never makes them disappear.
 *
 * Read are the locator methods `config` and `localKubectlProxy`. Of `config`, clusters with the `authProvider`
 * `serviceAccount` (also when it is not set) and `localKubectlProxy`, which sends no credentials. As in Backstage,
 * a cluster of a service account without a token is the one that the portal runs in; so there can be one of them.
 * The portal reads without a user, so whatever signs in as one, or with a cloud account, is left out: it must
 * never get the token of another cluster.
 *
 * @throws `InputError` when two clusters have the same name, or one has a name that is no DNS label
 * @public
 */
export function readClusterConfig(config: Config): ClusterConfig {
  const methods =
    config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  const kubeconfigs =
    config.getOptionalConfigArray('kubernetes.kubeconfigs') ?? [];
  const found = [
    ...methods.flatMap(readLocatorMethod),
    ...kubeconfigs.flatMap(readKubeconfig),
  ];
  const clusters = found.filter(isRead);
  checkNames(clusters);
  const home = clusters.filter(
    ({ authentication }) => authentication.type === 'inCluster',
  );
  const ambiguous = home.length > 1 ? home : [];
  return {
    clusters: clusters.filter(cluster => !ambiguous.includes(cluster)),
    skipped: [
      ...found.flatMap(item => (isRead(item) ? [] : [item])),
      ...ambiguous.map(({ name }) => ({
        name,
        reason: `Cluster '${name}' is left out: ${ambiguous
          .map(other => `'${other.name}'`)
          .join(
            ' and ',
          )} have no serviceAccountToken, but only one can be the cluster that the portal runs in. Give the others a token`,
      })),
    ],
  };
}

/**
 * The clusters of {@link readClusterConfig}.
 *
 * @throws `InputError` when two clusters have the same name, or one has a name that is no DNS label
 * @public
 */
export function readClusters(config: Config): ClusterDetails[] {
  return readClusterConfig(config).clusters;
}

function isRead(
  cluster: ClusterDetails | SkippedCluster,
): cluster is ClusterDetails {
  return 'authentication' in cluster;
}

/** Names are parts of order references, paths of files, addresses of pages and catalog buckets. */
function checkNames(clusters: ClusterDetails[]): void {
  const seen = new Set<string>();
  for (const { name } of clusters) {
    if (!isDnsLabel(name)) {
      throw new InputError(
        `Cluster '${name}' in kubernetes.clusterLocatorMethods or kubernetes.kubeconfigs needs another name: at most 63 lower case letters, digits and dashes, with a letter or digit at both ends`,
      );
    }
    if (seen.has(name)) {
      throw new InputError(
        `Cluster '${name}' is configured twice in kubernetes.clusterLocatorMethods and kubernetes.kubeconfigs: give every cluster a name of its own`,
      );
    }
    seen.add(name);
  }
}

function readLocatorMethod(
  method: Config,
  index: number,
): Array<ClusterDetails | SkippedCluster> {
  const type = method.getString('type');
  switch (type) {
    case 'config':
      return method.getConfigArray('clusters').map(readCluster);
    case 'localKubectlProxy':
      return [
        {
          name: 'local',
          url: 'http://localhost:8001',
          authentication: { type: 'none' },
          skipTLSVerify: true,
        },
      ];
    default:
      return [
        {
          reason: `The clusters of kubernetes.clusterLocatorMethods[${index}] are left out: its type '${type}' is not read here. To have one of them, list it under a method of type 'config' and ${HOW_TO_READ}`,
        },
      ];
  }
}

function readKubeconfig(kubeconfig: Config): ClusterDetails[] {
  const file = kubeconfig.getString('file');
  return kubeconfig.getConfigArray('clusters').map(cluster => ({
    name: cluster.getString('name'),
    // The address is in the file, which is read with the first request.
    url: '',
    authentication: {
      type: 'kubeconfig',
      file,
      context:
        cluster.getOptionalString('context') ?? cluster.getString('name'),
    },
    skipTLSVerify: false,
  }));
}

function readCluster(cluster: Config): ClusterDetails | SkippedCluster {
  const name = cluster.getString('name');
  const metadata = readAuthMetadata(cluster);
  const provider =
    metadata[AUTH_PROVIDER] ??
    cluster.getOptionalString('authProvider') ??
    'serviceAccount';
  const authentication = readAuthentication(
    provider,
    metadata.serviceAccountToken ??
      cluster.getOptionalString('serviceAccountToken'),
  );
  return authentication
    ? {
        name,
        url: cluster.getString('url').replace(/\/+$/, ''),
        authentication,
        caData: cluster.getOptionalString('caData'),
        caFile: cluster.getOptionalString('caFile'),
        skipTLSVerify: cluster.getOptionalBoolean('skipTLSVerify') ?? false,
      }
    : {
        name,
        reason: `Cluster '${name}' is left out: its authProvider '${provider}' is not supported here. To read it, ${HOW_TO_READ}`,
      };
}

function readAuthentication(
  provider: string,
  token: string | undefined,
): ClusterDetails['authentication'] | undefined {
  switch (provider) {
    case 'serviceAccount':
      return token ? { type: 'token', token } : { type: 'inCluster' };
    case 'localKubectlProxy':
      return { type: 'none' };
    default:
      return undefined;
  }
}

/** As Backstage reads it: what is in here counts before the keys of the cluster. Keys have dots in them. */
function readAuthMetadata(cluster: Config): Record<string, string> {
  const block = cluster.getOptional('authMetadata');
  return Object.fromEntries(
    Object.entries(typeof block === 'object' && block ? block : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
