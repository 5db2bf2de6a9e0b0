import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { ClusterDetails, readClusterConfig } from '@openportal/kubernetes-node';

/** Where Argo CD is. */
export interface ArgocdConfig {
  cluster: ClusterDetails;
  namespace: string;
  /** Address of the web interface, without a slash at the end. */
  url?: string;
}

const DEFAULT_NAMESPACE = 'argocd';

/** Reads `deploy.argocd`; undefined when there is none. */
export function readArgocdConfig(config: Config): ArgocdConfig | undefined {
  const argocd = config.getOptionalConfig('deploy.argocd');
  if (!argocd) {
    return undefined;
  }
  const name = argocd.getString('cluster');
  const { clusters, skipped } = readClusterConfig(config);
  const cluster = clusters.find(candidate => candidate.name === name);
  const left = skipped.find(candidate => candidate.name === name);
  if (left) {
    throw new InputError(`deploy.argocd.cluster is '${name}'. ${left.reason}`);
  }
  if (!cluster) {
    throw new InputError(
      `deploy.argocd.cluster names the cluster '${name}', which is not in kubernetes.clusterLocatorMethods; known are: ${
        clusters.map(known => `'${known.name}'`).join(', ') || 'none'
      }`,
    );
  }
  const url = argocd.getOptionalString('url');
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new InputError(
      `deploy.argocd.url is '${url}', which is not an http or https address`,
    );
  }
  return {
    cluster,
    namespace: argocd.getOptionalString('namespace') ?? DEFAULT_NAMESPACE,
    url: url?.replace(/\/+$/, ''),
  };
}
