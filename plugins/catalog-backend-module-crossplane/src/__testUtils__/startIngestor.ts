import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { EventsService } from '@backstage/plugin-events-node';
import {
  ClusterDetails,
  DefaultKubernetesClient,
  readClusters,
} from '@openportal/kubernetes-node';
import { Sandbox, toPortalConfig } from '@openportal/sandbox';
import { runMigrations } from '@openportal/database-node';
import { Knex } from 'knex';
import { CrossplaneIngestor } from '../provider/CrossplaneIngestor';
import { ClusterStore } from '../store/ClusterStore';
import { LeaseStore } from '../store/LeaseStore';
import { migrations } from '../store/migrations';
import { DatabaseSnapshotStore, SnapshotStore } from '../store/SnapshotStore';
import { TemplateNameStore } from '../store/TemplateNameStore';
import { defaultOptions } from './objects';
import { RecordedCatalog } from './RecordedCatalog';

/** How to start an ingestor. */
export interface StartIngestorOptions {
  knex: Knex;
  catalog: RecordedCatalog;
  clusters: ClusterDetails[];
  replica?: string;
  events?: EventsService;
  /** How long its lease lasts without renewal. */
  leaseMilliseconds?: number;
  /** Limit of each call; longer than a busy machine needs, unless silence is the point. */
  timeLimitMilliseconds?: number;
  /** In the place of the store in the database. */
  store?: SnapshotStore;
  /** Whether the catalog has a pile to process. */
  hasBacklog?: () => boolean;
  times?: ConstructorParameters<typeof CrossplaneIngestor>[0]['times'];
}

/** The clusters of a sandbox, as the portal's configuration has them. */
export function sandboxClusters(sandbox: Sandbox): ClusterDetails[] {
  return readClusters(
    new ConfigReader(
      JSON.parse(JSON.stringify(toPortalConfig(sandbox.endpoints))),
    ),
  );
}

/** Starts a replica of the ingestor as the module does, with short times. */
export async function startIngestor(
  options: StartIngestorOptions,
): Promise<CrossplaneIngestor> {
  const { knex, catalog } = options;
  await runMigrations(knex, migrations);
  const leases = new LeaseStore(knex, {
    lifetimeMilliseconds: options.leaseMilliseconds,
  });
  const ingestor = new CrossplaneIngestor({
    id: 'default',
    replica: options.replica ?? 'one',
    clients: options.clusters.map(cluster =>
      DefaultKubernetesClient.create(cluster, {
        timeLimitMilliseconds: options.timeLimitMilliseconds ?? 20_000,
      }),
    ),
    convert: defaultOptions,
    leases,
    clusters: new ClusterStore(knex, leases),
    store: options.store ?? new DatabaseSnapshotStore(knex, leases),
    names: new TemplateNameStore(knex, leases),
    readBucket: catalog.readBucket,
    events: options.events,
    hasBacklog: options.hasBacklog,
    logger: mockServices.logger.mock(),
    times: {
      debounceMilliseconds: 10,
      retryMilliseconds: 50,
      storeMilliseconds: 10,
      staleAfterMilliseconds: 10,
      compareMilliseconds: 200,
      discoveryRetryMilliseconds: 100,
      tickMilliseconds: 100,
      ...options.times,
      watch: {
        initialBackoffMilliseconds: 50,
        longestBackoffMilliseconds: 500,
        ...options.times?.watch,
      },
    },
  });
  await catalog.connect(ingestor.providers);
  ingestor.start();
  return ingestor;
}
