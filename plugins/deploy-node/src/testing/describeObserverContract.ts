import { DeployTarget, Observer } from '@openportal/plugin-deploy-node';

/**
 * A world that an observer contract test runs in.
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
  /** Makes the source of the observer unreachable. */
  breakSource(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Registers the tests that every observer must pass.
 *
 * @public
 */
export function describeObserverContract(
  name: string,
  setUp: () => Promise<ObserverContractHarness>,
): void {
  describe(`observer contract: ${name}`, () => {
    let harness: ObserverContractHarness;
    beforeEach(async () => {
      harness = await setUp();
    });
    afterEach(async () => {
      await harness.close();
    });

    it('tells what runs, with its image, and its revision where it knows that', async () => {
      const { observer, healthy } = harness;
      const observation = await observer.observe(healthy.target);
      expect(observation.health).toBe('healthy');
      expect(observation.images).toContain(healthy.image);
      expect(observation.revision).toBe(
        observer.capabilities.revision ? healthy.revision : undefined,
      );
      expect(Number.isNaN(Date.parse(observation.observedAt))).toBe(false);
    });

    it('says that a deployment is missing, and does not throw', async () => {
      const observation = await harness.observer.observe(harness.missing);
      expect(observation.health).toBe('missing');
      expect(observation.images).toEqual([]);
    });

    it('throws where the source cannot be asked: unknown is not missing', async () => {
      await harness.breakSource();
      await expect(
        harness.observer.observe(harness.healthy.target),
      ).rejects.toThrow();
    });
  });
}
