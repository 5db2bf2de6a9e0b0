import {
  clientFor,
  deployment,
  startTestCluster,
  TestCluster,
  TEST_TOKEN,
  widget,
  WIDGET_DEFINITION,
} from './__testUtils__/testCluster';

type Client = Awaited<ReturnType<typeof clientFor>>;

describe('the API server with the real client', () => {
  let test: TestCluster;
  let client: Client;

  beforeAll(async () => {
    test = await startTestCluster({
      users: [
        { token: 'reader-token', name: 'reader' },
        { token: 'portal-token', name: 'system:serviceaccount:portal:portal' },
      ],
    });
    client = await clientFor(test.cluster);
  });
  afterAll(() => test.close());

  const generic = () =>
    client.kubernetes.KubernetesObjectApi.makeApiClient(client.config);
  const custom = () =>
    client.config.makeApiClient(client.kubernetes.CustomObjectsApi);
  const apps = () => client.config.makeApiClient(client.kubernetes.AppsV1Api);

  it('creates, reads, updates with a version check and deletes', async () => {
    const created = await apps().createNamespacedDeployment({
      namespace: 'default',
      body: deployment('crud'),
    });
    expect(created.metadata).toMatchObject({
      name: 'crud',
      namespace: 'default',
      generation: 1,
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      creationTimestamp: expect.any(Date),
    });
    expect(created.spec?.replicas).toBe(1);

    const header = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'crud', namespace: 'default' },
    };
    const read = await generic().read(header);
    expect(read.metadata?.resourceVersion).toBe(
      created.metadata?.resourceVersion,
    );

    const updated = await apps().replaceNamespacedDeployment({
      name: 'crud',
      namespace: 'default',
      body: { ...created, spec: { ...created.spec!, replicas: 3 } },
    });
    expect(updated.metadata?.generation).toBe(2);
    await expect(
      apps().replaceNamespacedDeployment({
        name: 'crud',
        namespace: 'default',
        body: { ...created, spec: { ...created.spec!, replicas: 4 } },
      }),
    ).rejects.toMatchObject({
      code: 409,
      body: expect.stringContaining('the object has been modified'),
    });

    const again = await apps().replaceNamespacedDeployment({
      name: 'crud',
      namespace: 'default',
      body: updated,
    });
    expect(again.metadata?.resourceVersion).toBe(
      updated.metadata?.resourceVersion,
    );

    const { PatchStrategy, setHeaderOptions } = client.kubernetes;
    const scaled = await apps().patchNamespacedDeploymentScale(
      {
        name: 'crud',
        namespace: 'default',
        body: { spec: { replicas: 5 } },
      },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    expect(scaled.spec?.replicas).toBe(5);

    await generic().delete(read);
    await expect(generic().read(header)).rejects.toMatchObject({ code: 404 });
    await expect(
      apps().createNamespacedDeployment({
        namespace: 'nowhere',
        body: { ...deployment('x'), metadata: { name: 'x' } },
      }),
    ).rejects.toMatchObject({
      code: 404,
      body: expect.stringContaining('namespaces \\"nowhere\\" not found'),
    });
  });

  it('answers who may not do something with 401 and 403', async () => {
    const listPods = async (token: string, namespace = 'default') => {
      const { kubernetes, config } = await clientFor(test.cluster, token);
      return config
        .makeApiClient(kubernetes.CoreV1Api)
        .listNamespacedPod({ namespace });
    };
    await expect(listPods('wrong')).rejects.toMatchObject({ code: 401 });
    await expect(listPods('reader-token')).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining('cannot list resource \\"pods\\"'),
    });
    const rbac = 'rbac.authorization.k8s.io/v1';
    const roleRef = (kind: string, name: string) => ({
      apiGroup: 'rbac.authorization.k8s.io',
      kind,
      name,
    });
    test.cluster.objects.apply(
      {
        apiVersion: rbac,
        kind: 'ClusterRole',
        metadata: { name: 'pods' },
        rules: [
          { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
        ],
      },
      { fieldManager: 'test' },
    );
    test.cluster.objects.apply(
      {
        apiVersion: rbac,
        kind: 'RoleBinding',
        metadata: { name: 'reader', namespace: 'default' },
        roleRef: roleRef('ClusterRole', 'pods'),
        subjects: [{ kind: 'User', name: 'reader' }],
      },
      { fieldManager: 'test' },
    );
    test.cluster.objects.apply(
      {
        apiVersion: rbac,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'portal' },
        roleRef: roleRef('ClusterRole', 'pods'),
        subjects: [
          { kind: 'ServiceAccount', name: 'portal', namespace: 'portal' },
        ],
      },
      { fieldManager: 'test' },
    );
    await expect(listPods('reader-token')).resolves.toMatchObject({
      kind: 'PodList',
    });
    await expect(listPods('reader-token', 'kube-system')).rejects.toMatchObject(
      { code: 403 },
    );
    await expect(
      listPods('portal-token', 'kube-system'),
    ).resolves.toMatchObject({ items: [] });

    const { kubernetes, config } = await clientFor(
      test.cluster,
      'reader-token',
    );
    const review = (verb: string) =>
      config
        .makeApiClient(kubernetes.AuthorizationV1Api)
        .createSelfSubjectAccessReview({
          body: {
            spec: {
              resourceAttributes: {
                verb,
                resource: 'pods',
                namespace: 'default',
              },
            },
          },
        });
    expect((await review('list')).status?.allowed).toBe(true);
    expect((await review('delete')).status?.allowed).toBe(false);
  });

  it('serves custom resources: checks, defaults, prunes, several versions, status', async () => {
    // The client's own type of a definition renames `enum` and `default`.
    test.cluster.objects.create(WIDGET_DEFINITION);
    const target = {
      group: 'example.org',
      version: 'v1',
      plural: 'widgets',
      namespace: 'default',
    };
    await expect(
      custom().createNamespacedCustomObject({
        ...target,
        body: widget('bad', { size: 'L', count: 0, port: true }),
      }),
    ).rejects.toMatchObject({
      code: 422,
      body: expect.stringMatching(
        /Widget\.example\.org .*bad.* is invalid: .*spec\.size: Unsupported value: .*spec\.count: .*spec\.port/,
      ),
    });
    const created = await custom().createNamespacedCustomObject({
      ...target,
      body: {
        ...widget('good', { size: 'S', port: '80%', stranger: 1 }),
        status: { fake: true },
      },
    });
    expect(created).toMatchObject({
      apiVersion: 'example.org/v1',
      spec: { size: 'S', color: 'red', port: '80%' },
    });
    expect(created.spec).not.toHaveProperty('stranger');
    expect(created).not.toHaveProperty('status');
    await expect(
      custom().createNamespacedCustomObject({
        ...target,
        fieldValidation: 'Strict',
        body: widget('strict', { size: 'S', stranger: 1 }),
      }),
    ).rejects.toMatchObject({
      code: 400,
      body: expect.stringContaining('unknown field \\"spec.stranger\\"'),
    });

    const beta = await custom().getNamespacedCustomObject({
      ...target,
      version: 'v1beta1',
      name: 'good',
    });
    expect(beta).toMatchObject({ apiVersion: 'example.org/v1beta1' });
    expect(beta.metadata.uid).toBe(created.metadata.uid);

    const withStatus = await custom().replaceNamespacedCustomObjectStatus({
      ...target,
      name: 'good',
      body: { ...created, spec: { size: 'M' }, status: { phase: 'Ready' } },
    });
    expect(withStatus).toMatchObject({
      spec: { size: 'S' },
      status: { phase: 'Ready' },
      metadata: { generation: 1 },
    });
    await expect(
      custom().replaceNamespacedCustomObject({
        ...target,
        name: 'good',
        body: { ...withStatus, spec: { size: 'S', color: 'blue' } },
      }),
    ).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining('color is immutable'),
    });

    await generic().delete(WIDGET_DEFINITION);
    await expect(
      custom().listNamespacedCustomObject(target),
    ).rejects.toMatchObject({ code: 404 });
  });

  it('pages lists, selects by labels and fields, and expires old pages', async () => {
    const core = client.config.makeApiClient(client.kubernetes.CoreV1Api);
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await core.createNamespacedConfigMap({
        namespace: 'kube-system',
        body: {
          metadata: {
            name,
            labels: { vowel: String(['a', 'e'].includes(name)) },
          },
        },
      });
    }
    const list = (more: object) =>
      core.listNamespacedConfigMap({ namespace: 'kube-system', ...more });
    const names = (page: { items: Array<{ metadata?: { name?: string } }> }) =>
      page.items.map(item => item.metadata?.name);

    const first = await list({ limit: 2 });
    expect(names(first)).toEqual(['a', 'b']);
    expect(first.metadata?.remainingItemCount).toBe(3);
    await core.deleteNamespacedConfigMap({
      namespace: 'kube-system',
      name: 'c',
    });
    const second = await list({
      limit: 2,
      _continue: first.metadata?._continue,
    });
    // A page belongs to the moment of the first one.
    expect(names(second)).toEqual(['c', 'd']);
    expect(second.metadata?.resourceVersion).toBe(
      first.metadata?.resourceVersion,
    );
    test.cluster.compact();
    await expect(
      list({ limit: 2, _continue: second.metadata?._continue }),
    ).rejects.toMatchObject({ code: 410 });

    expect(names(await list({ labelSelector: 'vowel=true' }))).toEqual([
      'a',
      'e',
    ]);
    expect(
      names(await list({ labelSelector: 'vowel notin (true),vowel' })),
    ).toEqual(['b', 'd']);
    expect(names(await list({ fieldSelector: 'metadata.name=d' }))).toEqual([
      'd',
    ]);
    await expect(
      list({ fieldSelector: 'spec.color=red' }),
    ).rejects.toMatchObject({ code: 400 });
  });

  it('deletes with dependents, waits for finalizers, empties namespaces', async () => {
    const { objects } = test.cluster;
    const configMap = (name: string, metadata: object = {}) =>
      objects.create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'team', ...metadata },
      });
    const exists = (name: string) =>
      objects.get({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: 'team',
        name,
      });
    objects.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team' },
    });
    const owner = configMap('owner');
    const ownerReferences = [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        name: 'owner',
        uid: owner.metadata.uid ?? '',
      },
    ];
    configMap('dependent', { ownerReferences });
    const held = configMap('held', { finalizers: ['example.org/hold'] });
    objects.delete({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: 'team',
      name: 'owner',
    });
    expect(exists('dependent')).toBeUndefined();

    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'team' };
    objects.delete(namespace);
    expect(objects.get(namespace)?.status).toEqual({ phase: 'Terminating' });
    expect(exists('held')?.metadata.deletionTimestamp).toBeDefined();
    expect(() => configMap('late')).toThrow(/being terminated/);
    objects.update({
      ...held,
      metadata: {
        ...held.metadata,
        finalizers: [],
        resourceVersion: undefined,
      },
    });
    expect(objects.get(namespace)).toBeUndefined();
  });

  it('continues after a restart', async () => {
    const before = test.cluster.objects.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { generateName: 'kept-', namespace: 'default' },
      data: { a: '1' },
    });
    expect(before.metadata.name).toMatch(/^kept-[a-z0-9]{5}$/);
    await test.restart();
    client = await clientFor(test.cluster, TEST_TOKEN);
    const after = await generic().read({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: before.metadata.name ?? '', namespace: 'default' },
    });
    expect(after.metadata?.uid).toBe(before.metadata.uid);
    const next = test.cluster.objects.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'next', namespace: 'default' },
    });
    expect(Number(next.metadata.resourceVersion)).toBeGreaterThan(
      Number(before.metadata.resourceVersion),
    );
  });
});
