import type { ClusterSandbox } from '../kubernetes';
import {
  argoGitHubSecret,
  argoManifests,
  fluxManifests,
  type Manifest,
} from './platformManifests';
import type { SeedTargets } from './SeedTargets';

const fieldManager = 'sandbox-seed';

/** Installs what a platform team has installed: the entry points of Argo CD, Flux and Crossplane. */
export function seedClusters(options: {
  clusters: Record<string, ClusterSandbox>;
  targets: SeedTargets;
  /** Token that Argo CD and Flux read repositories with. */
  gitHubToken: string;
  /** Manifests of the checkout; what is missing is made here. */
  shipped: { argocd?: Manifest[]; flux?: Manifest[] };
  /** What else is in the cluster of the platform. */
  more: Manifest[];
}): void {
  const { clusters, targets, gitHubToken, shipped, more } = options;
  const { platform, production } = clusters;
  const manifests: Manifest[] = [
    ...['argocd', 'flux-system', 'crossplane-system'].map(namespace),
    secret('argocd', argoGitHubSecret.name, {
      [argoGitHubSecret.key]: gitHubToken,
    }),
    secret(
      'argocd',
      'production',
      {
        name: 'production',
        server: production.url,
        config: JSON.stringify({ bearerToken: production.token }),
      },
      { 'argocd.argoproj.io/secret-type': 'cluster' },
    ),
    secret('flux-system', 'github-credentials', {
      username: 'git',
      password: gitHubToken,
    }),
    {
      apiVersion: 'pkg.crossplane.io/v1',
      kind: 'Function',
      metadata: { name: 'function-patch-and-transform' },
      spec: {
        package:
          'xpkg.crossplane.io/crossplane-contrib/function-patch-and-transform:v0.9.0',
      },
    },
    ...(shipped.argocd ?? argoManifests(targets)),
    ...(shipped.flux ?? fluxManifests(targets)),
    ...more,
  ];
  for (const manifest of manifests) {
    platform.objects.apply(manifest, { fieldManager });
  }
}

function namespace(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function secret(
  inNamespace: string,
  name: string,
  data: Record<string, string>,
  labels?: Record<string, string>,
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: inNamespace, labels },
    type: 'Opaque',
    // What a client writes as stringData ends up here, encoded.
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(value, 'utf8').toString('base64'),
      ]),
    ),
  };
}
