import type { KubeConfig } from '@kubernetes/client-node';
import { isIP } from 'node:net';
import { ExecAuthentication } from './execAuthentication';
import { ClusterDetails } from './readClusters';

let library: Promise<typeof import('@kubernetes/client-node')> | undefined;

/**
 * The client library is an ES module, so it is loaded when the first cluster is used. Importing it anew for every
 * request would ask the module loader each time.
 */
export function loadClientLibrary() {
  library ??= import('@kubernetes/client-node').catch(error => {
    library = undefined;
    throw error;
  });
  return library;
}

/**
 * Makes the client library's configuration of one cluster. A kubeconfig file is read again with every call.
 *
 * @param cluster - where the cluster is and how to sign in
 * @throws an `Error` when a kubeconfig file cannot be read or has no such context, or the portal does not run in a
 *   cluster whose service account it should use
 * @public
 */
export async function toKubeConfig(
  cluster: ClusterDetails,
): Promise<KubeConfig> {
  const { KubeConfig: KubeConfigClass } = await loadClientLibrary();
  const kubeConfig = new KubeConfigClass();
  kubeConfig.addAuthenticator(new ExecAuthentication());
  const { authentication } = cluster;
  if (authentication.type === 'kubeconfig') {
    kubeConfig.loadFromFile(authentication.file);
    kubeConfig.setCurrentContext(authentication.context);
    if (!kubeConfig.getCurrentCluster()) {
      throw new Error(
        `The kubeconfig '${authentication.file}' has no context '${authentication.context}' with a cluster`,
      );
    }
    return kubeConfig;
  }
  if (authentication.type === 'inCluster') {
    if (!process.env.KUBERNETES_SERVICE_HOST) {
      throw new Error(
        `Cluster '${cluster.name}' has no serviceAccountToken, so it is the one that the portal runs in, but the portal does not run in Kubernetes: configure a token`,
      );
    }
    // With the address and the authority that Kubernetes gave with the token: it goes to no other cluster, whatever
    // is configured. The library reads it again when it rotates.
    kubeConfig.loadFromCluster();
    return kubeConfig;
  }
  const { hostname } = new URL(cluster.url);
  kubeConfig.loadFromClusterAndUser(
    {
      name: cluster.name,
      server: cluster.url,
      caData: cluster.caData,
      caFile: cluster.caFile,
      // The library refuses plain HTTP unless verification is off; there is nothing to verify then.
      skipTLSVerify: cluster.skipTLSVerify || cluster.url.startsWith('http:'),
      // Says nothing new, but makes the library use a connection pool of this cluster alone.
      ...(isIP(hostname.replace(/^\[|\]$/g, ''))
        ? {}
        : { tlsServerName: hostname }),
    },
    authentication.type === 'token'
      ? { name: 'portal', token: authentication.token }
      : { name: 'portal' },
  );
  return kubeConfig;
}
