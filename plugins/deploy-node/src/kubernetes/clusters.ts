import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { ClusterDetails, readClusterConfig } from '@openportal/kubernetes-node';
import { DeployTarget } from '@openportal/plugin-deploy-node';

/**
 * The clusters that a key of the configuration names, out of `kubernetes.clusterLocatorMethods` and
 * `kubernetes.kubeconfigs`. Which clusters are talked to is for the operator alone to say.
 *
 * @param config - the configuration
 * @param key - for messages, for example `deploy.flux.clusters`
 * @param names - names of clusters
 * @throws InputError for a cluster that is not configured, is left out there, or is named twice
 * @public
 */
export function findClusters(
  config: Config,
  key: string,
  names: readonly string[],
): ClusterDetails[] {
  const { clusters, skipped } = readClusterConfig(config);
  return names.map((name, index) => {
    const left = skipped.find(candidate => candidate.name === name);
    if (left) {
      throw new InputError(`${key} is '${name}'. ${left.reason}`);
    }
    if (names.indexOf(name) !== index) {
      throw new InputError(`${key} names the cluster '${name}' twice`);
    }
    const cluster = clusters.find(candidate => candidate.name === name);
    if (!cluster) {
      throw new InputError(
        `${key} names the cluster '${name}', which is not in kubernetes.clusterLocatorMethods; known are: ${
          clusters.map(known => `'${known.name}'`).join(', ') || 'none'
        }`,
      );
    }
    return cluster;
  });
}

/**
 * What there is for the cluster of a target: that one where the environment names a cluster, else all of them.
 *
 * @param clusters - by name
 * @param target - the entity in its environment
 * @param key - of the configuration, for messages
 * @throws InputError for an environment in a cluster that is not among them
 * @public
 */
export function clustersOf<T>(
  clusters: ReadonlyMap<string, T>,
  target: Pick<DeployTarget, 'cluster' | 'environment'>,
  key: string,
): T[] {
  if (target.cluster === undefined) {
    return [...clusters.values()];
  }
  const cluster = clusters.get(target.cluster);
  if (!cluster) {
    throw new InputError(
      `The environment '${target.environment}' is in the cluster '${target.cluster}', which ${key} does not name; add it there`,
    );
  }
  return [cluster];
}
