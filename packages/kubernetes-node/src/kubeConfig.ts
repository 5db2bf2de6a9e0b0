import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterDetails } from './readClusters';

/** The client library is an ES module, so it is loaded when the first cluster is used. */
export function loadClientLibrary() {
  return import('@kubernetes/client-node');
}

/**
 * Makes the client library's configuration of one cluster.
 *
 * @public
 */
export async function toKubeConfig(
  cluster: ClusterDetails,
): Promise<KubeConfig> {
  const { KubeConfig: KubeConfigClass } = await loadClientLibrary();
  const kubeConfig = new KubeConfigClass();
  if (cluster.authentication.type === 'inCluster') {
    // Takes over the mounted token, which the library reads again when it rotates.
    kubeConfig.loadFromCluster();
  }
  const inClusterUser = kubeConfig.getCurrentUser();
  kubeConfig.loadFromClusterAndUser(
    {
      name: cluster.name,
      server: cluster.url,
      caData: cluster.caData,
      caFile: cluster.caFile,
      // The library refuses plain HTTP unless verification is off; there is nothing to verify then.
      skipTLSVerify: cluster.skipTLSVerify || cluster.url.startsWith('http:'),
    },
    cluster.authentication.type === 'token'
      ? { name: 'portal', token: cluster.authentication.token }
      : { ...inClusterUser, name: 'portal' },
  );
  return kubeConfig;
}
