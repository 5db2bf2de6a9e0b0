import { ArtifactSource } from '@openportal/plugin-deploy-node';

/**
 * A world that an artifact source contract test runs in. Images are references as a manifest holds them.
 *
 * @public
 */
export interface ArtifactSourceContractHarness {
  source: ArtifactSource;
  /** Repository with at least two images, both with a time, without tag. */
  repository: string;
  /** The newest image there. */
  newest: {
    /** With its tag. */
    image: string;
    digest: string;
    sourceCommit?: string;
  };
  /** An older one, pinned by its digest, whose tag means the newest image by now. */
  moved: { image: string; digest: string };
  /** A pinned image of the same repository that is not there. */
  missing: string;
  /** An image repository that the source cannot be asked about. */
  foreign: string;
  /** Makes the source unreachable, or makes it refuse. */
  breakSource(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Registers the tests that every artifact source must pass.
 *
 * @param name - of the source, for the name of the suite
 * @param setUp - makes a world of its own for each test
 * @public
 */
export function describeArtifactSourceContract(
  name: string,
  setUp: () => Promise<ArtifactSourceContractHarness>,
): void {
  describe(`artifact source contract: ${name}`, () => {
    let harness: ArtifactSourceContractHarness;
    beforeEach(async () => {
      harness = await setUp();
    });
    afterEach(async () => {
      await harness.close();
    });

    it('knows what it can be asked about', () => {
      const { source, repository, foreign } = harness;
      expect(source.supports(repository)).toBe(true);
      expect(source.supports(foreign)).toBe(false);
      expect(source.supports('Not An Image')).toBe(false);
    });

    it('tells that an image is there, with its digest', async () => {
      const { source, newest } = harness;
      await expect(source.exists(newest.image)).resolves.toEqual({
        state: 'present',
        digest: newest.digest,
      });
    });

    it('C10: asks for the digest where there is one, wherever the tag points', async () => {
      const { source, moved } = harness;
      await expect(source.exists(moved.image)).resolves.toEqual({
        state: 'present',
        digest: moved.digest,
      });
      await expect(source.get(moved.image)).resolves.toMatchObject({
        digest: moved.digest,
      });
    });

    it('C10: says missing of what is not there', async () => {
      const { source, missing } = harness;
      await expect(source.exists(missing)).resolves.toEqual({
        state: 'missing',
      });
      await expect(source.get(missing)).resolves.toBeUndefined();
    });

    it('C10: says unknown where it cannot ask, and never missing', async () => {
      const { source, newest, missing, repository } = harness;
      await harness.breakSource();
      for (const image of [newest.image, missing]) {
        await expect(source.exists(image)).resolves.toEqual({
          state: 'unknown',
          reason: expect.stringMatching(/./),
        });
        await expect(source.get(image)).rejects.toThrow();
      }
      await expect(source.list(repository)).rejects.toThrow();
    });

    it('tells what an image was built from', async () => {
      const { source, newest } = harness;
      const artifact = await source.get(newest.image);
      expect(artifact).toMatchObject({
        digest: newest.digest,
        sourceCommit: newest.sourceCommit,
        image: expect.stringContaining(`@${newest.digest}`),
      });
      expect(artifact?.version).not.toBe('');
    });

    it('lists the newest first, each content once', async () => {
      const { source, repository, newest } = harness;
      const artifacts = await source.list(repository);
      expect(artifacts.length).toBeGreaterThan(1);
      expect(artifacts[0].digest).toBe(newest.digest);
      const digests = artifacts.map(({ digest }) => digest);
      expect(new Set(digests).size).toBe(digests.length);
      const times = artifacts.map(({ builtAt }) => builtAt ?? '');
      expect(times).toEqual([...times].sort().reverse());
      for (const { image, digest } of artifacts) {
        expect(image.endsWith(`@${digest}`)).toBe(true);
      }
      const limited = await source.list(repository, { limit: 1 });
      expect(limited.map(({ digest }) => digest)).toEqual([newest.digest]);
    });

    it('stops when it is told to', async () => {
      const { source, newest, repository } = harness;
      const signal = AbortSignal.abort();
      await expect(source.exists(newest.image, { signal })).resolves.toEqual(
        expect.objectContaining({ state: 'unknown' }),
      );
      await expect(source.get(newest.image, { signal })).rejects.toThrow();
      await expect(source.list(repository, { signal })).rejects.toThrow();
    });
  });
}
