import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../core';
import { startCluster } from '../kubernetes';
import { deployment } from '../kubernetes/__testUtils__/testCluster';
import { TestRepositories } from './__testUtils__/testRepositories';
import { DIGEST } from './__testUtils__/testWorld';
import { createGitReader } from './GitReader';
import { startControllers } from './startControllers';

jest.setTimeout(60_000);

describe('controllers after a restart', () => {
  const directory = mkdtempSync(join(tmpdir(), 'openportal-restart-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function start() {
    const store = openStore(join(directory, 'store.sqlite'));
    const cluster = await startCluster({ name: 'platform', store, token: 't' });
    const repositories = new TestRepositories(directory);
    const errors: unknown[] = [];
    const controllers = startControllers({
      clusters: [cluster],
      git: createGitReader({
        baseUrl: repositories.baseUrl,
        repositoryPath: (owner, name) => repositories.path(owner, name),
      }),
      scm: { list: async () => [] },
      resolveImage: async () => ({ digest: DIGEST }),
      tempo: 2,
      onError: (_controller, error) => errors.push(error),
    });
    return {
      objects: cluster.objects,
      controllers,
      errors,
      async stop() {
        await controllers.close();
        await cluster.close();
        store.close();
      },
    };
  }

  it('finish a rollout from every point where they were stopped', async () => {
    const pods = { apiVersion: 'v1', kind: 'Pod' };
    for (const stopAfter of [1, 2, 3, 4, 6, 8, 12]) {
      const name = `web-${stopAfter}`;
      const first = await start();
      await first.controllers.idle();
      let writes = 0;
      const stopped = new Promise<void>(resolve => {
        first.objects.subscribe(() => {
          writes += 1;
          if (writes === stopAfter) {
            resolve();
          }
        });
      });
      first.objects.apply(deployment(name), { fieldManager: 'test' });
      await stopped;
      await first.stop();

      const second = await start();
      await second.controllers.idle();
      expect(
        second.objects.get({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          namespace: 'default',
          name,
        })?.status,
      ).toMatchObject({ replicas: 1, availableReplicas: 1 });
      expect(
        second.objects.list({ ...pods, labelSelector: `app=${name}` }),
      ).toHaveLength(1);
      expect([...first.errors, ...second.errors]).toEqual([]);
      await second.stop();
    }
  });
});
