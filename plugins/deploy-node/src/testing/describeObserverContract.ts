import { provesImage } from '@openportal/plugin-deploy-common';
import {
  DeployTarget,
  Observation,
  Observer,
  ObserverHint,
} from '@openportal/plugin-deploy-node';
import { eventually } from './eventually';

/**
 * A world that an observer contract test runs in. Everything that changes it acts on the source itself, as
 * controllers, people and networks do, never on the observer.
 *
 * @public
 */
export interface ObserverContractHarness {
  observer: Observer;
  /** A target whose deployment is there and healthy at `image` and `revision`. */
  healthy: {
    target: DeployTarget;
    image: string;
    revision?: string;
  };
  /** A target without a deployment. */
  missing: DeployTarget;
  /** Bring the deployment of the healthy target into another state. */
  become: {
    /** Rolls out, and is not done. */
    progressing(): Promise<void>;
    /** Fails. */
    degraded(): Promise<void>;
    /**
     * Looks healthy still, but what says so has not seen the last change. Undefined only where the source knows no
     * generations.
     */
    outdated?(): Promise<void>;
    /** Is healthy, and runs another image than it should, which is the answer. */
    otherImage(): Promise<string>;
    healthy(): Promise<void>;
  };
  source: {
    /** Makes the source unreachable, watches included. */
    down(): Promise<void>;
    /** Makes the source refuse the credentials of the portal. */
    denied(): Promise<void>;
    /** Makes the source take requests and never answer. */
    hanging(): Promise<{ wasAsked(): boolean }>;
    /** Makes the source well again. */
    well(): Promise<void>;
    /** Cuts the connections of watches. Undefined without the capability `watch`. */
    dropWatches?(): Promise<void>;
  };
  close(): Promise<void>;
}

/** Whether a hint is one after which the target is read again. */
function isMeant(hint: ObserverHint, target: DeployTarget): boolean {
  if ('entityRef' in hint) {
    return (
      hint.entityRef === target.entityRef &&
      hint.environment === target.environment
    );
  }
  if ('argocdApplication' in hint) {
    return hint.argocdApplication === target.argocdApplication;
  }
  if ('repository' in hint) {
    return (
      hint.repository.owner === target.repository?.owner &&
      hint.repository.name === target.repository.name
    );
  }
  return (
    ('deployedEntity' in hint
      ? hint.deployedEntity === target.entityRef
      : hint.namespace === target.namespace) &&
    (hint.cluster === undefined ||
      target.cluster === undefined ||
      hint.cluster === target.cluster)
  );
}

/**
 * Registers the tests that every observer must pass: it tells the truth about what is healthy, missing, rolling out,
 * failing, outdated or of another image; what it cannot find out it throws, in time; and its watch tells of changes,
 * also after its connection was lost.
 *
 * @param name - of the observer, for the names of the tests
 * @param setUp - makes a world for one test
 * @public
 */
