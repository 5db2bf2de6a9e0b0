import { KubernetesObject } from '../../kubernetes';
import { deployment } from '../../kubernetes/__testUtils__/testCluster';
import { objectsAt, stringAt, valueAt } from '../../kubernetes/types';
import { DIGEST, startTestWorld, TestWorld } from '../__testUtils__/testWorld';
import { findCondition } from '../conditions';

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'default',
  name: 'web',
};
const by = { fieldManager: 'test' };

jest.setTimeout(60_000);

describe('DeploymentController', () => {
  let world: TestWorld;

  beforeAll(async () => {
    world = await startTestWorld();
  });
  afterAll(() => world.close());

  const pods = () =>
    world.platform.list({
      apiVersion: 'v1',
      kind: 'Pod',
      labelSelector: 'app=web',
    });
  const withReplicas = (image: string, replicas: number): KubernetesObject => {
    const object = deployment('web', image);
    return { ...object, spec: { ...object.spec, replicas } };
  };

  it('rolls out, visibly progressing, and runs the digest', async () => {
    const seen: unknown[] = [];
    const stop = world.platform.subscribe(({ object }) => {
      if (object.kind === 'Deployment') {
        seen.push(valueAt(object, 'status', 'availableReplicas') ?? 0);
      }
    });
    world.platform.apply(withReplicas('localhost:1/o/web:sha-1', 2), by);
    await world.settle();
    stop();
    expect(seen.filter(available => available === 0).length).toBeGreaterThan(1);
    const live = world.platform.get(WEB);
    expect(live).toMatchObject({
      metadata: {
        annotations: { 'deployment.kubernetes.io/revision': '1' },
      },
      status: {
        observedGeneration: live?.metadata.generation,
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 2,
        availableReplicas: 2,
      },
    });
    expect(findCondition(live, 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
    });
    expect(pods()).toHaveLength(2);
    expect(objectsAt(pods()[0], 'status', 'containerStatuses')).toMatchObject([
      { ready: true, imageID: `localhost:1/o/web@${DIGEST}` },
    ]);
  });

  it('keeps the old pods when the new image does not exist, and gives up', async () => {
    world.missingImages.add('localhost:1/o/web:sha-2');
    world.platform.apply(withReplicas('localhost:1/o/web:sha-2', 2), by);
    const failed = await world.until(
      world.platform,
      WEB,
      object =>
        findCondition(object, 'Progressing')?.reason ===
        'ProgressDeadlineExceeded',
    );
    expect(failed?.status).toMatchObject({ availableReplicas: 2, replicas: 4 });
    const reasons = pods().map(pod =>
      stringAt(
        objectsAt(pod, 'status', 'containerStatuses')[0],
        'state',
        'waiting',
        'reason',
      ),
    );
    expect(
      reasons.filter(reason => reason === 'ImagePullBackOff'),
    ).toHaveLength(2);
  });

  it('recovers by the next version, scales and deletes', async () => {
    world.platform.apply(withReplicas('localhost:1/o/web:sha-1', 3), by);
    await world.settle();
    expect(pods()).toHaveLength(3);
    expect(world.platform.get(WEB)?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
    });
    world.platform.apply(withReplicas('localhost:1/o/web:sha-1', 1), by);
    await world.settle();
    expect(pods()).toHaveLength(1);
    world.platform.delete(WEB);
    await world.settle();
    expect(pods()).toHaveLength(0);
    expect(
      world.platform.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet' }),
    ).toHaveLength(0);
  });
});
