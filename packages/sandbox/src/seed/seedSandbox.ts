import { join } from 'node:path';
import type { Store } from '../core';
import type { GitHubSandbox } from '../github';
import type { ClusterSandbox } from '../kubernetes';
import type { RegistrySandbox } from '../registry';
import { createSeedGitHub } from './createSeedGitHub';
import { seedPayments } from './payments/seedPayments';
import { seedClusters } from './seedClusters';
import {
  seedCatalog,
  seedForeignRepository,
  seedMinimum,
} from './seedRepositories';
import type { SeedTargets } from './SeedTargets';
import { readShippedManifests } from './shippedManifests';

const seedKey = 'seed';

/** Whether the first start has been completed with this data. */
export function isSeeded(store: Store): boolean {
  return store.collection<string>('seed').get(seedKey) !== undefined;
}

/** Fills an empty sandbox. */
export async function seedSandbox(options: {
  seed: 'full' | 'minimal';
  store: Store;
  gitHub: GitHubSandbox;
  registry: RegistrySandbox;
  clusters: Record<string, ClusterSandbox>;
  /** Folder of the checkout that holds `platform/`. */
  checkout: string;
  now: Date;
}): Promise<void> {
  const { seed, store, gitHub, registry, clusters, checkout, now } = options;
  const targets: SeedTargets = {
    organization: gitHub.organization,
    gitHubUrl: gitHub.url,
    gitHubApiUrl: gitHub.apiUrl,
    registryHost: registry.host,
  };
  const host = createSeedGitHub(gitHub);
  await seedMinimum(host, now);
  if (seed === 'full') {
    await seedCatalog(host, now);
    await seedForeignRepository(host, now);
    await seedPayments({ gitHub: host, registry, targets, now });
  }
  const shipped = (name: string) =>
    readShippedManifests(join(checkout, 'platform', name), targets);
  seedClusters({
    clusters,
    targets,
    gitHubToken: gitHub.token,
    shipped: { argocd: shipped('argocd'), flux: shipped('flux') },
  });
  store.collection<string>('seed').put(seedKey, seed);
}