export function describeObserverContract(
  name: string,
  setUp: () => Promise<ObserverContractHarness>,
): void {
  describe(`observer contract: ${name}`, () => {
    let harness: ObserverContractHarness;
    const stops: Array<() => void> = [];
    beforeEach(async () => {
      harness = await setUp();
    });
    afterEach(async () => {
      stops.splice(0).forEach(stop => stop());
      await harness.source.well();
      await harness.close();
    });

    const observe = () => harness.observer.observe(harness.healthy.target);
    /** Reads until it is so: what a watch holds follows the source a moment later. */
    const observeUntil = (isSo: (observation: Observation) => boolean) =>
      eventually(async () => {
        const observation = await observe();
        if (!isSo(observation)) {
          throw new Error(`Still ${JSON.stringify(observation)}`);
        }
        return observation;
      });

    /** Collects the hints about the target. */
    function listen() {
      const hints: ObserverHint[] = [];
      const stop = harness.observer.watch?.(hint => {
        if (isMeant(hint, harness.healthy.target)) {
          hints.push(hint);
        }
      });
      stops.push(() => stop?.());
      return {
        hints,
        until: (count: number) =>
          eventually(async () => {
            if (hints.length < count) {
              throw new Error(`Only ${hints.length} of ${count} hints came`);
            }
          }),
      };
    }

    it('tells what runs, with its image, and its revision where it knows that', async () => {
      const { observer, healthy } = harness;
      const before = Date.now();
      const observation = await observe();
      expect(observation.health).toBe('healthy');
      expect(observation.images).toContain(healthy.image);
      expect(observation.revision).toBe(
        observer.capabilities.revision ? healthy.revision : undefined,
      );
      expect(observation.sync).toBe(
        observer.capabilities.revision ? 'synced' : 'unknown',
      );
      expect(Date.parse(observation.observedAt)).toBeGreaterThan(
        before - 60_000,
      );
      expect(Date.parse(observation.observedAt)).toBeLessThanOrEqual(
        Date.now(),
      );
    });

    it('says that a deployment is missing, and does not throw', async () => {
      const observation = await harness.observer.observe(harness.missing);
      expect(observation.health).toBe('missing');
      expect(observation.images).toEqual([]);
      expect(observation.message).toBeTruthy();
    });

    it('does not call a rollout done before it is, and says what it waits for', async () => {
      await harness.become.progressing();
      const observation = await observe();
      expect(observation.health).toBe('progressing');
      expect(observation.message).toBeTruthy();
    });

    it('says that a deployment fails, and why', async () => {
      await harness.become.degraded();
      const observation = await observe();
      expect(observation.health).toBe('degraded');
      expect(observation.message).toBeTruthy();
      await harness.become.healthy();
      await expect(observe()).resolves.toMatchObject({ health: 'healthy' });
    });

    it('does not take the word of a controller that has not seen the last change', async () => {
      await harness.become.outdated?.();
      const observation = await observe();
      expect(
        harness.become.outdated === undefined ||
          observation.health !== 'healthy' ||
          (harness.observer.capabilities.revision &&
            observation.sync !== 'synced'),
      ).toBe(true);
    });

    it('tells the image that runs, not the one that should', async () => {
      const other = await harness.become.otherImage();
      const observation = await observe();
      expect(observation.images).toContain(other);
      expect(
        observation.health === 'healthy' &&
          observation.sync !== 'out-of-sync' &&
          observation.images.every(image =>
            provesImage(image, harness.healthy.image),
          ),
      ).toBe(false);
    });

    it('throws where the source is down: unknown is not missing', async () => {
      await harness.source.down();
      await expect(observe()).rejects.toThrow();
      await expect(harness.observer.observe(harness.missing)).rejects.toThrow();
      await harness.source.well();
      await expect(observe()).resolves.toMatchObject({ health: 'healthy' });
    });

    it('throws where the source refuses the portal, and says so', async () => {
      await harness.source.denied();
      await expect(observe()).rejects.toThrow(/403|forbidden|denied|right/i);
    });

    it('gives up at once when the caller does', async () => {
      const { wasAsked } = await harness.source.hanging();
      const controller = new AbortController();
      const outcome = harness.observer
        .observe(harness.healthy.target, { signal: controller.signal })
        .then(
          () => 'answered',
          () => 'gave up',
        );
      await eventually(async () => {
        expect(wasAsked()).toBe(true);
      });
      const abortedAt = Date.now();
      controller.abort();
      await expect(outcome).resolves.toBe('gave up');
      // Far less than any time limit of its own, also on a slow machine.
      expect(Date.now() - abortedAt).toBeLessThan(10_000);
    });

    it('answers many at once alike', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => observe()),
      );
      for (const answer of answers) {
        expect(answer).toEqual({
          ...answers[0],
          health: 'healthy',
          observedAt: expect.any(String),
        });
      }
    });

    it('hints at changes, where it can, and knows them then', async () => {
      const { observer } = harness;
      expect(observer.watch !== undefined).toBe(observer.capabilities.watch);
      const one = listen();
      const other = listen();
      const before = observer.capabilities.watch ? 1 : 0;
      await one.until(before);
      await observeUntil(({ health }) => health === 'healthy');
      const [heard, alsoHeard] = [one.hints.length, other.hints.length];

      await harness.become.degraded();
      await one.until(heard + before);
      await other.until(alsoHeard + before);
      await observeUntil(({ health }) => health === 'degraded');
    });

    it('does not lose a change with the connection of its watch', async () => {
      const { observer, source } = harness;
      const { hints, until } = listen();
      const step = observer.capabilities.watch ? 1 : 0;
      await until(step);
      await observeUntil(({ health }) => health === 'healthy');

      const heard = hints.length;
      await source.dropWatches?.();
      await harness.become.degraded();
      await until(heard + step);
      await observeUntil(({ health }) => health === 'degraded');
      await source.dropWatches?.();
      await harness.become.healthy();
      await expect(
        observeUntil(({ health }) => health === 'healthy'),
      ).resolves.toMatchObject({ images: [harness.healthy.image] });
    });

    it('throws while the source is down although it watched, and goes on after that', async () => {
      const { until } = listen();
      await until(harness.observer.capabilities.watch ? 1 : 0);
      await observeUntil(({ health }) => health === 'healthy');

      await harness.source.down();
      await eventually(async () => {
        await expect(observe()).rejects.toThrow();
      });
      await harness.source.well();
      await harness.become.degraded();
      await observeUntil(({ health }) => health === 'degraded');
    });
  });
}
