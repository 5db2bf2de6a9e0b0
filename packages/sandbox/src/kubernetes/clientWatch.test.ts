import type { KubernetesObject } from '@kubernetes/client-node';
import {
  clientFor,
  startTestCluster,
  TestCluster,
  TEST_TOKEN,
} from './__testUtils__/testCluster';

const PATH = '/api/v1/namespaces/default/configmaps';

interface Line {
  type: string;
  object: KubernetesObject & { code?: number; reason?: string };
}

describe('watching', () => {
  let test: TestCluster;

  beforeAll(async () => {
    test = await startTestCluster({
      historyLimit: 50,
      bookmarkMilliseconds: 20,
    });
  });
  afterAll(() => test.close());

  const configMap = (name: string, labels?: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ...(labels ? { labels } : {}) },
  });
  const remove = (name: string) =>
    test.cluster.objects.delete({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: 'default',
      name,
    });

  /** Opens a watch without a client library and reads lines until `count` are there. */
  async function readLines(query: string, count: number): Promise<Line[]> {
    const abort = new AbortController();
    const response = await fetch(
      `${test.cluster.url}${PATH}?watch=true&${query}`,
      {
        headers: { authorization: `Bearer ${TEST_TOKEN}` },
        signal: abort.signal,
      },
    );
    expect(response.status).toBe(200);
    let text = '';
    const lines = () =>
      text
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line) as Line);
    const decoder = new TextDecoder();
    const reader = response.body!.getReader();
    while (lines().length < count) {
      const { value, done } = await reader.read();
      if (done) {
        break;
      }
      text += decoder.decode(value, { stream: true });
    }
    abort.abort();
    return lines();
  }

  it('resumes from a resource version and sends bookmarks', async () => {
    const { objects } = test.cluster;
    const first = objects.create(configMap('one'));
    objects.update({ ...first, data: { a: '1' } });
    remove('one');
    const lines = await readLines(
      `resourceVersion=${first.metadata.resourceVersion}&allowWatchBookmarks=true`,
      3,
    );
    expect(lines.map(({ type }) => type)).toEqual([
      'MODIFIED',
      'DELETED',
      'BOOKMARK',
    ]);
    expect(lines[2].object.kind).toBe('ConfigMap');
    expect(Number(lines[2].object.metadata?.resourceVersion)).toBeGreaterThan(
      Number(first.metadata.resourceVersion),
    );
  });

  it('follows objects in and out of a selector', async () => {
    const { objects } = test.cluster;
    const first = objects.create(configMap('moving', { team: 'b' }));
    const start = first.metadata.resourceVersion;
    objects.apply(configMap('moving', { team: 'a' }), { fieldManager: 't' });
    objects.apply(configMap('moving', { team: 'c' }), { fieldManager: 't' });
    remove('moving');
    const lines = await readLines(
      `resourceVersion=${start}&labelSelector=team%3Da`,
      2,
    );
    expect(lines.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
  });

  it('starts with what is there, and ends at its time limit', async () => {
    test.cluster.objects.create(configMap('present'));
    const initial = await readLines(
      'sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan',
      2,
    );
    expect(initial[0]).toMatchObject({ type: 'ADDED' });
    expect(initial[1].object.metadata?.annotations).toEqual({
      'k8s.io/initial-events-end': 'true',
    });
    const ended = await readLines('timeoutSeconds=1', 100);
    expect(ended).toHaveLength(1);
  });

  it('says 410 in the stream when the version is too old', async () => {
    const { objects } = test.cluster;
    const old = objects.create(configMap('old')).metadata.resourceVersion;
    for (let index = 0; index < 60; index += 1) {
      objects.apply(
        { ...configMap('old'), data: { index: String(index) } },
        { fieldManager: 'test' },
      );
    }
    const lines = await readLines(`resourceVersion=${old}`, 1);
    expect(lines).toMatchObject([
      {
        type: 'ERROR',
        object: { kind: 'Status', code: 410, reason: 'Expired' },
      },
    ]);
  });

  it('keeps an informer of the real client right over drops, 410 and a restart', async () => {
    const { kubernetes, config } = await clientFor(test.cluster);
    const core = config.makeApiClient(kubernetes.CoreV1Api);
    const informer = kubernetes.makeInformer(config, PATH, () =>
      core.listNamespacedConfigMap({ namespace: 'default' }),
    );
    const waiting = new Map<string, () => void>();
    const seen = (event: string, object: KubernetesObject) => {
      const key = `${event} ${object.metadata?.name}`;
      waiting.get(key)?.();
      waiting.delete(key);
    };
    const expectEvent = (key: string) =>
      new Promise<void>(resolve => waiting.set(key, resolve));
    informer.on('add', object => seen('add', object));
    informer.on('delete', object => seen('delete', object));
    informer.on('error', () => void informer.start());
    await informer.start();

    const { objects } = test.cluster;
    const added = expectEvent('add live');
    objects.create(configMap('live'));
    await added;

    const afterDrop = expectEvent('add while-away');
    test.cluster.dropWatches();
    objects.create(configMap('while-away'));
    await afterDrop;

    const gone = expectEvent('delete live');
    const relisted = expectEvent('add after-410');
    remove('live');
    test.cluster.compact();
    test.cluster.dropWatches();
    objects.create(configMap('after-410'));
    await Promise.all([gone, relisted]);
    expect(waiting.size).toBe(0);
    await informer.stop();
  }, 20_000);
});
