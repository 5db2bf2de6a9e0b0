import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { ClusterDetails } from '@openportal/kubernetes-node';
import { findClusters } from '@openportal/plugin-deploy-node/kubernetes';

/** Where Argo CD is: by its resources in a cluster, or by its REST API. */
export type ArgocdConfig = {
  namespace: string;
  /** Address of the web interface, without a slash at the end. */
  url?: string;
} & (
  | { cluster: ClusterDetails }
  | { api: { url: string; token: string; project?: string } }
);

const DEFAULT_NAMESPACE = 'argocd';

function readUrl(config: Config, key: string): string | undefined {
  const url = config.getOptionalString('url');
  const parsed = url === undefined ? undefined : URL.parse(url);
  if (
    url !== undefined &&
    (!parsed ||
      !/^https?:$/.test(parsed.protocol) ||
      parsed.username ||
      parsed.search)
  ) {
    throw new InputError(
      `${key} is '${url}', which is not an http or https address`,
    );
  }
  return url?.replace(/\/+$/, '');
}

/** A token goes into a header: what cannot stand there would be refused with an error that quotes it. */
function readToken(api: Config): string {
  const token = api.getString('token').trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new InputError(
      'deploy.argocd.api.token has a character that no token has, such as a space or a line break in it; set it again',
    );
  }
  return token;
}

/** Reads `deploy.argocd`; undefined when there is none. */
export function readArgocdConfig(config: Config): ArgocdConfig | undefined {
  const argocd = config.getOptionalConfig('deploy.argocd');
  if (!argocd) {
    return undefined;
  }
  const name = argocd.getOptionalString('cluster');
  const api = argocd.getOptionalConfig('api');
  if ((name === undefined) === (api === undefined)) {
    throw new InputError(
      'deploy.argocd needs either `cluster`, to read Application resources, or `api`, to read the REST API of Argo CD',
    );
  }
  const common = {
    url: readUrl(argocd, 'deploy.argocd.url'),
    namespace: argocd.getOptionalString('namespace') ?? DEFAULT_NAMESPACE,
  };
  if (api) {
    const url = readUrl(api, 'deploy.argocd.api.url');
    if (url === undefined) {
      throw new InputError(
        'deploy.argocd.api.url is missing: set it to the address of Argo CD',
      );
    }
    return {
      ...common,
      url: common.url ?? url,
      api: {
        url,
        token: readToken(api),
        project: api.getOptionalString('project'),
      },
    };
  }
  const [cluster] = findClusters(config, 'deploy.argocd.cluster', [name ?? '']);
  return { ...common, cluster };
}
