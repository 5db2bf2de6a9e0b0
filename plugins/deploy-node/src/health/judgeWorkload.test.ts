import {
  appImage,
  daemonSet,
  deployment,
  now,
  oldImage,
  pod,
  statefulSet,
  twoPods,
} from './__testUtils__/workloads';
import { combineHealth } from './combineHealth';
import { WorkloadFacts, judgeWorkload } from './judgeWorkload';

function judge(
  workload: unknown,
  pods: unknown[] = twoPods,
  facts: Partial<WorkloadFacts> = {},
) {
  return judgeWorkload({ workload, pods, now, ...facts });
}

describe('judgeWorkload', () => {
  it.each([
    ['Deployment', deployment()],
    ['StatefulSet', statefulSet()],
    ['DaemonSet', daemonSet()],
  ])('finds a %s healthy that runs what it should', (_kind, workload) => {
    expect(judge(workload)).toEqual({
      phase: 'healthy',
      health: 'healthy',
      message: undefined,
      images: [appImage],
      hasApp: true,
    });
  });

  const { metadata, ...rest } = deployment();
  const pulling = { reason: 'ImagePullBackOff', message: 'not found' };
  const crashing = { reason: 'CrashLoopBackOff', message: 'back-off' };
  it.each([
    [
      'being deleted, whatever else it says',
      {
        ...deployment(
          {},
          {
            conditions: [
              {
                type: 'Progressing',
                status: 'False',
                reason: 'ProgressDeadlineExceeded',
              },
            ],
          },
        ),
        metadata: { ...metadata, deletionTimestamp: '2026-03-01T10:00:00Z' },
      },
      twoPods,
      'terminating',
      'it is being deleted',
    ],
    [
      'a generation that nobody has seen',
      { ...rest, metadata: { ...metadata, generation: 4 } },
      twoPods,
      'progressing',
      'has not seen the last change',
    ],
    [
      'no status yet',
      { ...rest, metadata, status: undefined },
      [],
      'progressing',
      'has not seen the last change',
    ],
    [
      'the progress deadline',
      deployment(
        {},
        {
          conditions: [
            {
              type: 'Progressing',
              status: 'False',
              reason: 'ProgressDeadlineExceeded',
              message: 'has timed out progressing',
            },
          ],
        },
      ),
      twoPods,
      'failed',
      'ProgressDeadlineExceeded: has timed out',
    ],
    [
      'stalled',
      deployment(
        {},
        { conditions: [{ type: 'Stalled', status: 'True', reason: 'Sad' }] },
      ),
      twoPods,
      'failed',
      'Stalled: Sad',
    ],
    [
      'pods that cannot be made',
      deployment(
        {},
        {
          updatedReplicas: 0,
          conditions: [
            {
              type: 'ReplicaFailure',
              status: 'True',
              reason: 'FailedCreate',
              message: 'exceeded quota',
            },
          ],
        },
      ),
      [],
      'failed',
      'FailedCreate: exceeded quota',
    ],
    [
      'an image that cannot be pulled',
      deployment({}, { availableReplicas: 1, readyReplicas: 1 }),
      [pod({ waiting: pulling })],
      'failed',
      "Container 'app' of pod 'orders-1': ImagePullBackOff: not found",
    ],
    [
      'an image that could not be pulled once',
      deployment({}, { availableReplicas: 1, readyReplicas: 1 }),
      [pod({ waiting: pulling, notReadySince: '2026-03-01T11:59:45Z' })],
      'progressing',
      '1 of 2 pods are available',
    ],
    [
      'a container that crashed again and again',
      deployment({}, { availableReplicas: 1, readyReplicas: 1 }),
      [
        pod({
          waiting: crashing,
          restartCount: 3,
          notReadySince: '2026-03-01T11:59:59Z',
        }),
      ],
      'failed',
      'CrashLoopBackOff: back-off',
    ],
    [
      'a container that crashed once',
      deployment({}, { availableReplicas: 1, readyReplicas: 1 }),
      [
        pod({
          waiting: crashing,
          restartCount: 1,
          notReadySince: '2026-03-01T11:59:59Z',
        }),
      ],
      'progressing',
      'pods are available',
    ],
    [
      'a pod before that crashes while the new one starts',
      deployment({}, { updatedReplicas: 1 }),
      [
        pod({
          name: 'old',
          image: oldImage,
          hash: 'old',
          waiting: crashing,
          restartCount: 9,
        }),
        pod(),
      ],
      'progressing',
      '1 of 2 pods are updated',
    ],
    ['paused', deployment({ paused: true }), twoPods, 'paused', 'is paused'],
    [
      'scaled to zero',
      deployment(
        { replicas: 0 },
        {
          replicas: 0,
          updatedReplicas: 0,
          readyReplicas: 0,
          availableReplicas: 0,
        },
      ),
      [],
      'empty',
      'scaled to zero',
    ],
    [
      'old pods that are still there',
      deployment({}, { replicas: 3 }),
      twoPods,
      'progressing',
      '1 old pods are still there',
    ],
    [
      'not available yet',
      deployment(
        {},
        { conditions: [{ type: 'Available', status: 'False', message: 'no' }] },
      ),
      twoPods,
      'progressing',
      'no',
    ],
    [
      'a stateful set in the middle of its update',
      statefulSet({}, { updateRevision: 'orders-next', updatedReplicas: 1 }),
      twoPods,
      'progressing',
      '1 of 2 pods are updated',
    ],
    [
      'a stateful set whose partition keeps pods at the version before',
      statefulSet(
        { updateStrategy: { rollingUpdate: { partition: 1 } } },
        {
          updateRevision: 'orders-next',
          updatedReplicas: 1,
        },
      ),
      [pod({ name: 'orders-0', image: oldImage }), pod({ name: 'orders-1' })],
      'progressing',
      "still runs 'registry.example.com/acme/orders:v1@",
    ],
    [
      'a daemon set that is updated by deleting pods',
      daemonSet(
        { updateStrategy: { type: 'OnDelete' } },
        { updatedNumberScheduled: 0 },
      ),
      [pod({ image: oldImage }), pod({ name: 'orders-2', image: oldImage })],
      'progressing',
      'still runs',
    ],
    [
      'another content under the same tag',
      deployment(),
      [
        pod(),
        pod({
          name: 'orders-2',
          imageID: oldImage.replace(':v1', ''),
        }),
      ],
      'progressing',
      "still runs 'registry.example.com/acme/orders:v2@sha256:bbb",
    ],
    [
      'counts that are ahead of the pods',
      deployment(),
      [pod()],
      'progressing',
      'not all of its pods are known',
    ],
  ])('%s', (_name, workload, pods, phase, message) => {
    const verdict = judge(workload, pods);
    expect(verdict.phase).toBe(phase);
    expect(verdict.message).toContain(message);
  });

  it('reads digests as runtimes tell them', () => {
    const bare = appImage.split('@')[0];
    const tagged = deployment({
      template: { spec: { containers: [{ name: 'app', image: bare }] } },
    });
    const digest = `sha256:${'c'.repeat(64)}`;
    const images = (imageID: string, image?: string) =>
      judge(
        tagged,
        [
          pod({
            image: bare,
            imageID,
            ...(image === undefined
              ? {}
              : {
                  status: {
                    containerStatuses: [
                      { name: 'app', image, imageID, state: { running: {} } },
                    ],
                  },
                }),
          }),
        ],
        {},
      ).images;
    expect(
      images(`docker-pullable://registry.example.com/acme/orders@${digest}`),
    ).toEqual([`${bare}@${digest}`]);
    // The id of an unpacked image is no digest of a registry.
    expect(images(digest)).toEqual([bare]);
    expect(images(`docker://${digest}`)).toEqual([bare]);
    // A mirror tells its own name.
    expect(images(`mirror.example.com/proxy/orders@${digest}`)).toEqual([
      `${bare}@${digest}`,
    ]);
    expect(images('', 'registry.example.com/acme/orders:v2')).toEqual([bare]);
  });

  it('takes the digest that was asked for where the runtime tells that of the platform too', () => {
    const [name, digest] = appImage.split('@');
    const platform = `registry.example.com/acme/orders@sha256:${'d'.repeat(
      64,
    )}`;
    const pods = twoPods.map(item => ({
      ...item,
      status: {
        ...item.status,
        containerStatuses: [
          {
            name: 'app',
            image: `${name}@${digest}`,
            imageID: platform,
            state: { running: {} },
          },
        ],
      },
    }));
    expect(judge(deployment(), pods)).toMatchObject({
      health: 'healthy',
      images: [appImage],
    });
  });

  it('asks only the containers of the application', () => {
    const containers = [
      { name: 'app', image: appImage },
      { name: 'proxy', image: 'envoyproxy/envoy:v1.30' },
    ];
    const workload = deployment({ template: { spec: { containers } } });
    // The proxy has no status at all.
    const pods = twoPods.map(item => ({ ...item, spec: { containers } }));
    expect(judge(workload, pods).health).toBe('progressing');
    expect(
      judge(workload, pods, {
        imageRepository: 'registry.example.com/acme/orders',
      }),
    ).toMatchObject({ health: 'healthy', images: [appImage] });
    expect(judge(workload, pods, { container: 'app' }).health).toBe('healthy');
    expect(judge(workload, pods, { container: 'web' })).toMatchObject({
      health: 'unknown',
      message: expect.stringContaining("no container 'web'"),
    });
    expect(
      judge(workload, pods, { imageRepository: 'registry.example.com/else' }),
    ).toMatchObject({ hasApp: false, images: [] });
  });

  it('wants the image that the caller wants', () => {
    expect(judge(deployment(), twoPods, { wantedImage: appImage }).health).toBe(
      'healthy',
    );
    expect(judge(deployment(), twoPods, { wantedImage: oldImage }).health).toBe(
      'progressing',
    );
  });

  it('does not count pods that are over or going away', () => {
    expect(
      judge(deployment(), [
        ...twoPods,
        pod({
          name: 'evicted',
          image: oldImage,
          status: { phase: 'Failed', reason: 'Evicted' },
        }),
        pod({
          name: 'leaving',
          image: oldImage,
          metadata: { deletionTimestamp: '2026-03-01T11:59:50Z' },
        }),
      ]),
    ).toMatchObject({ health: 'healthy', images: [appImage] });
  });
});

describe('combineHealth', () => {
  it('is the worst of all, and missing without any', () => {
    const healthy = judge(deployment());
    const empty = judge(
      deployment(
        { replicas: 0 },
        { replicas: 0, updatedReplicas: 0, availableReplicas: 0 },
      ),
      [],
    );
    const failed = judge(
      deployment({}, { conditions: [{ type: 'Stalled', status: 'True' }] }),
    );
    expect(combineHealth([])).toEqual({
      health: 'missing',
      message: undefined,
      images: [],
    });
    expect(combineHealth([healthy, empty]).health).toBe('healthy');
    expect(combineHealth([empty]).health).toBe('suspended');
    expect(combineHealth([healthy, failed, empty])).toMatchObject({
      health: 'degraded',
      message: expect.stringContaining('Stalled'),
      images: [appImage],
    });
  });
});
