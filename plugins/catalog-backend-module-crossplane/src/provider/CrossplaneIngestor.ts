import { LoggerService } from '@backstage/backend-plugin-api';
import {
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import {
  IngestorClusterStatus,
  IngestorStatus,
} from '@openportal/plugin-crossplane-common';
import { convertClusters } from '../convert/convertClusters';
import { ConvertOptions, SkippedXrd } from '../convert/types';
import { KubernetesSource } from '../source/KubernetesSource';
import { SnapshotStore } from '../store/SnapshotStore';
import { ClusterEntityProvider } from './ClusterEntityProvider';
import { Debouncer } from './Debouncer';

const RESEND_MILLISECONDS = 10 * 60 * 1000;
const RETRY_MILLISECONDS = 5_000;

/** Options of {@link CrossplaneIngestor}. */
export interface CrossplaneIngestorOptions {
  id: string;
  clients: KubernetesClient[];
  convert: ConvertOptions;
  store: SnapshotStore;
  logger: LoggerService;
  /** Changes within this time are sent together. Defaults to 300 milliseconds. */
  debounceMilliseconds?: number;
  /** Wait after the catalog refused a mutation. Defaults to 5 seconds. */
  retryMilliseconds?: number;
  /** Wait before a cluster without Crossplane, or without an answer, is asked again. Defaults to 15 seconds. */
  discoveryRetryMilliseconds?: number;
}

/**
 * Keeps the catalog in step with the clusters of one configured provider: sources in, pure conversion,
 * one catalog bucket per cluster out.
 */
export class CrossplaneIngestor {
  readonly providers: ClusterEntityProvider[];
  readonly #options: CrossplaneIngestorOptions;
  readonly #sources: KubernetesSource[] = [];
  readonly #counts = new Map<
    string,
    { templates: number; resources: number }
  >();
  readonly #sending: Debouncer;
  #problems: SkippedXrd[] = [];
  #resendTimer: ReturnType<typeof setInterval> | undefined;
  #saving: Promise<unknown> = Promise.resolve();

  constructor(options: CrossplaneIngestorOptions) {
    this.#options = options;
    this.#sending = new Debouncer({
      delayMilliseconds: options.debounceMilliseconds ?? 300,
      retryMilliseconds: options.retryMilliseconds ?? RETRY_MILLISECONDS,
      run: () => this.#send(),
      onError: error =>
        options.logger.error(
          `The catalog did not take the entities of provider '${options.id}', trying again: ${error}`,
        ),
    });
    this.providers = options.clients.map(
      ({ cluster }) =>
        new ClusterEntityProvider({
          providerId: options.id,
          cluster,
          onConnect: () => this.#sending.trigger(),
        }),
    );
  }

  async start(): Promise<void> {
    const { clients, store, id, logger } = this.#options;
    for (const client of clients) {
      const parts = await store.read(id, client.cluster);
      this.#sources.push(
        new KubernetesSource({
          client,
          logger,
          initial: new Map(parts.map(({ part, objects }) => [part, objects])),
          onChange: (part, objects) => {
            this.#save(client.cluster, part, objects);
            this.#sending.trigger();
          },
          onStatus: () => this.#sending.trigger(),
          discoveryRetryMilliseconds: this.#options.discoveryRetryMilliseconds,
        }),
      );
    }
    for (const source of this.#sources) {
      source.start();
    }
    this.#resendTimer = setInterval(() => {
      for (const provider of this.providers) {
        provider.forget();
      }
      this.#sending.trigger();
    }, RESEND_MILLISECONDS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#resendTimer);
    await Promise.all(this.#sources.map(source => source.stop()));
    await this.#sending.stop();
    await this.#saving;
  }

  /** Reads all clusters again now. */
  refresh(): void {
    for (const source of this.#sources) {
      source.refresh();
    }
  }

  status(): IngestorStatus {
    return {
      clusters: this.#sources.map((source): IngestorClusterStatus => {
        const counts = this.#counts.get(source.cluster);
        return {
          cluster: source.cluster,
          ...source.status(),
          templates: counts?.templates ?? 0,
          resources: counts?.resources ?? 0,
          problems: this.#problems
            .filter(({ cluster }) => cluster === source.cluster)
            .map(({ xrd, path, reason }) => ({ xrd, path, reason })),
        };
      }),
    };
  }

  async #send(): Promise<void> {
    const { entities, problems } = convertClusters(
      this.#sources.map(source => source.snapshot()),
      this.#options.convert,
    );
    this.#reportProblems(problems);
    for (const [index, source] of this.#sources.entries()) {
      const own = entities.get(source.cluster) ?? [];
      this.#counts.set(source.cluster, {
        templates: own.filter(({ kind }) => kind === 'Template').length,
        resources: own.filter(({ kind }) => kind === 'Resource').length,
      });
      // A cluster that did not answer yet keeps what the catalog has.
      if (source.known) {
        await this.providers[index].send(own);
      }
    }
  }

  #reportProblems(problems: SkippedXrd[]): void {
    const known = new Set(this.#problems.map(item => JSON.stringify(item)));
    for (const problem of problems) {
      if (!known.has(JSON.stringify(problem))) {
        this.#options.logger.warn(
          `Skipping XRD '${problem.xrd}' of cluster '${problem.cluster}': ${problem.path} ${problem.reason}`,
        );
      }
    }
    this.#problems = problems;
  }

  #save(
    cluster: string,
    part: string,
    objects: KubernetesObject[] | undefined,
  ): void {
    const { store, id, logger } = this.#options;
    const key = { provider: id, cluster, part };
    // One after the other, so that an older state never overwrites a newer one.
    this.#saving = this.#saving.then(async () => {
      try {
        await (objects ? store.write(key, objects) : store.remove(key));
      } catch (error) {
        logger.warn(
          `The last good state of cluster '${cluster}' was not stored: ${error}`,
        );
      }
    });
  }
}
