import {
  CompositeResourceDefinition,
  IngestorStatus,
  wantsTemplate,
} from '@openportal/plugin-crossplane-common';
import { IngestorSettings } from '../config/readCrossplaneConfig';
import { Fact } from '../sources/facts';

/** What is still on its way into the catalog is no reason to doubt it: events tell of those. */
const TOLERATED_SHARE = 0.1;
const TOLERATED_RESOURCES = 5;

/** What the catalog and the ingestor say about the resources of one cluster. */
export interface CatalogFacts {
  cluster: string;
  /** Number of Resource entities of the cluster, by XRD. */
  counts: Fact<ReadonlyMap<string, number>>;
  ingestor: Fact<IngestorStatus>;
  /** The ingestors that are configured to read the cluster. */
  settings: IngestorSettings[];
}

/**
 * Why a kind without Resource entities may have instances all the same; undefined when the catalog can be relied on.
 */
export function doubtOfCatalog(facts: CatalogFacts): string | undefined {
  const { cluster, counts, ingestor, settings } = facts;
  if (settings.length === 0) {
    return 'no ingestor reads the cluster';
  }
  if (!counts.known) {
    return `the catalog does not answer (${counts.reason})`;
  }
  if (!ingestor.known) {
    return `the ingestor does not answer (${ingestor.reason})`;
  }
  const states = ingestor.value.clusters.filter(
    state => state.cluster === cluster,
  );
  const isBehind = ({
    stale,
    lastListedAt,
    watches,
  }: IngestorStatus['clusters'][number]) =>
    stale ||
    !lastListedAt ||
    (watches && isTooFew(watches.open, watches.total));
  if (states.length === 0 || states.some(isBehind)) {
    return 'the ingestor is not up to date with the cluster';
  }
  const has = [...counts.value.values()].reduce((sum, count) => sum + count, 0);
  // Two ingestors of the same cluster make the same entities.
  const wanted = Math.max(...states.map(({ resources }) => resources));
  return isTooFew(has, wanted)
    ? `the catalog has only ${has} of ${wanted} resources of the cluster so far`
    : undefined;
}

/** Whether the instances of an XRD are in the catalog, unless one of them asks to stay out. */
export function isIngested(
  { name, labels, annotations }: CompositeResourceDefinition,
  { cluster, ingestor, settings }: CatalogFacts,
): boolean {
  const isRefused =
    ingestor.known &&
    ingestor.value.clusters.some(
      state =>
        state.cluster === cluster &&
        state.problems.some(({ xrd }) => xrd === name),
    );
  return (
    !isRefused &&
    settings.some(options => wantsTemplate({ labels, annotations }, options))
  );
}

function isTooFew(has: number, wanted: number): boolean {
  return has < wanted * (1 - TOLERATED_SHARE) - TOLERATED_RESOURCES;
}
