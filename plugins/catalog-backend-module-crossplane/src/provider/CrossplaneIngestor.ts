import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import { KubernetesClient } from '@openportal/kubernetes-node';
import {
  IngestorClusterStatus,
  IngestorLeader,
} from '@openportal/plugin-crossplane-common';
import { ConvertOptions } from '../convert/types';
import { ListMeter, MeasuredIngestor } from '../metrics';
import { ReadBucket } from '../store/BucketReader';
import { ClusterStore } from '../store/ClusterStore';
import { Lease, LeaseStore } from '../store/LeaseStore';
import { SnapshotStore } from '../store/SnapshotStore';
import { TemplateNameStore } from '../store/TemplateNameStore';
import { ClusterEntityProvider } from './ClusterEntityProvider';
import { IngestorSession, IngestorTimes } from './IngestorSession';
import { LeaderElection } from './LeaderElection';

const RETRY_MILLISECONDS = 5_000;
/** The status looks at every resource type of every cluster: while nothing happens, it is made once a minute. */
const RENEWALS_OF_IDLE_STATUS = 6;

/** Options of {@link CrossplaneIngestor}. */
export interface CrossplaneIngestorOptions {
  id: string;
  /** What of its configuration does not fit together. */
  warnings?: readonly string[];
  /** Name of this replica, unlike that of any other process. */
  replica: string;
  clients: KubernetesClient[];
  convert: ConvertOptions;
  leases: LeaseStore;
  clusters: ClusterStore;
  store: SnapshotStore;
  names: TemplateNameStore;
  readBucket: ReadBucket;
  /** Whether the catalog has a pile of entities to process; resources are then listed slower. */
  hasBacklog?: () => boolean;
  events?: EventsService;
  lists?: ListMeter;
  logger: LoggerService;
  times?: IngestorTimes & {
    /** How often the lease is asked for; half as often it is renewed. Defaults to 5 seconds. */
    tickMilliseconds?: number;
  };
}

/**
 * Keeps the catalog in step with the clusters of one configured provider. Of all replicas one does the work;
 * the others wait to take over, and answer with what the leader stored.
 */
export class CrossplaneIngestor implements MeasuredIngestor {
  readonly id: string;
  readonly warnings: readonly string[];
  readonly providers: ClusterEntityProvider[];
  readonly #options: CrossplaneIngestorOptions;
  readonly #election: LeaderElection;
  #session: IngestorSession | undefined;
  #refreshes: Map<string, number> | undefined;
  #storedStatus: string | undefined;
  /** Of the session, when its status was last looked at. */
  #describedRevision: number | undefined;
  #renewals = 0;

  constructor(options: CrossplaneIngestorOptions) {
    this.#options = options;
    this.id = options.id;
    this.warnings = options.warnings ?? [];
    this.providers = options.clients.map(
      ({ cluster }) =>
        new ClusterEntityProvider({
          providerId: options.id,
          cluster,
          onConnect: () => this.#session?.trigger(),
        }),
    );
    this.#election = new LeaderElection({
      leases: options.leases,
      provider: options.id,
      holder: options.replica,
      logger: options.logger,
      tickMilliseconds: options.times?.tickMilliseconds,
      onElected: lease => this.#begin(lease),
      onResigned: () => this.#end(),
      onRenewed: () => this.#exchange(),
    });
  }

  /** True while this replica reads the clusters. */
  get leading(): boolean {
    return this.#session !== undefined;
  }

  start(): void {
    this.#election.start();
  }

  async stop(): Promise<void> {
    await this.#election.stop();
  }

  /** Names of the clusters of this provider. */
  get clusterNames(): string[] {
    return this.#options.clients.map(({ cluster }) => cluster);
  }

  /** Lists clusters again, on whatever replica reads them. */
  async refresh(clusters: string[] = this.clusterNames): Promise<void> {
    const own = clusters.filter(name => this.clusterNames.includes(name));
    if (this.#session) {
      this.#session.refresh(own);
    } else if (own.length > 0) {
      await this.#options.clusters.requestRefresh(this.id, own);
    }
  }

  clusters(): Array<IngestorClusterStatus & { restarts: number }> {
    return this.#session?.status() ?? [];
  }

  /** What is known of the clusters, by this replica or by the leader. */
  async status(): Promise<{
    clusters: IngestorClusterStatus[];
    leader: IngestorLeader;
  }> {
    const leader = await this.#options.leases.read(this.id);
    if (this.#session) {
      return { clusters: this.#ownStatus(), leader };
    }
    const stored = await this.#options.clusters.readStatuses(this.id);
    const clusters = this.clusterNames.map((cluster): IngestorClusterStatus => {
      const status = stored.get(cluster) ?? {
        provider: this.id,
        cluster,
        stale: true,
        error: 'The cluster has not been read yet',
        templates: 0,
        resources: 0,
        problems: [],
      };
      return leader.holder
        ? status
        : {
            ...status,
            stale: true,
            error: 'No replica reads the cluster at the moment',
          };
    });
    return { clusters, leader };
  }

  #ownStatus(): IngestorClusterStatus[] {
    return this.clusters().map(({ restarts: _, ...status }) => ({
      provider: this.id,
      ...status,
    }));
  }

  #begin(lease: Lease): void {
    const { times, logger } = this.#options;
    const session = new IngestorSession({
      ...this.#options,
      lease,
      providers: this.providers,
      times: times ?? {},
    });
    this.#session = session;
    this.#refreshes = undefined;
    this.#storedStatus = undefined;
    this.#describedRevision = undefined;
    this.#renewals = 0;
    session.start().catch(error => {
      logger.error(
        `The last good state of provider '${this.id}' cannot be read, trying again: ${error}`,
      );
      setTimeout(
        () => this.#beginAgain(session, lease),
        times?.retryMilliseconds ?? RETRY_MILLISECONDS,
      ).unref();
    });
  }

  /** A leader that did not get to work must not keep the others from it by renewing its lease. */
  #beginAgain(failed: IngestorSession, lease: Lease): void {
    failed
      .stop()
      .catch(error =>
        this.#options.logger.warn(`A failed start left something: ${error}`),
      );
    if (this.#session === failed) {
      this.#begin(lease);
    }
  }

  async #end(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.stop();
  }

  /** Passes on what followers were asked, and what they may answer. */
  async #exchange(): Promise<void> {
    const { clusters } = this.#options;
    const asked = await clusters.readRefreshes(this.id);
    if (this.#refreshes) {
      const known = this.#refreshes;
      this.#session?.refresh(
        [...asked]
          .filter(([name, count]) => count !== (known.get(name) ?? 0))
          .map(([name]) => name),
      );
    }
    this.#refreshes = asked;
    const revision = this.#session?.revision;
    if (
      revision !== this.#describedRevision ||
      this.#renewals % RENEWALS_OF_IDLE_STATUS === 0
    ) {
      await this.#storeStatus();
      this.#describedRevision = revision;
    }
    this.#renewals += 1;
  }

  async #storeStatus(): Promise<void> {
    const { clusters } = this.#options;
    const status = this.#ownStatus();
    const text = JSON.stringify(status);
    const { lease } = this.#election;
    if (lease && status.length > 0 && text !== this.#storedStatus) {
      await clusters.writeStatus(lease, status);
      this.#storedStatus = text;
    }
  }
}
