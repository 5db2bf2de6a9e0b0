import type { KubernetesObject } from '@kubernetes/client-node';
import {
  clientFor,
  deployment,
  startTestCluster,
  TestCluster,
} from './__testUtils__/testCluster';

type Client = Awaited<ReturnType<typeof clientFor>>;

describe('patches with the real client', () => {
  let test: TestCluster;
  let client: Client;

  beforeAll(async () => {
    test = await startTestCluster();
    client = await clientFor(test.cluster);
  });
  afterAll(() => test.close());

  const generic = () =>
    client.kubernetes.KubernetesObjectApi.makeApiClient(client.config);

  it('applies on the server: fields have owners, conflicts are refused unless forced', async () => {
    const { PatchStrategy } = client.kubernetes;
    const apply = (body: KubernetesObject, manager: string, force = false) =>
      generic().patch(
        body,
        undefined,
        undefined,
        manager,
        force,
        PatchStrategy.ServerSideApply,
      );
    const configMap = (data: Record<string, string>) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'shared', namespace: 'default' },
      data,
    });
    const created = await apply(configMap({ a: '1', b: '1' }), 'one');
    expect(created.metadata?.managedFields).toMatchObject([
      { manager: 'one', operation: 'Apply' },
    ]);
    await expect(apply(configMap({ a: '2' }), 'two')).rejects.toMatchObject({
      code: 409,
      body: expect.stringMatching(/conflict with .*one.*\.data\.a/),
    });
    const forced = await apply(configMap({ a: '2', c: '2' }), 'two', true);
    expect(forced).toMatchObject({ data: { a: '2', b: '1', c: '2' } });
    // The first manager gives up b, and no longer owns a.
    const reduced = await apply(configMap({}), 'one');
    expect(reduced).toMatchObject({ data: { a: '2', c: '2' } });
    expect(reduced).not.toHaveProperty('data.b');
    const same = await apply(configMap({ a: '2', c: '2' }), 'two');
    expect(same.metadata?.resourceVersion).toBe(
      reduced.metadata?.resourceVersion,
    );
  });

  it('applies on the server into keyed lists', async () => {
    const { objects } = test.cluster;
    const withContainers = (containers: object[]) => ({
      ...deployment('keyed'),
      spec: {
        selector: { matchLabels: { app: 'keyed' } },
        template: {
          metadata: { labels: { app: 'keyed' } },
          spec: { containers },
        },
      },
    });
    objects.apply(
      withContainers([
        { name: 'app', image: 'app:1', env: [{ name: 'A', value: '1' }] },
      ]),
      { fieldManager: 'one' },
    );
    objects.apply(withContainers([{ name: 'side', image: 'side:1' }]), {
      fieldManager: 'two',
    });
    objects.apply(withContainers([{ name: 'app', image: 'app:2' }]), {
      fieldManager: 'one',
    });
    expect(
      objects.get({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: 'default',
        name: 'keyed',
      })?.spec,
    ).toMatchObject({
      template: {
        spec: {
          containers: [
            { name: 'app', image: 'app:2' },
            { name: 'side', image: 'side:1' },
          ],
        },
      },
    });
  });

  it('patches by merge, JSON and strategic merge, and tries without writing', async () => {
    const { PatchStrategy } = client.kubernetes;
    const body = deployment('patched');
    await generic().create(body);
    const patch = (change: object, strategy: string, dryRun?: string) =>
      generic().patch<
        KubernetesObject & { spec: ReturnType<typeof deployment>['spec'] }
      >(
        { ...body, spec: undefined, ...change } as never,
        undefined,
        dryRun,
        undefined,
        undefined,
        strategy as never,
      );
    const strategic = await patch(
      {
        spec: {
          template: {
            spec: { containers: [{ name: 'extra', image: 'extra:1' }] },
          },
        },
      },
      PatchStrategy.StrategicMergePatch,
    );
    expect(
      strategic.spec.template.spec.containers.map(({ name }) => name),
    ).toEqual(['app', 'extra']);
    const merged = await patch(
      {
        spec: {
          template: { spec: { containers: [{ name: 'only', image: 'o:1' }] } },
        },
      },
      PatchStrategy.MergePatch,
      'All',
    );
    expect(merged.spec.template.spec.containers).toHaveLength(1);
    const { spec } = await generic().read<typeof merged>(body as never);
    expect(spec.template.spec.containers).toHaveLength(2);
  });
});
