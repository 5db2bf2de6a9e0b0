import type { SeedTargets } from './SeedTargets';

/** A manifest as data. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** Secret with Argo CD's GitHub token, as the ApplicationSets name it. */
export const argoGitHubSecret = { name: 'github-token', key: 'token' };

/** What Argo CD needs to find and run the apps, for a checkout that ships no manifests of its own. */
export function argoManifests(targets: SeedTargets): Manifest[] {
  const scmProvider = (pathsExist: string[]) => ({
    scmProvider: {
      github: {
        organization: targets.organization,
        api: targets.gitHubApiUrl,
        tokenRef: {
          secretName: argoGitHubSecret.name,
          key: argoGitHubSecret.key,
        },
      },
      filters: [{ repositoryMatch: '^idp-', pathsExist }],
      requeueAfterSeconds: 120,
    },
  });
  const repoURL = `${targets.gitHubUrl}/{{ .organization }}/{{ .repository }}.git`;
  const app = '{{ trimPrefix "idp-" .repository }}';
  const syncPolicy = {
    automated: { prune: true, selfHeal: true },
    syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
    retry: { limit: 5 },
  };

  return [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'apps', namespace: 'argocd' },
      spec: {
        description: 'Apps that people created in the portal',
        sourceRepos: [`${targets.gitHubUrl}/${targets.organization}/idp-*`],
        destinations: [
          { name: 'in-cluster', namespace: '*' },
          { name: 'production', namespace: '*' },
        ],
        clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: 'workloads', namespace: 'argocd' },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: [scmProvider(['deploy'])],
        template: {
          metadata: { name: '{{ .repository }}' },
          spec: {
            project: 'apps',
            source: {
              repoURL,
              targetRevision: '{{ .branch }}',
              path: 'deploy',
            },
            destination: { name: 'in-cluster', namespace: app },
            syncPolicy,
          },
        },
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: 'environments', namespace: 'argocd' },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: [
          {
            matrix: {
              generators: [
                scmProvider(['environments']),
                {
                  list: {
                    elements: [
                      { environment: 'qa', cluster: 'in-cluster' },
                      { environment: 'staging', cluster: 'in-cluster' },
                      { environment: 'prod', cluster: 'production' },
                    ],
                  },
                },
              ],
            },
          },
        ],
        template: {
          metadata: { name: '{{ .repository }}-{{ .environment }}' },
          spec: {
            project: 'apps',
            source: {
              repoURL,
              targetRevision: '{{ .branch }}',
              path: 'environments/{{ .environment }}',
            },
            destination: {
              name: '{{ .cluster }}',
              namespace: `${app}-{{ .environment }}`,
            },
            syncPolicy,
          },
        },
      },
    },
  ];
}

/** What Flux needs to apply the two catalog repositories, for a checkout that ships no manifests of its own. */
export function fluxManifests(targets: SeedTargets): Manifest[] {
  return [
    ...fluxPair(targets, 'catalog', 'catalog-sync', {
      interval: '5m',
      path: './templates',
      prune: true,
    }),
    ...fluxPair(targets, 'catalog-orders', 'orders-sync', {
      interval: '1m',
      path: './namespaces',
      prune: false,
    }),
  ];
}

function fluxPair(
  targets: SeedTargets,
  repository: string,
  kustomization: string,
  spec: { interval: string; path: string; prune: boolean },
): Manifest[] {
  const namespace = 'flux-system';
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: repository, namespace },
      spec: {
        interval: '1m',
        url: `${targets.gitHubUrl}/${targets.organization}/${repository}.git`,
        ref: { branch: 'main' },
        secretRef: { name: 'github-credentials' },
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: kustomization, namespace },
      spec: {
        ...spec,
        sourceRef: { kind: 'GitRepository', name: repository },
      },
    },
  ];
}
