import { ClusterObjects } from '../../kubernetes';
import { stringAt } from '../../kubernetes/types';

/** A cluster that applications can go to. */
export interface Destination {
  server: string;
  name: string;
  objects: ClusterObjects;
}

const IN_CLUSTER = {
  name: 'in-cluster',
  server: 'https://kubernetes.default.svc',
};

function decode(secret: unknown, key: string): string {
  return Buffer.from(stringAt(secret, 'data', key) ?? '', 'base64').toString();
}

/**
 * Finds the cluster of a destination: the own one, or one that a cluster
 * secret names. Clusters that no secret names cannot be deployed to.
 */
export function findDestination(options: {
  home: ClusterObjects;
  namespace: string;
  /** Clusters by the URL that secrets write. */
  clustersByUrl: ReadonlyMap<string, ClusterObjects>;
  wanted: { name?: string; server?: string };
}): Destination | string {
  const { home, wanted, clustersByUrl } = options;
  if (wanted.name && wanted.server) {
    return `application destination can't have both name and server defined: ${wanted.name} ${wanted.server}`;
  }
  if (!wanted.name && !wanted.server) {
    return 'Destination server missing from app spec';
  }
  if (wanted.name === IN_CLUSTER.name || wanted.server === IN_CLUSTER.server) {
    return { ...IN_CLUSTER, objects: home };
  }
  const secrets = home.list({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: options.namespace,
    labelSelector: 'argocd.argoproj.io/secret-type=cluster',
  });
  const secret = secrets.find(candidate =>
    wanted.name
      ? decode(candidate, 'name') === wanted.name
      : decode(candidate, 'server') === wanted.server,
  );
  const server = secret ? decode(secret, 'server') : '';
  const objects = clustersByUrl.get(server);
  return secret && objects
    ? { server, name: decode(secret, 'name'), objects }
    : `unable to find destination server: there are no clusters with this ${
        wanted.name ? `name: ${wanted.name}` : `server: ${wanted.server}`
      }`;
}
