import {
  defineResource,
  flag,
  integer,
  listOf,
  open,
  text,
  textMap,
} from './defineResource';

const source = open(
  {
    repoURL: text,
    path: text,
    targetRevision: text,
    chart: text,
    ref: text,
    kustomize: open(),
    directory: open({ recurse: flag, include: text, exclude: text }),
  },
  ['repoURL'],
);

const syncPolicy = open({
  automated: open({ prune: flag, selfHeal: flag, enabled: flag }),
  syncOptions: listOf(text),
  managedNamespaceMetadata: open({ labels: textMap, annotations: textMap }),
  retry: open({ limit: integer }),
});

const applicationSpec = open(
  {
    project: text,
    source,
    sources: listOf(source),
    destination: open({ server: text, name: text, namespace: text }),
    syncPolicy,
    ignoreDifferences: listOf(open()),
    revisionHistoryLimit: integer,
  },
  ['project', 'destination'],
);

const GROUP = 'argoproj.io';

/** Argo CD's kinds. */
export const ARGOCD_DEFINITIONS = [
  defineResource({
    group: GROUP,
    kind: 'Application',
    plural: 'applications',
    shortNames: ['app', 'apps'],
    withoutStatusSubresource: true,
    versions: [
      {
        name: 'v1alpha1',
        spec: applicationSpec,
        status: open(),
        extra: { operation: open() },
        required: ['metadata', 'spec'],
      },
    ],
    printerColumns: [
      {
        name: 'Sync Status',
        type: 'string',
        jsonPath: '.status.sync.status',
      },
      {
        name: 'Health Status',
        type: 'string',
        jsonPath: '.status.health.status',
      },
      {
        name: 'Revision',
        type: 'string',
        jsonPath: '.status.sync.revision',
        priority: 10,
      },
    ],
  }),
  defineResource({
    group: GROUP,
    kind: 'AppProject',
    plural: 'appprojects',
    shortNames: ['appproj', 'appprojs'],
    withoutStatusSubresource: true,
    versions: [
      {
        name: 'v1alpha1',
        spec: open({
          description: text,
          sourceRepos: listOf(text),
          destinations: listOf(
            open({ server: text, name: text, namespace: text }),
          ),
          clusterResourceWhitelist: listOf(
            open({ group: text, kind: text }, ['group', 'kind']),
          ),
          namespaceResourceWhitelist: listOf(
            open({ group: text, kind: text }, ['group', 'kind']),
          ),
          namespaceResourceBlacklist: listOf(
            open({ group: text, kind: text }, ['group', 'kind']),
          ),
        }),
        required: ['metadata', 'spec'],
      },
    ],
  }),
  defineResource({
    group: GROUP,
    kind: 'ApplicationSet',
    plural: 'applicationsets',
    shortNames: ['appset', 'appsets'],
    versions: [
      {
        name: 'v1alpha1',
        spec: open(
          {
            goTemplate: flag,
            goTemplateOptions: listOf(text),
            generators: listOf(open()),
            template: open({ metadata: open(), spec: open() }, [
              'metadata',
              'spec',
            ]),
            syncPolicy: open({
              preserveResourcesOnDeletion: flag,
              applicationsSync: {
                type: 'string',
                enum: ['create-only', 'create-update', 'create-delete', 'sync'],
              },
            }),
          },
          ['generators', 'template'],
        ),
        required: ['metadata', 'spec'],
      },
    ],
  }),
];
