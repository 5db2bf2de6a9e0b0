import type { KubernetesObject } from '@kubernetes/client-node';
import {
  startTestCluster,
  clientFor,
  TestCluster,
} from './__testUtils__/testCluster';

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'stores.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { kind: 'Store', plural: 'stores' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                'x-kubernetes-validations': [
                  { rule: 'self.min <= self.max', message: 'min is over max' },
                ],
                properties: {
                  engine: {
                    type: 'string',
                    'x-kubernetes-validations': [
                      { rule: 'self == oldSelf', message: 'engine is fixed' },
                    ],
                  },
                  min: { type: 'integer', default: 1 },
                  max: { type: 'integer', default: 3 },
                },
              },
            },
          },
        },
      },
    ],
  },
};

const store = (spec: object) => ({
  apiVersion: 'example.org/v1',
  kind: 'Store',
  metadata: { name: 'main', namespace: 'default' },
  spec,
});

describe('rules of custom resources, with the real client', () => {
  let test: TestCluster;
  let client: Awaited<ReturnType<typeof clientFor>>;

  beforeAll(async () => {
    test = await startTestCluster();
    client = await clientFor(test.cluster);
  });
  afterAll(() => test.close());

  const api = () =>
    client.kubernetes.KubernetesObjectApi.makeApiClient(client.config);
  const refusal = (message: string) => ({
    code: 422,
    body: expect.stringContaining(message),
  });

  it('hold for dry runs of every write, and change nothing', async () => {
    // The client's own type of definitions drops what it does not know.
    test.cluster.objects.create(DEFINITION);
    await expect(
      api().create(store({ min: 5 }), undefined, 'All'),
    ).rejects.toMatchObject(
      refusal('spec: Invalid value: \\"object\\": min is over max'),
    );
    await api().create(store({ engine: 'a' }), undefined, 'All');
    await expect(api().read(store({}))).rejects.toMatchObject({ code: 404 });

    const created: KubernetesObject = await api().create(
      store({ engine: 'a' }),
    );
    const changed = (spec: object) => ({ ...created, spec });
    await expect(
      api().replace(changed({ engine: 'b' }), undefined, 'All'),
    ).rejects.toMatchObject(
      refusal('spec.engine: Invalid value: \\"string\\": engine is fixed'),
    );
    await api().replace(changed({ engine: 'a', max: 9 }), undefined, 'All');
    const apply = (spec: object) =>
      api().patch(
        store(spec),
        undefined,
        'All',
        'portal',
        true,
        client.kubernetes.PatchStrategy.ServerSideApply,
      );
    await expect(apply({ engine: 'b' })).rejects.toMatchObject(
      refusal('engine is fixed'),
    );
    await expect(apply({ engine: 'a', min: 4 })).rejects.toMatchObject(
      refusal('min is over max'),
    );
    await apply({ engine: 'a', min: 2 });
    expect(await api().read(store({}))).toMatchObject({
      spec: { engine: 'a', min: 1, max: 3 },
      metadata: { resourceVersion: created.metadata?.resourceVersion },
    });
  });

  it('are compiled when their kind is defined', () => {
    const bad = JSON.parse(
      JSON.stringify(DEFINITION).replace('self.min <= self.max', 'self.min <='),
    );
    expect(() =>
      test.cluster.objects.apply(bad, { fieldManager: 'test' }),
    ).toThrow(
      /spec.versions\[0\].schema.openAPIV3Schema.properties\[spec\].x-kubernetes-validations\[0\].rule: .*compilation failed/,
    );
  });
});
