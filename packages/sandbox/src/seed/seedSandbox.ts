import { join } from 'node:path';
import type { Store } from '../core';
import type { GitHubSandbox } from '../github';
import type { ClusterSandbox } from '../kubernetes';
import type { RegistrySandbox } from '../registry';
import { createSeedGitHub } from './createSeedGitHub';
import { installGateway } from './gateway';
import { orderGreeter } from './greeter';
import { ledgerFluxManifests } from './ledger/fluxManifests';
import { ledger } from './ledger/ledger';
import { payments } from './payments/payments';
import { seedClusters } from './seedClusters';
import {
  seedCatalog,
  seedForeignRepository,
  seedMinimum,
} from './seedRepositories';
import type { SeedTargets } from './SeedTargets';
import { seedService } from './seedService';
import { readShippedManifests } from './shippedManifests';

const seedKey = 'seed';

/** Whether the first start has been completed with this data. */
export function isSeeded(store: Store): boolean {
  return store.collection<string>('seed').get(seedKey) !== undefined;
}

/** Fills an empty sandbox. */
export async function seedSandbox(options: {
  seed: 'samples' | 'full' | 'minimal';
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
  const common = { gitHub: host, registry, targets, now };
  if (seed !== 'minimal') {
    await seedCatalog(host, now);
    await seedForeignRepository(host, now);
    await seedService({ ...common, service: payments });
  }
  if (seed === 'samples') {
    await seedService({ ...common, service: ledger });
    await orderGreeter({ ...common, organization: targets.organization });
    installGateway(clusters);
  }
  const shipped = (name: string) =>
    readShippedManifests(join(checkout, 'platform', name), targets);
  seedClusters({
    clusters,
    targets,
    gitHubToken: gitHub.token,
    shipped: { argocd: shipped('argocd'), flux: shipped('flux') },
    more: seed === 'samples' ? ledgerFluxManifests(targets) : [],
  });
  store.collection<string>('seed').put(seedKey, seed);
}
