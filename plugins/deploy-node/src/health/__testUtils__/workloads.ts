const DIGEST = 'a'.repeat(64);

/** Image of the application in these tests, fixed by its digest. */
export const appImage = `registry.example.com/acme/orders:v2@sha256:${DIGEST}`;

/** The image before. */
export const oldImage = `registry.example.com/acme/orders:v1@sha256:${'b'.repeat(
  64,
)}`;

export const now = new Date('2026-03-01T12:00:00Z');

const LONG_AGO = '2026-03-01T11:00:00Z';

type Overrides = Record<string, unknown>;

/** A pod that runs. */
export function pod(
  options: {
    name?: string;
    image?: string;
    imageID?: string;
    hash?: string;
    labels?: Record<string, string>;
    createdAt?: string;
    metadata?: Overrides;
    status?: Overrides;
    containers?: Overrides[];
    waiting?: { reason: string; message?: string };
    restartCount?: number;
    notReadySince?: string;
  } = {},
) {
  const image = options.image ?? appImage;
  const [repository, digest] = image.split('@');
  return {
    metadata: {
      name: options.name ?? 'orders-1',
      creationTimestamp: options.createdAt ?? LONG_AGO,
      labels: options.labels ?? {
        'pod-template-hash': options.hash ?? 'new',
      },
      ...options.metadata,
    },
    spec: {
      containers: [{ name: 'app', image }, ...(options.containers ?? [])],
    },
    status: {
      phase: 'Running',
      startTime: LONG_AGO,
      conditions: [
        {
          type: 'Ready',
          status: options.waiting ? 'False' : 'True',
          lastTransitionTime: options.notReadySince ?? LONG_AGO,
        },
      ],
      containerStatuses: [
        {
          name: 'app',
          image: repository,
          imageID:
            options.imageID ??
            (options.waiting
              ? ''
              : `${repository.replace(/:[^:/]+$/, '')}@${digest}`),
          restartCount: options.restartCount ?? 0,
          state: options.waiting
            ? { waiting: options.waiting }
            : { running: { startedAt: LONG_AGO } },
        },
      ],
      ...options.status,
    },
  };
}

function workload(kind: string, spec: Overrides, status: Overrides) {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'orders', namespace: 'orders', generation: 3 },
    spec: {
      selector: { matchLabels: { app: 'orders' } },
      template: {
        spec: { containers: [{ name: 'app', image: appImage }] },
      },
      ...spec,
    },
    status: { observedGeneration: 3, ...status },
  };
}

/** A Deployment with two pods, all of them healthy. */
export function deployment(spec: Overrides = {}, status: Overrides = {}) {
  return workload(
    'Deployment',
    { replicas: 2, ...spec },
    {
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      conditions: [
        { type: 'Available', status: 'True' },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
        },
      ],
      ...status,
    },
  );
}

/** A StatefulSet with two pods, all of them healthy. */
export function statefulSet(spec: Overrides = {}, status: Overrides = {}) {
  return workload(
    'StatefulSet',
    { replicas: 2, ...spec },
    {
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      currentRevision: 'orders-new',
      updateRevision: 'orders-new',
      ...status,
    },
  );
}

/** A DaemonSet on two nodes, healthy on both. */
export function daemonSet(spec: Overrides = {}, status: Overrides = {}) {
  return workload('DaemonSet', spec, {
    desiredNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberReady: 2,
    numberAvailable: 2,
    ...status,
  });
}

export const twoPods = [pod(), pod({ name: 'orders-2' })];
