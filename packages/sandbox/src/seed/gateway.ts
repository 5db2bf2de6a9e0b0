import type { ClusterSandbox } from '../kubernetes';
import type { Manifest } from './platformManifests';

const name = 'gateway';
const image = 'docker.io/library/traefik:v3.3.4';
const labels = {
  'app.kubernetes.io/name': name,
  'backstage.io/kubernetes-id': name,
};

/** What somebody installed by hand, so that only the clusters know of it: in development and, for all to reach, in prod. */
export function installGateway(clusters: Record<string, ClusterSandbox>): void {
  for (const [cluster, namespace] of [
    [clusters.platform, name],
    [clusters.production, `${name}-prod`],
  ] as const) {
    for (const manifest of gatewayManifests(namespace)) {
      cluster.objects.apply(manifest, { fieldManager: 'helm' });
    }
  }
}

function gatewayManifests(namespace: string): Manifest[] {
  const selector = { 'app.kubernetes.io/name': name };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        replicas: 2,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name,
                image,
                ports: [{ name: 'web', containerPort: 8000 }],
              },
            ],
          },
        },
      },
    },
  ];
}
