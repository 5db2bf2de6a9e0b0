import { Sandbox, startSandbox } from '@openportal/sandbox';
import { createSource } from './__testUtils__/createSource';

jest.setTimeout(60_000);

const path = 'sandbox/idp-orders';
const commit = 'a'.repeat(40);

function sourceFor(sandbox: Sandbox, password?: string) {
  const { host, credentials } = sandbox.registry;
  return createSource({
    host,
    insecure: true,
    ...credentials,
    ...(password && { password }),
  });
}

function push(sandbox: Sandbox, tags: string[], day: number) {
  return sandbox.registry.pushImage({
    repository: path,
    tags,
    labels: {
      'org.opencontainers.image.revision': commit,
      'org.opencontainers.image.source': 'https://github.com/acme/idp-orders',
    },
    createdAt: `2026-03-0${day}T10:00:00.000Z`,
  });
}

describe.each(['none', 'basic', 'bearer'] as const)(
  'a registry with sign-in %s',
  mode => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await startSandbox({
        seed: 'minimal',
        registryAuthentication: { mode },
      });
    });
    afterEach(() => sandbox.faults.clear());
    afterAll(() => sandbox.close());

    it('finds builds, and sees when one is gone or a tag moves', async () => {
      const source = sourceFor(sandbox);
      const repository = `${sandbox.registry.host}/${path}`;
      const first = await push(sandbox, [`sha-${commit}`], 1);
      const second = await push(sandbox, ['v2', 'latest'], 2);

      await expect(source.list(repository)).resolves.toEqual([
        expect.objectContaining({
          digest: second,
          version: 'v2',
          builtAt: '2026-03-02T10:00:00.000Z',
        }),
        expect.objectContaining({
          digest: first,
          version: 'sha-aaaaaaa',
          sourceCommit: commit,
        }),
      ]);
      const pinned = `${repository}:v2@${second}`;
      await push(sandbox, ['v2'], 3);
      await expect(source.exists(pinned)).resolves.toEqual({
        state: 'present',
        digest: second,
      });
      const gone = `${repository}:v2@sha256:${'0'.repeat(64)}`;
      await expect(source.exists(gone)).resolves.toEqual({ state: 'missing' });
      await expect(source.get(gone)).resolves.toBeUndefined();
    });

    it('says unknown while the registry is in trouble', async () => {
      const source = sourceFor(sandbox);
      const image = `${sandbox.registry.host}/${path}:latest`;
      sandbox.faults.add({
        service: 'registry',
        path: /manifests/,
        action: {
          kind: 'status',
          status: 429,
          headers: { 'Retry-After': '7' },
        },
      });

      await expect(source.exists(image)).resolves.toMatchObject({
        state: 'unknown',
        reason: expect.stringContaining('try again in 7 s'),
      });
    });
  },
);

it.each(['basic', 'bearer'] as const)(
  'C10: a wrong password does not make an image missing (%s)',
  async mode => {
    const sandbox = await startSandbox({
      seed: 'minimal',
      registryAuthentication: { mode },
    });
    await push(sandbox, ['v1'], 1);

    await expect(
      sourceFor(sandbox, 'wrong').exists(`${sandbox.registry.host}/${path}:v1`),
    ).resolves.toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('check username and password'),
    });
    await sandbox.close();
  },
);
