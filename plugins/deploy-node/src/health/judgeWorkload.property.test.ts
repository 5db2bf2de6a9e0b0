import fc from 'fast-check';
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
import { WorkloadHealth, judgeWorkload } from './judgeWorkload';

const small = fc.integer({ min: 0, max: 3 });
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined });

const conditions = fc.array(
  fc.record(
    {
      type: fc.constantFrom('Available', 'Progressing', 'Stalled', 'Else'),
      status: fc.constantFrom('True', 'False', 'Unknown'),
      reason: fc.constantFrom('ProgressDeadlineExceeded', 'Other'),
    },
    { requiredKeys: ['type'] },
  ),
  { maxLength: 3 },
);

const workloads = fc
  .record({
    make: fc.constantFrom(deployment, statefulSet, daemonSet),
    spec: fc.option(
      fc.record(
        { replicas: small, paused: fc.boolean() },
        { requiredKeys: [] },
      ),
      { nil: {}, freq: 1 },
    ),
    // Often nothing is wrong, else hardly anything would be healthy.
    status: fc.option(
      fc.record(
        {
          observedGeneration: fc.integer({ min: 2, max: 4 }),
          replicas: small,
          updatedReplicas: small,
          readyReplicas: small,
          availableReplicas: small,
          desiredNumberScheduled: small,
          updatedNumberScheduled: small,
          numberAvailable: small,
          numberReady: small,
          updateRevision: fc.constantFrom('orders-new', 'orders-next'),
          conditions,
        },
        { requiredKeys: [] },
      ),
      { nil: {}, freq: 1 },
    ),
    deletionTimestamp: maybe(fc.constant('2026-03-01T11:00:00Z')),
  })
  .map(({ make, spec, status, deletionTimestamp }) => {
    const made = make(spec, status);
    return {
      ...made,
      spec: made.spec as Record<string, unknown>,
      status: made.status as Record<string, unknown>,
      metadata: { ...made.metadata, deletionTimestamp },
    };
  });

// Names are unique in a namespace.
const anyPods = fc.uniqueArray(
  fc
    .record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      image: fc.constantFrom(appImage, oldImage),
      hash: fc.constantFrom('new', 'old'),
      waiting: maybe(
        fc.constantFrom(
          { reason: 'ImagePullBackOff' },
          { reason: 'ContainerCreating' },
        ),
      ),
    })
    .map(pod),
  { maxLength: 4, selector: ({ metadata }) => metadata.name },
);

const pods = fc.oneof(fc.constant(twoPods), anyPods);

type AnyWorkload = typeof workloads extends fc.Arbitrary<infer T> ? T : never;

/** What speaks against a verdict. */
function doubts(
  verdict: WorkloadHealth,
  { status, spec, kind, metadata }: AnyWorkload,
  list: unknown[],
): string[] {
  if (verdict.health !== 'healthy') {
    return verdict.message ? [] : ['no reason'];
  }
  const wanted = Number(
    kind === 'DaemonSet' ? status.desiredNumberScheduled : spec.replicas ?? 1,
  );
  const counts =
    kind === 'DaemonSet'
      ? ['numberAvailable', 'numberReady', 'updatedNumberScheduled']
      : ['availableReplicas', 'readyReplicas'];
  const claims: Record<string, boolean> = {
    'it is deleted': metadata.deletionTimestamp !== undefined,
    'nobody saw the last change':
      Number(status.observedGeneration) < metadata.generation,
    'it is paused': spec.paused === true,
    'nothing runs': wanted === 0,
    'pods are missing': list.length < wanted,
    'a count lags': counts.some(key => Number(status[key] ?? 0) < wanted),
    'another image runs': verdict.images.join() !== appImage,
  };
  return Object.keys(claims).filter(claim => claims[claim]);
}

describe('judgeWorkload, whatever the cluster says', () => {
  it('never throws, and never takes what is no workload for a healthy one', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(fc.jsonValue()),
        (workload, list) => {
          expect(judgeWorkload({ workload, pods: list, now }).health).not.toBe(
            'healthy',
          );
        },
      ),
    );
  });

  it('survives any value in any field', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.jsonValue(),
        fc.jsonValue(),
        (status, spec, broken) => {
          const base = deployment();
          for (const workload of [
            { ...base, status },
            { ...base, spec },
            { ...base, spec: { ...base.spec, template: spec } },
            { ...base, status: { ...base.status, conditions: status } },
          ]) {
            expect(
              judgeWorkload({ workload, pods: [broken, ...twoPods], now })
                .images.length,
            ).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('finds healthy only what is observed, complete, available and of the wanted digest', () => {
    let healthy = 0;
    fc.assert(
      fc.property(workloads, pods, (workload, list) => {
        const verdict = judgeWorkload({ workload, pods: list, now });
        healthy += verdict.health === 'healthy' ? 1 : 0;
        expect(doubts(verdict, workload, list)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    // Else this would show nothing.
    expect(healthy).toBeGreaterThan(10);
  });

  it('is never made healthy by one more pod, of whatever version', () => {
    fc.assert(
      fc.property(workloads, pods, (workload, list) => {
        const stranger = pod({ name: 'stranger', image: oldImage });
        expect(
          judgeWorkload({ workload, pods: [...list, stranger], now }).health,
        ).not.toBe('healthy');
      }),
    );
  });

  it('does not depend on the order of pods, nor the whole on that of workloads', () => {
    fc.assert(
      fc.property(workloads, workloads, pods, (one, other, list) => {
        const verdicts = [one, other].map(workload =>
          judgeWorkload({ workload, pods: list, now }),
        );
        const turned = [other, one].map(workload =>
          judgeWorkload({ workload, pods: [...list].reverse(), now }),
        );
        expect(turned[1].phase).toBe(verdicts[0].phase);
        expect(combineHealth(turned).health).toBe(
          combineHealth(verdicts).health,
        );
        expect(combineHealth(turned).images).toEqual(
          combineHealth(verdicts).images,
        );
      }),
    );
  });

  it('says terminating of everything that is being deleted', () => {
    fc.assert(
      fc.property(workloads, pods, (workload, list) => {
        const metadata = {
          ...workload.metadata,
          deletionTimestamp: '2026-03-01T11:00:00Z',
        };
        expect(
          judgeWorkload({
            workload: { ...workload, metadata },
            pods: list,
            now,
          }).phase,
        ).toBe('terminating');
      }),
    );
  });
});
