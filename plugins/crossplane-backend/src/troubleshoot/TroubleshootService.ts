import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  CrossplaneKeys,
  DefinitionMatches,
  toEntityName,
  TroubleshootReport,
} from '@openportal/plugin-crossplane-common';
import { withTimeLimit } from '../cache/withTimeLimit';
import { ClusterReader } from '../cluster/ClusterReader';
import { Clusters } from '../cluster/Clusters';
import { readCatalogKustomizations } from '../cluster/readFlux';
import { IngestorSettings } from '../config/readCrossplaneConfig';
import { IngestorClient } from '../ingestor/IngestorClient';
import { Fact, readFact } from '../sources/facts';
import { matchDefinitions } from './matchDefinitions';
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

  /** Finds the XRDs that a text may mean, in all clusters and in what the caller may see of the catalog. */
  async find(
    search: string,
    credentials: BackstageCredentials,
  ): Promise<DefinitionMatches> {
    const { clusters, catalog } = this.#options;
    const [templates, ...lists] = await Promise.all([
      readFact(async () => {
        const { items } = await catalog.getEntities(
          {
            filter: { kind: 'Template' },
            fields: [
              'metadata.name',
              'metadata.namespace',
              'metadata.title',
              'metadata.annotations',
            ],
          },
          { credentials },
        );
        return items;
      }),
      ...clusters
        .select()
        .map(reader => inTime(reader, () => reader.definitions())),
    ]);
    return {
      items: matchDefinitions(search, {
        definitions: lists.flatMap(list => (list.known ? list.value : [])),
        templates: templates.known ? templates.value : [],
      }),
      problems: [templates, ...lists].flatMap(fact =>
        fact.known ? [] : [fact.reason],
      ),
    };
  }

  async #readCluster(
    reader: ClusterReader,
    xrd: string,
  ): Promise<ClusterFacts> {
    const { settings, fluxNamespace, orderRepositories } = this.#options;
    const { cluster } = reader;
    const [definition, kustomizations] = await Promise.all([
      inTime(reader, () => reader.definition(xrd)),
      inTime(reader, () =>
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

function inTime<T>(
  { cluster }: ClusterReader,
  read: () => Promise<T>,
): Promise<Fact<T>> {
  return readFact(() =>
    withTimeLimit(`Cluster '${cluster}'`, TIME_LIMIT_MILLISECONDS, read()),
  );
}
