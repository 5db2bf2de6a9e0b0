import { parseApplication } from './applicationSchema';
import { toObservation } from './toObservation';

const image = `localhost:7120/sandbox/idp-orders:v2@sha256:${'a'.repeat(64)}`;
const observedAt = '2026-03-01T10:00:00.000Z';

function observe(
  overrides: Record<string, unknown>,
  options?: { repository?: string; argocdUrl?: string },
) {
  const application = parseApplication({
    metadata: { name: 'idp-orders-qa' },
    spec: { syncPolicy: { automated: {} } },
    ...overrides,
  });
  if (!application) {
    throw new Error('Expected an Application');
  }
  return toObservation(application, { observedAt, ...options });
}

const healthy = {
  sync: { status: 'Synced', revision: 'new' },
  health: { status: 'Healthy' },
  operationState: { phase: 'Succeeded', message: 'successfully synced' },
  history: [{ revision: 'older' }, { revision: 'old' }],
  summary: {
    images: [image],
    externalURLs: ['https://orders.example.com/', 'data:text/html,x', 'x'],
  },
};

describe('toObservation', () => {
  it('tells a healthy deployment with image, revision and links', () => {
    expect(
      observe(
        { status: healthy },
        { argocdUrl: 'https://argocd.example.com/applications/a/b' },
      ),
    ).toEqual({
      observedAt,
      images: [image],
      revision: 'new',
      sync: 'synced',
      health: 'healthy',
      message: undefined,
      links: [
        {
          title: 'Argo CD',
          kind: 'argocd',
          url: 'https://argocd.example.com/applications/a/b',
        },
        {
          title: 'orders.example.com',
          kind: 'app',
          url: 'https://orders.example.com/',
        },
      ],
    });
  });

  it('chooses the revision of the repository among several sources', () => {
    const spec = {
      sources: [
        { repoURL: 'https://charts.example.com/base' },
        { repoURL: 'https://github.com/Acme/idp-orders.git' },
      ],
    };
    const status = {
      ...healthy,
      sync: { status: 'Synced', revisions: ['1.0.0', 'new'] },
    };

    expect(
      observe({ spec, status }, { repository: 'acme/idp-orders' }).revision,
    ).toBe('new');
    expect(
      observe({ spec, status }, { repository: 'acme/other' }).revision,
    ).toBeUndefined();
  });

  it('takes nothing for good that is not said', () => {
    expect(observe({})).toEqual({
      observedAt,
      images: [],
      revision: undefined,
      sync: 'unknown',
      health: 'unknown',
      message: undefined,
      links: [],
    });
    expect(
      observe({
        spec: 7,
        status: {
          ...healthy,
          health: { status: 'Splendid' },
          sync: 'yes',
          summary: { images: [1] },
          operationState: [],
        },
      }),
    ).toMatchObject({ health: 'unknown', sync: 'unknown', images: [] });
    expect(parseApplication({ kind: 'List' })).toBeUndefined();
  });
});

describe('C7: Argo CD that is not done, although it may look so', () => {
  it.each([
    [
      'out of sync: the revision is the one that runs, not the newest in git',
      {
        status: { ...healthy, sync: { status: 'OutOfSync', revision: 'new' } },
      },
      { sync: 'out-of-sync', revision: 'old', health: 'healthy' },
    ],
    [
      'another sync is running',
      { status: { ...healthy, operationState: { phase: 'Running' } } },
      { health: 'progressing', message: 'Argo CD is syncing' },
    ],
    [
      'a sync is asked for',
      { operation: { sync: {} }, status: healthy },
      { health: 'progressing' },
    ],
    [
      'progressing forever',
      {
        status: {
          ...healthy,
          health: { status: 'Progressing' },
          resources: [
            {
              kind: 'Deployment',
              name: 'orders',
              health: {
                status: 'Progressing',
                message: '1 of 2 updated replicas are available',
              },
            },
          ],
        },
      },
      {
        health: 'progressing',
        message: "Deployment 'orders': 1 of 2 updated replicas are available",
      },
    ],
    [
      'degraded after healthy',
      {
        status: {
          ...healthy,
          health: { status: 'Degraded', message: 'back-off restarting' },
        },
      },
      { health: 'degraded', message: 'back-off restarting' },
    ],
    [
      'suspended',
      { status: { ...healthy, health: { status: 'Suspended' } } },
      {
        health: 'suspended',
        message: 'A workload is paused; resume it to go on',
      },
    ],
    [
      'resources are missing',
      { status: { ...healthy, health: { status: 'Missing' } } },
      { health: 'missing' },
    ],
    [
      'being deleted',
      {
        metadata: { name: 'x', deletionTimestamp: '2026-03-01T10:00:00Z' },
        status: healthy,
      },
      {
        health: 'progressing',
        message: 'The Argo CD Application is being deleted',
      },
    ],
    [
      'the sync failed',
      {
        status: {
          ...healthy,
          sync: { status: 'OutOfSync', revision: 'new' },
          operationState: { phase: 'Failed', message: 'admission denied' },
        },
      },
      {
        sync: 'out-of-sync',
        message: 'The last sync failed: admission denied',
      },
    ],
    [
      'manifests cannot be rendered',
      {
        status: {
          ...healthy,
          sync: { status: 'Unknown' },
          conditions: [
            { type: 'SharedResourceWarning', message: 'x' },
            { type: 'ComparisonError', message: 'kustomize build failed' },
          ],
        },
      },
      {
        sync: 'unknown',
        message: 'ComparisonError: kustomize build failed',
      },
    ],
    [
      'automatic sync is off',
      {
        spec: { syncPolicy: { automated: { enabled: false } } },
        status: { ...healthy, sync: { status: 'OutOfSync' } },
      },
      {
        message: 'Out of sync, and automatic sync is off; sync it in Argo CD',
      },
    ],
  ])('%s', (_name, application, expected) => {
    expect(observe(application)).toMatchObject(expected);
  });
});
