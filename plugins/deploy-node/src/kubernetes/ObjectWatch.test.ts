import { KubernetesObject, WatchOptions } from '@openportal/kubernetes-node';
import { eventually } from '../testing/eventually';
import { ObjectWatch } from './ObjectWatch';

function thing(name: string, version: string, says = version) {
  return {
    apiVersion: 'example.org/v1',
    kind: 'Thing',
    metadata: { name, namespace: 'here', resourceVersion: version },
    spec: says,
  };
}

/** A cluster whose watch says only what a test says. */
class SilentCluster {
  readonly cluster = 'platform';
  objects: KubernetesObject[] = [];
  watches: WatchOptions[] = [];
  #ends: Array<(error: Error) => void> = [];

  async list() {
    return { items: this.objects, resourceVersion: '1' };
  }
  async watch(_resource: unknown, options: WatchOptions) {
    options.onAlive?.();
    this.watches.push(options);
    await new Promise<void>((resolve, reject) => {
      options.signal?.addEventListener('abort', () => resolve());
      this.#ends.push(reject);
    });
    return { silent: false };
  }
  cut() {
    this.#ends.splice(0).forEach(end => end(new Error('reset')));
  }
  get = unused;
  patch = unused;
  create = unused;
  apply = unused;
  groupVersions = unused;
  serves = unused;
  findKind = unused;
}

async function unused(): Promise<never> {
  throw new Error('The watch does not ask for this');
}

describe('ObjectWatch', () => {
  let cluster: SilentCluster;
  let watch: ObjectWatch;
  const warnings: string[] = [];
  beforeEach(() => {
    cluster = new SilentCluster();
    cluster.objects = [thing('a', '1'), thing('b', '1')];
    warnings.length = 0;
    watch = new ObjectWatch({
      client: cluster,
      resource: { group: 'example.org', version: 'v1', plural: 'things' },
      logger: {
        warn: message => warnings.push(message),
        debug: () => undefined,
      },
      fingerprint: ({ spec }) => String(spec),
    });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await watch.stop();
  });

  async function start() {
    const changes: string[] = [];
    const stop = watch.subscribe(({ name }) => changes.push(name));
    await eventually(async () => {
      expect(cluster.watches).toHaveLength(1);
    });
    return { changes, stop };
  }

  it('asks a quiet cluster in time to know that it is alive', async () => {
    await start();
    expect(cluster.watches[0].inactivityMilliseconds).toBe(25_000);
  });

  it('is current for half a minute after the last sign of life, and no longer', async () => {
    expect(watch.isCurrent()).toBe(false);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    try {
      await start();
      expect(watch.isCurrent()).toBe(true);
      clock.mockReturnValue(now + 29_000);
      expect(watch.isCurrent()).toBe(true);
      // The connection is dead, and nobody said so.
      clock.mockReturnValue(now + 30_001);
      expect(watch.isCurrent()).toBe(false);
      cluster.watches[0].onAlive?.();
      expect(watch.isCurrent()).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });

  it('tells changes of meaning only, and those that happened while it was cut off', async () => {
    const { changes } = await start();
    expect(changes).toEqual(['a', 'b']);
    const { version } = watch;
    await cluster.watches[0].onEvent({
      type: 'MODIFIED',
      object: thing('a', '2', '1'),
    });
    expect(changes).toEqual(['a', 'b']);
    expect(watch.version).toBeGreaterThan(version);

    cluster.objects = [thing('a', '3', 'new')];
    cluster.cut();
    await eventually(async () => {
      expect(changes).toEqual(['a', 'b', 'b', 'a']);
    });
    expect(watch.get({ name: 'b', namespace: 'here' })).toBeUndefined();
    expect(watch.get({ name: 'a', namespace: 'here' })?.spec).toBe('new');
    expect(watch.inNamespace('elsewhere').size).toBe(0);
  });

  it('goes on for the others when one listener fails', async () => {
    watch.subscribe(() => {
      throw new Error('broken listener');
    });
    const { changes } = await start();
    expect(changes).toEqual(['a', 'b']);
    expect(warnings[0]).toContain("failed for 'a': Error: broken listener");
  });

  it('ends and forgets with the last listener', async () => {
    const { stop } = await start();
    stop();
    await watch.stop();
    expect(watch.isCurrent()).toBe(false);
    expect(watch.objects()).toEqual([]);
    expect(cluster.watches[0].signal?.aborted).toBe(true);
  });
});
