import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../core';
import {
  ClusterObjects,
  KubernetesObject,
  ObjectReference,
  startCluster,
} from '../../kubernetes';
import { createGitReader } from '../GitReader';
import { Controllers, startControllers } from '../startControllers';
import { TestRepositories } from './testRepositories';

/** Two clusters, git repositories and all controllers. */
export interface TestWorld {
  platform: ClusterObjects;
  production: ClusterObjects;
  productionUrl: string;
  repositories: TestRepositories;
  controllers: Controllers;
  /** Images that the registry lacks. */
  missingImages: Set<string>;
  /** Tells the controllers of a push and waits until they are done. */
  settle(): Promise<void>;
  /** Resolves as soon as the check holds of the object. */
  until(
    objects: ClusterObjects,
    reference: ObjectReference,
    check: (object: KubernetesObject | undefined) => boolean,
  ): Promise<KubernetesObject | undefined>;
  /** Rejects when a controller has failed. */
  close(): Promise<void>;
}

/** A digest for an image, the same for every test. */
export const DIGEST = `sha256:${'d'.repeat(64)}`;

/** Starts a world. */
export async function startTestWorld(): Promise<TestWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'openportal-world-'));
  const store = openStore(join(directory, 'store.sqlite'));
  const [platform, production] = await Promise.all(
    ['platform', 'production'].map(name =>
      startCluster({ name, store, token: 'test-token' }),
    ),
  );
  const repositories = new TestRepositories(directory);
  const missingImages = new Set<string>();
  const errors: unknown[] = [];
  const controllers = startControllers({
    clusters: [platform, production],
    git: createGitReader({
      baseUrl: repositories.baseUrl,
      repositoryPath: (owner, name) => repositories.path(owner, name),
    }),
    scm: {
      list: async owner =>
        repositories.names().map(name => ({
          owner,
          name,
          url: repositories.url(name),
          defaultBranch: 'main',
          topics: [],
        })),
    },
    resolveImage: async image =>
      missingImages.has(image) ? undefined : { digest: DIGEST },
    tempo: 2,
    onError: (_controller, error) => errors.push(error),
  });
  return {
    platform: platform.objects,
    production: production.objects,
    productionUrl: production.url,
    repositories,
    controllers,
    missingImages,
    async settle() {
      controllers.wake();
      await controllers.idle();
    },
    until(objects, reference, check) {
      return new Promise(resolve => {
        let stop = () => {};
        const look = () => {
          const found = objects.get(reference);
          if (check(found)) {
            stop();
            resolve(found);
          }
        };
        stop = objects.subscribe(look);
        look();
      });
    },
    async close() {
      await controllers.close();
      await platform.close();
      await production.close();
      store.close();
      rmSync(directory, { recursive: true, force: true });
      if (errors.length > 0) {
        throw new AggregateError(errors, `controllers failed: ${errors}`);
      }
    },
  };
}

/** Makes a namespace. */
export function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
