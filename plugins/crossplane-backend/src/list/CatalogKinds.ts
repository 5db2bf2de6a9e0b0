import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  CrossplaneKeys,
  IngestorStatus,
} from '@openportal/plugin-crossplane-common';
import { CoalescingCache } from '../cache/CoalescingCache';
import { paced } from '../cache/paced';
import { withTimeLimit } from '../cache/withTimeLimit';
import { IngestorSettings } from '../config/readCrossplaneConfig';
import { IngestorClient } from '../ingestor/IngestorClient';
import { Fact, readFact } from '../sources/facts';
import { CatalogFacts } from './judgeCatalog';

const PACE = paced({ shortest: 2_000, times: 10 });
const TIME_LIMIT_MILLISECONDS = 5_000;

/** Options of {@link CatalogKinds}. */
export interface CatalogKindsOptions {
  auth: AuthService;
  catalog: CatalogService;
  ingestor: Pick<IngestorClient, 'status'>;
  /** The configured ingestors. */
  settings: IngestorSettings[];
}

/** What the catalog knows of the kinds that have instances: one question for each cluster, not one for each kind. */
export class CatalogKinds {
  readonly #options: CatalogKindsOptions;
  readonly #counts = new CoalescingCache<ReadonlyMap<string, number>>({
    timeToLive: PACE,
  });
  readonly #status = new CoalescingCache<IngestorStatus>({
    timeToLive: PACE,
  });
  /** Names that the catalog had last, for the time in which it does not answer. */
  readonly #lastNames = new Map<string, string[]>();

  constructor(options: CatalogKindsOptions) {
    this.#options = options;
  }

  /** Names of the XRDs that have instances, and what tells whether those are all. Never throws. */
  async read(cluster: string): Promise<CatalogFacts & { names: string[] }> {
    const [counts, ingestor] = await Promise.all([
      inTime('The catalog', () =>
        this.#counts.get(cluster, () => this.#count(cluster)),
      ),
      inTime('The ingestor', () =>
        this.#status.get('', () => this.#options.ingestor.status()),
      ),
    ]);
    if (counts.known) {
      this.#lastNames.set(cluster, [...counts.value.keys()]);
    }
    return {
      cluster,
      counts,
      ingestor,
      settings: this.#options.settings.filter(
        ({ clusters }) => !clusters || clusters.includes(cluster),
      ),
      names: this.#lastNames.get(cluster) ?? [],
    };
  }

  /**
   * Read with the rights of the portal: the answer is shared, it only says where to look, and what is found there is
   * filtered by the rights of each caller.
   */
  async #count(cluster: string): Promise<ReadonlyMap<string, number>> {
    const { auth, catalog } = this.#options;
    const facet = `metadata.annotations.${CrossplaneKeys.xrdName}`;
    const { facets } = await catalog.getEntityFacets(
      {
        filter: {
          kind: 'Resource',
          [`metadata.annotations.${CrossplaneKeys.clusters}`]: cluster,
        },
        facets: [facet],
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return new Map(
      (facets[facet] ?? []).map(({ value, count }) => [value, count]),
    );
  }
}

function inTime<T>(what: string, read: () => Promise<T>): Promise<Fact<T>> {
  return readFact(() => withTimeLimit(what, TIME_LIMIT_MILLISECONDS, read()));
}
