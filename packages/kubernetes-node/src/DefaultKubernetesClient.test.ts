import { Sandbox, startSandbox } from '@openportal/sandbox';
import { DefaultKubernetesClient } from './DefaultKubernetesClient';
import { KubernetesApiError } from './errors';
import { loadClientLibrary } from './kubeConfig';
import { readXrd } from './readXrd';
import { KubernetesClient } from './types';
import { watchResource } from './watchResource';
import { ResourceWatch } from './watchTypes';

jest.setTimeout(120_000);

const configMaps = { group: '', version: 'v1', plural: 'configmaps' };

describe('DefaultKubernetesClient', () => {
  let sandbox: Sandbox;
  let client: KubernetesClient;
  let watch: ResourceWatch | undefined;

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
    // Loading the library takes Jest longer than the time limit below.
    await loadClientLibrary();
    const { url, token } = sandbox.clusters.platform;
    client = DefaultKubernetesClient.create(
      {
        name: 'platform',
        url,
        authentication: { type: 'token', token },
        skipTLSVerify: false,
      },
      { timeLimitMilliseconds: 5_000 },
    );
  });

  afterEach(async () => {
    await watch?.stop();
    watch = undefined;
    sandbox.faults.clear();
  });

  afterAll(async () => {
    await sandbox?.close();
  });

  const configMap = (name: string, data: Record<string, string> = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', labels: { test: 'client' } },
    data,
  });
  const inDefault = { namespace: 'default' };

  it('creates, reads, changes and lists objects in pages', async () => {
    for (const name of ['a', 'b', 'c']) {
      await client.create(configMaps, configMap(name), inDefault);
    }
    await client.create(configMaps, configMap('dry'), {
      ...inDefault,
      dryRun: true,
    });
    const patched = await client.patch(
      configMaps,
      'a',
      { data: { key: 'value' } },
      inDefault,
    );
    expect(patched).toMatchObject({ data: { key: 'value' } });
    expect(await client.get(configMaps, 'a', inDefault)).toEqual(patched);
    expect(await client.get(configMaps, 'dry', inDefault)).toBeUndefined();
    const applied = { ...inDefault, fieldManager: 'test' };
    await client.apply(configMaps, 'dry', configMap('dry'), {
      ...applied,
      dryRun: true,
    });
    expect(await client.get(configMaps, 'dry', inDefault)).toBeUndefined();
    const changed = await client.apply(
      configMaps,
      'b',
      configMap('b', { key: 'applied' }),
      applied,
    );
    expect(changed).toMatchObject({ data: { key: 'applied' } });
    expect(await client.get(configMaps, 'b', inDefault)).toEqual(changed);
    const { items } = await client.list(configMaps, {
      ...inDefault,
      labelSelector: 'test=client',
      pageSize: 2,
    });
    expect(items.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ['ConfigMap', 'a'],
      ['ConfigMap', 'b'],
      ['ConfigMap', 'c'],
    ]);
  });

  it('knows what a cluster serves', async () => {
    expect(await client.groupVersions('apps')).toEqual(['v1']);
    expect(await client.groupVersions('none.example.org')).toEqual([]);
    expect(await client.findKind('apps/v1', 'Deployment')).toEqual({
      resource: { group: 'apps', version: 'v1', plural: 'deployments' },
      namespaced: true,
    });
    expect(await client.serves(configMaps)).toBe(true);
    const apps = { group: 'apps', version: 'v1' };
    expect(await client.serves({ ...apps, plural: 'deployments' })).toBe(true);
    expect(await client.serves({ ...apps, plural: 'things' })).toBe(false);
    expect(await client.findKind('none.example.org/v1', 'X')).toBeUndefined();
    expect(await readXrd(client, 'none.example.org')).toBeUndefined();
  });

  it('says which cluster refused what, and gives up in time (B4)', async () => {
    const fail = (action: Parameters<typeof sandbox.faults.add>[0]['action']) =>
      sandbox.faults.add({
        service: 'kubernetes:platform',
        path: /configmaps/,
        action,
      });
    const slow = fail({ kind: 'hang' });
    await expect(client.list(configMaps)).rejects.toThrow(
      /Cluster 'platform' did not answer GET \/api\/v1\/configmaps/,
    );
    slow.remove();
    fail({
      kind: 'status',
      status: 429,
      headers: { 'Retry-After': '7' },
      body: { kind: 'Status', message: 'too many requests' },
    });
    const error = await client.list(configMaps).catch(thrown => thrown);
    expect(error).toBeInstanceOf(KubernetesApiError);
    expect(error).toMatchObject({
      statusCode: 429,
      retryAfterMilliseconds: 7000,
      message: expect.stringContaining('too many requests'),
    });
  });

  it('holds what a fresh list would hold, whatever happens to the watch (B1, B2)', async () => {
    const names = () =>
      watch
        ?.objects()
        .map(({ metadata }) => metadata.name)
        .sort();
    let check = () => {};
    watch = watchResource({
      client,
      resource: configMaps,
      namespace: 'default',
      logger: { warn: () => {}, debug: () => {} },
      initialBackoffMilliseconds: 10,
      onChange: () => {
        setImmediate(() => check());
      },
    });
    for (let round = 0; round < 20; round++) {
      const name = `round-${round}`;
      await client.create(configMaps, configMap(name), inDefault);
      if (round % 3 === 0) {
        sandbox.clusters.platform.dropWatches();
      }
      if (round % 5 === 0) {
        sandbox.clusters.platform.compact();
      }
      if (round % 2 === 0) {
        sandbox.clusters.platform.objects.delete({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          namespace: 'default',
          name,
        });
      }
    }
    const { items } = await client.list(configMaps, inDefault);
    const expected = items.map(({ metadata }) => metadata.name).sort();
    await new Promise<void>(resolve => {
      check = () => {
        if (names()?.join() === expected.join()) {
          resolve();
        }
      };
      check();
    });
    expect(names()).toEqual(expected);
  });
});
