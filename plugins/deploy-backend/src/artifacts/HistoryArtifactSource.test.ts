import { createTestDatabases } from '../__testUtils__/testDatabases';
import { createTestWorld } from '../__testUtils__/createTestWorld';
import { testImage } from '../__testUtils__/newOperation';
import { HistoryArtifactSource } from './HistoryArtifactSource';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const repository = 'registry.test/acme/idp-payments';

async function setUp(id: Parameters<typeof createTestWorld>[1]) {
  const { knex } = await createTestWorld(databases, id);
  const remember = async (image: string, at: number, environment = 'qa') =>
    knex('healthy_versions').insert({
      entity_ref: 'component:default/payments',
      environment,
      image,
      first_healthy_at: at,
      last_healthy_at: at,
    });
  return { source: new HistoryArtifactSource({ knex }), remember };
}

describe.each(databases.eachSupportedId())('own history on %s', id => {
  it('lists what ran, newest first, each content once', async () => {
    const { source, remember } = await setUp(id);
    await remember(testImage(1), 1);
    await remember(testImage(2).split('@')[0], 4, 'prod');
    await remember(testImage(2), 2);
    await remember(testImage(3), 3, 'qa');
    await remember(testImage(3), 5, 'staging');
    // Neither a name that begins like it, nor one that a pattern would match.
    await remember(`${repository}-other:v1@sha256:${'1'.repeat(64)}`, 6);
    await remember(`registry_test/x:v1@sha256:${'1'.repeat(64)}`, 7);
    await remember(`${repository}:only-a-tag`, 8);

    expect(source.supports(repository)).toBe(true);
    expect(source.supports('Not An Image')).toBe(false);
    const artifacts = await source.list(repository);
    expect(artifacts.map(({ image }) => image)).toEqual([
      testImage(3),
      testImage(2),
      testImage(1),
    ]);
    expect(artifacts[0]).toMatchObject({
      repository,
      version: 'sha-0303030',
      sourceCommit: '03'.repeat(20),
    });
    await expect(source.list(repository, { limit: 1 })).resolves.toHaveLength(
      1,
    );
    await expect(source.list('registry.test/acme/none')).resolves.toEqual([]);
    await expect(source.list('%')).resolves.toEqual([]);
  });

  it('C10: never says that an image is there, or gone', async () => {
    const { source, remember } = await setUp(id);
    await remember(testImage(1), 1);
    for (const image of [testImage(1), testImage(2), 'Not An Image']) {
      await expect(source.exists(image)).resolves.toMatchObject({
        state: 'unknown',
      });
    }
    await expect(source.get(testImage(1))).resolves.toMatchObject({
      image: testImage(1),
    });
    await expect(source.get(testImage(2))).resolves.toBeUndefined();
  });
});
