import { InputError } from '@backstage/errors';
import {
  ClusterDetails,
  DefaultKubernetesClient,
  KubernetesClient,
} from '@openportal/kubernetes-node';

/**
 * A client of a configured cluster; addresses never come from input.
 *
 * @param clusters - answer of `readClusters`
 * @param name - name of one of them
 * @throws InputError for a cluster that is not configured
 * @public
 */
export function clusterClient(
  clusters: ClusterDetails[],
  name: string,
): KubernetesClient {
  const details = clusters.find(cluster => cluster.name === name);
  if (!details) {
    throw new InputError(
      `Cluster ${JSON.stringify(
        name.slice(0, 80),
      )} is not configured: use one of ${clusters
        .map(cluster => `'${cluster.name}'`)
        .join(', ')}, or add it to kubernetes.clusterLocatorMethods`,
    );
  }
  return DefaultKubernetesClient.create(details);
}
