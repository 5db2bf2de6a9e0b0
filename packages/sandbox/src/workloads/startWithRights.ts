import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  AuditProxy,
  ClusterSandbox,
  KubernetesObject,
  startAuditProxy,
} from '../kubernetes';

/** Group and plural in the path of a request for objects; discovery is none. */
const OBJECTS =
  /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/[^/]+)?\/([^/]+)/;

/**
 * A cluster as a service account of `platform/rbac` meets it.
 *
 * @public
 */
export interface RightsSandbox {
  /** Address of a proxy in front of the API server that notes what it is asked. */
  url: string;
  token: string;
  proxy: AuditProxy;
  /** What was asked, each once, as a rule of RBAC has it: `list apps/deployments`. */
  asked(): string[];
  /** Requests that the rights do not cover. */
  refused(): string[];
  close(): Promise<void>;
}

/**
 * Applies a file of `platform/rbac` and signs in as its service account.
 *
 * @public
 */
export async function startWithRights(options: {
  cluster: ClusterSandbox;
  /** Name in `platform/rbac`. */
  file: string;
  namespace: string;
  serviceAccount: string;
}): Promise<RightsSandbox> {
  const { cluster, file } = options;
  const folder = join(
    dirname(require.resolve('../../package.json')),
    '../../platform/rbac',
  );
  for (const document of parseAllDocuments(
    readFileSync(join(folder, file), 'utf8'),
  )) {
    const object: KubernetesObject = document.toJSON();
    const { namespace } = object.metadata;
    if (namespace) {
      cluster.objects.apply(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
        { fieldManager: 'test' },
      );
    }
    cluster.objects.apply(object, { fieldManager: 'test' });
  }
  const proxy = await startAuditProxy(cluster.url);
  const ruleOf = ({ verb, path }: (typeof proxy.requests)[number]) => {
    const [, group = '', plural] = OBJECTS.exec(path) ?? [];
    return plural ? [`${verb} ${group}/${plural}`] : [];
  };
  return {
    url: proxy.url,
    token: cluster.createToken(options.namespace, options.serviceAccount),
    proxy,
    asked: () => [...new Set(proxy.requests.flatMap(ruleOf))].sort(),
    refused: () =>
      proxy.requests
        .filter(({ status }) => status === 403)
        .map(({ verb, path }) => `${verb} ${path}`),
    close: () => proxy.close(),
  };
}
