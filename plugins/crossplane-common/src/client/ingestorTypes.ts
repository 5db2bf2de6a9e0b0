/**
 * What the ingestor knows of one cluster.
 *
 * @public
 */
export interface IngestorClusterStatus {
  /** Id of the provider in `catalog.providers.crossplane`. */
  provider?: string;
  cluster: string;
  /** True when what the catalog shows may be out of date. */
  stale: boolean;
  /** When the XRDs were listed last, in ISO 8601. */
  lastListedAt?: string;
  /** When they will be listed again. */
  nextListAt?: string;
  /** Why something of the cluster cannot be read. */
  error?: string;
  /** Watch requests that are open, of those that should be. */
  watches?: { open: number; total: number };
  templates: number;
  resources: number;
  /** XRDs that were skipped, and why. */
  problems: Array<{ xrd: string; path: string; reason: string }>;
  /** What forms cannot show or check, at most 20 texts for each of 200 XRDs; nothing that has to be repaired. */
  notes?: Array<{ xrd: string; notes: string[] }>;
}

/**
 * Which instance of the backend reads the clusters of a provider.
 *
 * @public
 */
export interface IngestorLeader {
  provider: string;
  /** Name of the instance; absent when no instance leads. */
  holder?: string;
  /** When it took over, in ISO 8601. */
  since?: string;
  /** When the lease ends unless it is renewed. */
  expiresAt?: string;
}

/**
 * Answer of `GET /ingestor/status`.
 *
 * @public
 */
export interface IngestorStatus {
  clusters: IngestorClusterStatus[];
  leaders?: IngestorLeader[];
  /** What of the configuration of a provider does not fit together; absent when everything does. */
  warnings?: Array<{ provider: string; message: string }>;
}

/**
 * One thing that must be right for a template to appear.
 *
 * @public
 */
export interface TroubleshootCheck {
  /** Stable name of the check, for example `generate-form-label`. */
  id: string;
  /** Absent for checks that are not about one cluster. */
  cluster?: string;
  state: 'ok' | 'failed' | 'unknown';
  message: string;
  /** What to do; present when the check did not pass. */
  fix?: string;
}

/**
 * Answer of `GET /troubleshoot`.
 *
 * @public
 */
export interface TroubleshootReport {
  xrd: string;
  checks: TroubleshootCheck[];
}

/**
 * An XRD that a text may mean.
 *
 * @public
 */
export interface DefinitionMatch {
  /** `<plural>.<group>` */
  xrd: string;
  /** What is ordered; absent when no cluster has a valid XRD of this name. */
  kind?: string;
  /** Title of its template in the catalog; absent when the text is not about it, or there is none that the caller may see. */
  template?: string;
}

/**
 * Answer of `GET /troubleshoot/definitions`.
 *
 * @public
 */
export interface DefinitionMatches {
  /** At most 50; what is exactly the text comes first. */
  items: DefinitionMatch[];
  /** Why there may be others: a cluster or the catalog that could not be read. */
  problems: string[];
}
