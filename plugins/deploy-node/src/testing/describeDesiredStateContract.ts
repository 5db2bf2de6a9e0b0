import {
  ChangeRef,
  DeployTarget,
  DesiredChange,
  DesiredState,
  DesiredVersion,
} from '@openportal/plugin-deploy-node';

/**
 * A world that a desired state contract test runs in.
 *
 * @public
 */
export interface DesiredStateContractHarness {
  desiredState: DesiredState;
  /** A target whose desired image is `images[0]`. */
  target: DeployTarget;
  /** A target for which nothing is written. */
  absent: DeployTarget;
  /** Four images of one repository that can be written; the first is there. */
  images: [string, string, string, string];
  /** Number of commits on the branch of the target. */
  countCommits(): Promise<number>;
  /** Number of pull requests ever opened for the target's repository. */
  countPullRequests(): Promise<number>;
  /** Approves and merges a pull request at the host, as a person would. */
  mergeByHand(ref: ChangeRef): Promise<void>;
  /** Closes a pull request at the host without a merge, as a person would. */
  closeByHand(ref: ChangeRef): Promise<void>;
  /** Writes another image straight to the branch, as a person would. */
  writeByHand(image: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Registers the tests that every desired state adapter must pass.
 *
 * @public
 */
export function describeDesiredStateContract(
  name: string,
  setUp: () => Promise<DesiredStateContractHarness>,
): void {
  describe(`desired state contract: ${name}`, () => {
    let harness: DesiredStateContractHarness;
    beforeEach(async () => {
      harness = await setUp();
    });
    afterEach(async () => {
      await harness.close();
    });

    function change(overrides: Partial<DesiredChange> = {}): DesiredChange {
      return {
        operationId: 'operation-1',
        kind: 'promote',
        target: harness.target,
        image: harness.images[1],
        expectedImage: harness.images[0],
        mode: 'direct',
        title: 'Promote the second version',
        body: 'Asked for by a developer.',
        labels: [],
        ...overrides,
      };
    }
    async function readImage() {
      const desired: DesiredVersion | undefined =
        await harness.desiredState.read(harness.target);
      return desired?.image;
    }

    it('reads what is written, and undefined where nothing is', async () => {
      const { desiredState, target, absent, images } = harness;
      const desired = await desiredState.read(target);
      expect(desired?.image).toBe(images[0]);
      expect(desired?.revision).toBeTruthy();
      await expect(desiredState.read(absent)).resolves.toBeUndefined();
    });

    it('writes a commit once, however often it is asked, and finds it again', async () => {
      const { desiredState, target, images } = harness;
      await expect(
        desiredState.find(target, 'operation-1'),
      ).resolves.toBeUndefined();
      const before = await harness.countCommits();
      const first = await desiredState.propose(change());
      const second = await desiredState.propose(change());
      expect(first.kind).toBe('commit');
      expect(second).toEqual(first);
      await expect(
        desiredState.find(target, 'operation-1'),
      ).resolves.toMatchObject({ kind: 'commit' });
      await expect(harness.countCommits()).resolves.toBe(before + 1);
      await expect(readImage()).resolves.toBe(images[1]);
      await expect(desiredState.status(target, first)).resolves.toMatchObject({
        state: 'landed',
        commit: first.kind === 'commit' ? first.commit : undefined,
      });
    });

    it('finds its own commit although somebody wrote after it', async () => {
      const { desiredState, images } = harness;
      const first = await desiredState.propose(change());
      await harness.writeByHand(images[2]);
      const before = await harness.countCommits();
      await expect(desiredState.propose(change())).resolves.toEqual(first);
      await expect(harness.countCommits()).resolves.toBe(before);
      await expect(readImage()).resolves.toBe(images[2]);
    });

    it('refuses where another image is written than its author saw', async () => {
      const { desiredState, images } = harness;
      await harness.writeByHand(images[2]);
      await expect(desiredState.propose(change())).rejects.toMatchObject({
        name: 'ConflictError',
      });
      await expect(readImage()).resolves.toBe(images[2]);
    });

    it('writes nothing where the image is there already', async () => {
      const { desiredState, images } = harness;
      await harness.writeByHand(images[1]);
      const before = await harness.countCommits();
      await expect(desiredState.propose(change())).resolves.toMatchObject({
        kind: 'unchanged',
      });
      await expect(harness.countCommits()).resolves.toBe(before);
    });

    it('knows earlier versions and which revision contains which commit', async () => {
      const { desiredState, target, images } = harness;
      const before = await desiredState.read(target);
      const ref = await desiredState.propose(change());
      const commit = ref.kind === 'commit' ? ref.commit : '';
      const history = await desiredState.history(target);
      expect(history.map(({ image }) => image).slice(0, 2)).toEqual([
        images[1],
        images[0],
      ]);
      const after = await desiredState.read(target);
      await expect(
        desiredState.contains(target, {
          revision: after?.revision ?? '',
          commit,
        }),
      ).resolves.toBe(true);
      await expect(
        desiredState.contains(target, {
          revision: before?.revision ?? '',
          commit,
        }),
      ).resolves.toBe(false);
    });

    it('opens one pull request, however often it is asked, that changes nothing until its merge', async () => {
      const { desiredState, target, images } = harness;
      if (!desiredState.capabilities.pullRequests) {
        return;
      }
      const first = await desiredState.propose(
        change({ mode: 'pull-request' }),
      );
      const second = await desiredState.propose(
        change({ mode: 'pull-request' }),
      );
      expect(first.kind).toBe('pull-request');
      expect(second).toMatchObject({
        kind: 'pull-request',
        number: first.kind === 'pull-request' ? first.number : 0,
      });
      await expect(harness.countPullRequests()).resolves.toBe(1);
      await expect(readImage()).resolves.toBe(images[0]);
      await expect(desiredState.status(target, first)).resolves.toMatchObject({
        state: 'open',
      });

      await harness.mergeByHand(first);
      const status = await desiredState.status(target, first);
      expect(status).toMatchObject({ state: 'landed' });
      expect(status.commit).toBeTruthy();
      await expect(readImage()).resolves.toBe(images[1]);
      await expect(
        desiredState.find(target, 'operation-1'),
      ).resolves.toMatchObject({ kind: 'pull-request' });
    });

    it('says who closed a pull request without a merge', async () => {
      const { desiredState, target, images } = harness;
      if (!desiredState.capabilities.pullRequests) {
        return;
      }
      const ref = await desiredState.propose(change({ mode: 'pull-request' }));
      await harness.closeByHand(ref);
      const status = await desiredState.status(target, ref);
      expect(status.state).toBe('closed');
      expect(status.closedBy).toBeTruthy();
      await expect(readImage()).resolves.toBe(images[0]);
    });

    it('gives a pull request up', async () => {
      const { desiredState, target } = harness;
      if (!desiredState.capabilities.pullRequests) {
        return;
      }
      const ref = await desiredState.propose(change({ mode: 'pull-request' }));
      await expect(
        desiredState.abandon(target, ref, { reason: 'Not needed any more' }),
      ).resolves.toMatchObject({ state: 'closed' });
    });

    it('does not merge a head that nobody looked at', async () => {
      const { desiredState, target, images } = harness;
      if (!desiredState.capabilities.pullRequests) {
        return;
      }
      const ref = await desiredState.propose(change({ mode: 'pull-request' }));
      const status = await desiredState.merge(target, ref, {
        headSha: '0'.repeat(40),
      });
      expect(status.state).toBe('open');
      expect(status.blockedBy).toBeTruthy();
      await expect(readImage()).resolves.toBe(images[0]);
    });
  });
}
