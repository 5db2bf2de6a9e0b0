import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/**
 * Where a cluster is and how the portal signs in to it.
 *
 * @public
 */
export interface ClusterDetails {
  name: string;
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
 * Reads the clusters of the standard `kubernetes.clusterLocatorMethods` configuration and those of
 * `kubernetes.kubeconfigs`.
 *
 * @remarks
 * Every cluster is named in the configuration, so a kubeconfig that is missing or empty for a while makes
 * clusters unreadable and never makes them disappear. Locator methods `config` and `localKubectlProxy` are read; the others need a cloud account
 * or a catalog and are left to the kubernetes plugin. A cluster without `serviceAccountToken` uses the
 * service account that the portal itself runs with.
 *
 * @throws `InputError` when two clusters have the same name
 * @public
 */
export function readClusters(config: Config): ClusterDetails[] {
  const methods =
    config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  const kubeconfigs =
    config.getOptionalConfigArray('kubernetes.kubeconfigs') ?? [];
  const clusters = [
    ...methods.flatMap(readLocatorMethod),
    ...kubeconfigs.flatMap(readKubeconfig),
  ];
  const seen = new Set<string>();
  for (const { name } of clusters) {
    if (seen.has(name)) {
      throw new InputError(
        `Cluster '${name}' is configured twice in kubernetes.clusterLocatorMethods and kubernetes.kubeconfigs: give every cluster a name of its own`,
      );
    }
    seen.add(name);
  }
  return clusters;
}

function readLocatorMethod(method: Config): ClusterDetails[] {
  switch (method.getString('type')) {
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
      return [];
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

function readCluster(cluster: Config): ClusterDetails {
  const token = cluster.getOptionalString('serviceAccountToken');
  return {
    name: cluster.getString('name'),
    url: cluster.getString('url').replace(/\/+$/, ''),
    authentication: token ? { type: 'token', token } : { type: 'inCluster' },
    caData: cluster.getOptionalString('caData'),
    caFile: cluster.getOptionalString('caFile'),
    skipTLSVerify: cluster.getOptionalBoolean('skipTLSVerify') ?? false,
  };
}
