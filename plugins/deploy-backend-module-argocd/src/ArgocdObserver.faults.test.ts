import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import {
  KubernetesApiError,
  KubernetesClient,
  KubernetesObject,
  WatchEnd,
  WatchEvent,
  WatchOptions,
} from '@openportal/kubernetes-node';
import { DeployTarget, ObserverHint } from '@openportal/plugin-deploy-node';
import { ArgocdObserver } from './ArgocdObserver';
import { KubernetesApplications } from './KubernetesApplications';

function application(health: string, resourceVersion: string) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'idp-orders', namespace: 'argocd', resourceVersion },
    status: {
      sync: { status: 'Synced', revision: 'abc' },
      health: { status: health },
      reconciledAt: resourceVersion,
    },
  };
}

/** A cluster that a test can change, count the calls of, and take down. */
class ScriptedCluster implements KubernetesClient {
  readonly cluster = 'platform';
  calls: string[] = [];
  object: KubernetesObject | undefined;
  groups = ['v1alpha1'];
  down = false;
  readonly #emitter = new EventEmitter();
  #watchers: Array<{
    options: WatchOptions;
    fail: (error: Error) => void;
  }> = [];

  async get() {
    this.#reach('get');
    return this.object;
  }

  async list() {
    this.#reach('list');
    return {
      items: this.object ? [this.object] : [],
      resourceVersion: '1',
    };
  }

  async watch(_resource: unknown, options: WatchOptions): Promise<WatchEnd> {
    this.#reach('watch');
    await new Promise<void>((resolve, reject) => {
      this.#watchers.push({ options, fail: reject });
      this.#emitter.emit('watch');
      options.signal?.addEventListener('abort', () => resolve());
    });
    return { silent: false };
  }

  async groupVersions() {
    this.#reach('groupVersions');
    return this.groups;
  }

  async serves(): Promise<never> {
    throw new Error('The observer asks for versions');
  }

  async findKind(): Promise<never> {
    throw new Error('The observer knows its resource type');
  }

  async patch(): Promise<never> {
    throw new Error('The observer only reads');
  }

  async create(): Promise<never> {
    throw new Error('The observer only reads');
  }

  async apply(): Promise<never> {
    throw new Error('The observer only reads');
  }

  async watched() {
    if (this.#watchers.length === 0) {
      await once(this.#emitter, 'watch');
    }
  }

  async send(type: WatchEvent['type'], object: KubernetesObject) {
    this.object = type === 'DELETED' ? undefined : object;
    await Promise.all(
      this.#watchers.map(({ options }) => options.onEvent({ type, object })),
    );
  }

  takeDown() {
    this.down = true;
    for (const { fail } of this.#watchers.splice(0)) {
      fail(new KubernetesApiError({ cluster: 'platform', message: 'reset' }));
    }
  }

  #reach(call: string) {
    this.calls.push(call);
    if (this.down) {
      throw new KubernetesApiError({ cluster: 'platform', message: 'refused' });
    }
  }
}

const target: DeployTarget = {
  entityRef: 'component:default/orders',
  name: 'orders',
  environment: 'development',
  manifestPath: 'deploy',
  namespace: 'orders',
  argocdApplication: 'idp-orders',
  annotations: {},
};

/** Waits for hints without looking at the clock. */
function hintQueue() {
  const hints: ObserverHint[] = [];
  const emitter = new EventEmitter();
  return {
    hints,
    onHint(hint: ObserverHint) {
      hints.push(hint);
      emitter.emit('hint');
    },
    async reach(count: number) {
      while (hints.length < count) {
        await once(emitter, 'hint');
      }
    },
  };
}

describe('C7: the watch of Applications', () => {
  let cluster: ScriptedCluster;
  let observer: ArgocdObserver;
  beforeEach(() => {
    cluster = new ScriptedCluster();
    cluster.object = application('Healthy', '1');
    observer = new ArgocdObserver({
      applications: new KubernetesApplications({
        client: cluster,
        namespace: 'argocd',
        logger: mockServices.logger.mock(),
      }),
    });
  });
  afterEach(() => observer.stop());

  it('answers without a call while it is in sync, and tells changes once', async () => {
    const queue = hintQueue();
    observer.watch(queue.onHint);
    await queue.reach(1);
    await cluster.watched();
    const calls = cluster.calls.length;

    await cluster.send('MODIFIED', application('Healthy', '2'));
    await cluster.send('MODIFIED', application('Degraded', '3'));
    await queue.reach(2);

    expect(queue.hints).toEqual([
      { argocdApplication: 'idp-orders' },
      { argocdApplication: 'idp-orders' },
    ]);
    await expect(observer.observe(target)).resolves.toMatchObject({
      health: 'degraded',
    });
    await cluster.send('DELETED', application('Degraded', '4'));
    await queue.reach(3);
    await expect(observer.observe(target)).resolves.toMatchObject({
      health: 'missing',
      message: expect.stringContaining("no Application 'idp-orders'"),
    });
    expect(cluster.calls.slice(calls).filter(call => call !== 'watch')).toEqual(
      [],
    );
  });

  it('asks the cluster while the watch is broken, and fails when that fails', async () => {
    const queue = hintQueue();
    observer.watch(queue.onHint);
    await queue.reach(1);
    await cluster.watched();

    cluster.takeDown();
    // The loop hears of the broken watch in the next turns of the event loop.
    while (!cluster.calls.includes('get')) {
      await setImmediate();
      await observer.observe(target).catch(() => undefined);
    }
    await expect(observer.observe(target)).rejects.toThrow('refused');

    cluster.down = false;
    cluster.object = application('Degraded', '9');
    await expect(observer.observe(target)).resolves.toMatchObject({
      health: 'degraded',
    });
    await queue.reach(2);
  });

  it('does not take a cluster without Argo CD for a missing deployment', async () => {
    cluster.object = undefined;
    await expect(observer.observe(target)).resolves.toMatchObject({
      health: 'missing',
    });
    cluster.groups = [];
    await expect(observer.observe(target)).rejects.toThrow(
      'knows no Argo CD Applications',
    );
    await expect(
      observer.observe({ ...target, argocdApplication: undefined }),
    ).rejects.toThrow('set the annotation argocd/app-name');
  });

  it('stops watching with the last listener', async () => {
    const first = hintQueue();
    const second = hintQueue();
    const stopFirst = observer.watch(first.onHint);
    const stopSecond = observer.watch(second.onHint);
    await first.reach(1);
    await second.reach(1);
    expect(cluster.calls.filter(call => call === 'list')).toHaveLength(1);

    stopFirst();
    stopSecond();
    await observer.observe(target);

    expect(cluster.calls).toContain('get');
  });
});
