import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  CrossplaneKeys,
  toEntityName,
  TroubleshootReport,
} from '@openportal/plugin-crossplane-common';
import { withTimeLimit } from '../cache/withTimeLimit';
import { ClusterReader } from '../cluster/ClusterReader';
import { Clusters } from '../cluster/Clusters';
import { readCatalogKustomizations } from '../cluster/readFlux';
import { IngestorSettings } from '../config/readCrossplaneConfig';
import { IngestorClient } from '../ingestor/IngestorClient';
import { readFact } from '../sources/facts';
import { troubleshoot } from './troubleshoot';
import { ClusterFacts } from './TroubleshootFacts';

const TIME_LIMIT_MILLISECONDS = 15_000;

/** Options of {@link TroubleshootService}. */
export interface TroubleshootOptions {
  clusters: Clusters;
  catalog: CatalogService;
  ingestor: IngestorClient;
  /** The configured ingestors. */
  settings: IngestorSettings[];
  fluxNamespace: string;
  /** Repositories of orders, whose Kustomizations are not those of a catalog. */
  orderRepositories: string[];
}

/** Finds out why the template of an XRD does not appear. */
export class TroubleshootService {
  readonly #options: TroubleshootOptions;

  constructor(options: TroubleshootOptions) {
    this.#options = options;
  }

  /** Reads everything that matters for an XRD, the catalog with the rights of the caller. */
  async read(
    query: { xrd: string; cluster?: string },
    credentials: BackstageCredentials,
  ): Promise<TroubleshootReport> {
    const { clusters, catalog, ingestor } = this.#options;
    const { xrd, cluster } = query;
    const [perCluster, status, templates, namesake] = await Promise.all([
      Promise.all(
        clusters.select(cluster).map(reader => this.#readCluster(reader, xrd)),
      ),
      readFact(() => ingestor.status()),
      readFact(async () => {
        const { items } = await catalog.getEntities(
          {
            filter: {
              kind: 'Template',
              [`metadata.annotations.${CrossplaneKeys.xrdName}`]: xrd,
            },
          },
          { credentials },
        );
        return items;
      }),
      readFact(() =>
        catalog.getEntityByRef(
          { kind: 'Template', namespace: 'default', name: toEntityName(xrd) },
          { credentials },
        ),
      ),
    ]);
    return troubleshoot({
      xrd,
      clusters: perCluster,
      ingestor: status,
      templates,
      namesake,
    });
  }

  async #readCluster(
    reader: ClusterReader,
    xrd: string,
  ): Promise<ClusterFacts> {
    const { settings, fluxNamespace, orderRepositories } = this.#options;
    const { cluster } = reader;
    const inTime = <T>(read: () => Promise<T>) =>
      readFact(() =>
        withTimeLimit(`Cluster '${cluster}'`, TIME_LIMIT_MILLISECONDS, read()),
      );
    const [definition, kustomizations] = await Promise.all([
      inTime(() => reader.definition(xrd)),
      inTime(() =>
        readCatalogKustomizations(reader, fluxNamespace, orderRepositories),
      ),
    ]);
    return {
      cluster,
      definition,
      kustomizations,
      ingestors: settings.filter(
        ({ clusters }) => !clusters || clusters.includes(cluster),
      ),
    };
  }
}
