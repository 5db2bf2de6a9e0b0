import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { IngestorClusterStatus } from '@openportal/plugin-crossplane-common';

/** Names of the metrics of the ingestor. Attributes are few: providers and clusters of the configuration. */
export const METRICS = {
  entities: 'crossplane.ingestor.entities',
  problems: 'crossplane.ingestor.problems',
  staleness: 'crossplane.ingestor.staleness',
  leader: 'crossplane.ingestor.leader',
  openWatches: 'crossplane.ingestor.watches.open',
  watchRestarts: 'crossplane.ingestor.watches.restarts',
  listDuration: 'crossplane.ingestor.list.duration',
} as const;

/** What metrics read of an ingestor. */
export interface MeasuredIngestor {
  readonly id: string;
  readonly leading: boolean;
  /** What this replica knows of the clusters; empty while another one is the leader. */
  clusters(): Array<IngestorClusterStatus & { restarts: number }>;
}

/** Measures how long lists take, by provider, cluster and part. */
export interface ListMeter {
  record(seconds: number, attributes: ListAttributes): void;
}

interface ListAttributes {
  [key: string]: string;
  provider: string;
  cluster: string;
  /** `definitions`, `compositions`, `namespaces` or `resources`. */
  part: string;
}

/** Registers the metrics that are read off when somebody asks for them. */
export function observeIngestors(
  metrics: MetricsService,
  ingestors: MeasuredIngestor[],
): void {
  const gauge = (
    name: string,
    options: { description: string; unit?: string },
    read: (
      status: IngestorClusterStatus & { restarts: number },
    ) => Array<[number, Record<string, string>]>,
  ) => {
    metrics.createObservableGauge(name, options).addCallback(result => {
      for (const ingestor of ingestors) {
        for (const status of ingestor.clusters()) {
          for (const [value, attributes] of read(status)) {
            result.observe(value, {
              provider: ingestor.id,
              cluster: status.cluster,
              ...attributes,
            });
          }
        }
      }
    });
  };
  gauge(
    METRICS.entities,
    { description: 'Entities in the catalog, by kind', unit: '{entity}' },
    ({ templates, resources }) => [
      [templates, { kind: 'Template' }],
      [resources, { kind: 'Resource' }],
    ],
  );
  gauge(
    METRICS.problems,
    { description: 'XRDs that were skipped', unit: '{xrd}' },
    ({ problems }) => [[new Set(problems.map(({ xrd }) => xrd)).size, {}]],
  );
  gauge(
    METRICS.staleness,
    { description: 'Time since the XRDs were listed', unit: 's' },
    ({ lastListedAt }) =>
      lastListedAt
        ? [[(Date.now() - Date.parse(lastListedAt)) / 1000, {}]]
        : [],
  );
  gauge(
    METRICS.openWatches,
    { description: 'Watch requests that are open', unit: '{watch}' },
    ({ watches }) => [[watches?.open ?? 0, {}]],
  );
  gauge(
    METRICS.watchRestarts,
    {
      description: 'How often watches were made anew since this replica leads',
      unit: '{restart}',
    },
    ({ restarts }) => [[restarts, {}]],
  );
  metrics
    .createObservableGauge(METRICS.leader, {
      description: '1 on the replica that reads the clusters, 0 on the others',
    })
    .addCallback(result => {
      for (const { id, leading } of ingestors) {
        result.observe(leading ? 1 : 0, { provider: id });
      }
    });
}

/** Registers the histogram of list durations. */
export function createListMeter(metrics: MetricsService): ListMeter {
  return metrics.createHistogram<ListAttributes>(METRICS.listDuration, {
    description: 'Duration of a complete list',
    unit: 's',
    advice: {
      explicitBucketBoundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    },
  });
}
