import {
  ChangeRef,
  DeployTarget,
  DesiredChange,
  DesiredState,
  DesiredVersion,
} from '@openportal/plugin-deploy-node';
import { eventually } from './eventually';

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
  /** What a direct change becomes; a commit by default. */
  changeKind?: 'commit' | 'job';
  /** Number of commits on the branch of the target, or of jobs that were ever started. */
  countCommits(): Promise<number>;
  /** An adapter that remembers nothing, as after a restart or on another replica. */
  restarted?(): DesiredState;
  /** Lets what was begun come to its end, where that takes time. */
  finish?(ref: ChangeRef): Promise<void>;
  /** Edits what is written apart from the image, as a person would. Undefined where there is nothing else. */
  editByHand?(): Promise<void>;
  /** Breaks the source, until it is made well again. */
  source?: {
    /** Answers every request with this status. */
    answers(status: 401 | 403 | 503): Promise<void>;
    /** Takes requests and never answers. */
    hanging(): Promise<{ wasAsked(): boolean }>;
    well(): Promise<void>;
  };
  /** Number of pull requests ever opened for the target's repository. */
  countPullRequests(): Promise<number>;
  /** Approves and merges a pull request at the host, as a person would. */
  mergeByHand(ref: ChangeRef): Promise<void>;
  /** Closes a pull request at the host without a merge, as a person would. */
  closeByHand(ref: ChangeRef): Promise<void>;
  /** Pushes another commit to the branch of a pull request, as a person would. Undefined where there are none. */
  pushByHand?(ref: ChangeRef): Promise<void>;
  /** Writes another image straight to the branch, as a person would. */
  writeByHand(image: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Registers the tests that every desired state adapter must pass: it tells what is written, writes an intent once, by
 * however many replicas and after whatever restart, gives way to others, and tells failures that pass from refusals.
 *
 * @param name - of the adapter, for the names of the tests
 * @param setUp - makes a world for one test
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
      const { changeKind: kind = 'commit' } = harness;
      expect(first.kind).toBe(kind);
      expect(second).toMatchObject({ kind });
      await expect(
        desiredState.find(target, 'operation-1'),
      ).resolves.toMatchObject({ kind });
      await expect(harness.countCommits()).resolves.toBe(before + 1);
      await expect(readImage()).resolves.toBe(images[1]);
      await harness.finish?.(first);
      await expect(desiredState.status(target, first)).resolves.toMatchObject({
        state: 'landed',
        ...(first.kind === 'commit' && { commit: first.commit }),
      });
    });

    it('finds its own commit although somebody wrote after it', async () => {
      const { desiredState, images } = harness;
      const first = await desiredState.propose(change());
      await harness.writeByHand(images[2]);
      const before = await harness.countCommits();
      await expect(desiredState.propose(change())).resolves.toMatchObject({
        kind: first.kind,
        ...(first.kind === 'commit' && { commit: first.commit }),
      });
      await expect(harness.countCommits()).resolves.toBe(before);
      await expect(readImage()).resolves.toBe(images[2]);
    });

    it('writes once although several replicas carry out the same operation', async () => {
      const { desiredState, images, restarted } = harness;
      const before = await harness.countCommits();
      const others = [restarted, restarted].flatMap(make => make?.() ?? []);
      const refs = await Promise.all(
        [desiredState, ...others].map(adapter => adapter.propose(change())),
      );
      for (const ref of refs) {
        expect(ref.kind).toBe(refs[0].kind);
      }
      await expect(harness.countCommits()).resolves.toBe(before + 1);
      await expect(readImage()).resolves.toBe(images[1]);
    });

    it('finds after a restart what it wrote before', async () => {
      const { desiredState, target, restarted } = harness;
      const first = await desiredState.propose(change());
      const after = restarted?.() ?? desiredState;
      const before = await harness.countCommits();
      await expect(after.find(target, 'operation-1')).resolves.toMatchObject({
        kind: first.kind,
      });
      await expect(after.propose(change())).resolves.toMatchObject({
        kind: first.kind,
      });
      await expect(harness.countCommits()).resolves.toBe(before);
      // The start of another id is another operation.
      await expect(after.find(target, 'operation')).resolves.toBeUndefined();
      await expect(after.find(target, 'operation-11')).resolves.toBeUndefined();
    });

    it('knows what is written apart from the image, and refuses when that is no longer what its author saw', async () => {
      const { desiredState, target, images, editByHand } = harness;
      const before = await desiredState.read(target);
      expect(before?.template !== undefined).toBe(editByHand !== undefined);
      await desiredState.propose(
        change({ expectedTemplate: before?.template }),
      );
      const after = await desiredState.read(target);
      expect(after?.template).toBe(before?.template);

      await editByHand?.();
      const edited = await desiredState.read(target);
      expect(edited?.image).toBe(images[1]);
      expect(edited?.template === before?.template).toBe(
        editByHand === undefined,
      );
      const outcome = await desiredState
        .propose(
          change({
            operationId: 'operation-2',
            image: images[2],
            expectedImage: images[1],
            expectedTemplate: before?.template,
          }),
        )
        .then(
          () => 'written',
          error => String(error.name),
        );
      expect(outcome).toBe(editByHand ? 'ConflictError' : 'written');
    });

    it('goes back by going forward: an earlier version is written after the later one', async () => {
      const { desiredState, target, images } = harness;
      const first = await desiredState.propose(change());
      await harness.finish?.(first);
      const before = await harness.countCommits();
      await desiredState.propose(
        change({
          operationId: 'operation-2',
          kind: 'rollback',
          image: images[0],
          expectedImage: images[1],
        }),
      );
      await expect(readImage()).resolves.toBe(images[0]);
      await expect(harness.countCommits()).resolves.toBe(before + 1);
      await expect(
        desiredState.find(target, 'operation-1'),
      ).resolves.toBeTruthy();
    });

    it('tells failures that pass from refusals, and writes nothing meanwhile', async () => {
      const { desiredState, images, source } = harness;
      if (!source) {
        return;
      }
      for (const [status, errorName] of [
        [503, /^(ServiceUnavailableError|Error)$/],
        [401, /^(AuthenticationError|ServiceUnavailableError)$/],
        [403, /^NotAllowedError$/],
      ] as const) {
        await source.answers(status);
        await expect(desiredState.propose(change())).rejects.toMatchObject({
          name: expect.stringMatching(errorName),
        });
        await source.well();
      }
      await expect(readImage()).resolves.toBe(images[0]);
    });

    it('gives up at once when the caller does', async () => {
      const { desiredState, target, source } = harness;
      if (!source) {
        return;
      }
      const controller = new AbortController();
      const { wasAsked } = await source.hanging();
      // Not an `expect` that is awaited later: the linter would await it here, before the caller gave up.
      const outcome = desiredState
        .read(target, { signal: controller.signal })
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
      expect(Date.now() - abortedAt).toBeLessThan(10_000);
      await source.well();
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

    it('writes the digest where only the tag of the version is written', async () => {
      const { desiredState, images, changeKind: kind = 'commit' } = harness;
      const [tagOnly, digest] = images[1].split('@');
      if (digest === undefined) {
        return;
      }
      await harness.writeByHand(tagOnly);
      const before = await harness.countCommits();
      await expect(
        desiredState.propose(change({ expectedImage: tagOnly })),
      ).resolves.toMatchObject({ kind });
      await expect(harness.countCommits()).resolves.toBe(before + 1);
      await expect(readImage()).resolves.toBe(images[1]);
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
      if (ref.kind !== 'commit') {
        return;
      }
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

    it('compares what is written for two environments, where it can', async () => {
      const { desiredState, target, absent } = harness;
      expect(desiredState.diff !== undefined).toBe(
        desiredState.capabilities.diff,
      );
      expect((await desiredState.diff?.(target, target)) ?? []).toEqual([]);
      for (const [from, to] of [
        [target, absent],
        [absent, target],
      ]) {
        const outcome = await desiredState.diff?.(from, to).then(
          () => 'compared',
          error => String(error),
        );
        expect(outcome).not.toBe('compared');
      }
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

    it('finds its own commit in a pull request, and not what somebody pushed after it', async () => {
      const { desiredState, target, restarted, pushByHand } = harness;
      expect(pushByHand !== undefined).toBe(
        desiredState.capabilities.pullRequests,
      );
      if (!pushByHand) {
        return;
      }
      const ref = await desiredState.propose(change({ mode: 'pull-request' }));
      await pushByHand(ref);
      const after = restarted?.() ?? desiredState;
      await expect(after.find(target, 'operation-1')).resolves.toEqual(ref);
      await expect(
        after.propose(change({ mode: 'pull-request' })),
      ).resolves.toEqual(ref);
      const { headSha } = await after.status(target, ref);
      expect(headSha).toBeTruthy();
      expect(ref).not.toMatchObject({ headSha });
      await expect(
        after.merge(target, ref, {
          headSha: ref.kind === 'pull-request' ? ref.headSha : '',
        }),
      ).resolves.toMatchObject({ state: 'open' });
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
