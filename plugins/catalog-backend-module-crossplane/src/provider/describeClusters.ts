import { IngestorClusterStatus } from '@openportal/plugin-crossplane-common';
import { SkippedXrd } from '../convert/types';
import { ClusterSource } from '../source/ClusterSource';
import { problemsOf, Unit } from './Unit';

/** The status is read all the time, so it has to stay small. */
const MAX_NOTED_XRDS = 200;

/** What was made of the clusters. */
export interface DescribedWork {
  units(): Iterable<Unit>;
  /** Why the catalog refuses what was made of an XRD. */
  refusals(): Array<{ xrd: string; reason: string }>;
}

/** State of each cluster, for people. Looks at every resource type of every cluster. */
export function describeClusters(
  sources: ClusterSource[],
  work: DescribedWork,
): Array<IngestorClusterStatus & { restarts: number }> {
  const counts = count(sources, work);
  return sources.map(source => {
    const { watches, stale, ...state } = source.status();
    const { cluster } = source;
    return {
      cluster,
      ...state,
      stale: stale || state.error !== undefined,
      templates: counts.templates.get(cluster) ?? 0,
      resources: counts.resources.get(cluster) ?? 0,
      problems: counts.problems
        .filter(problem => problem.cluster === cluster)
        .map(({ xrd, path, reason }) => ({ xrd, path, reason })),
      notes: notesOf(cluster, work),
      watches: { open: watches.open, total: watches.total },
      restarts: watches.restarts,
    };
  });
}

function notesOf(
  cluster: string,
  work: DescribedWork,
): Array<{ xrd: string; notes: string[] }> {
  const found: Array<{ xrd: string; notes: string[] }> = [];
  for (const { xrd, notes } of work.units()) {
    const own = notes.get(cluster);
    if (own && found.push({ xrd, notes: own }) === MAX_NOTED_XRDS) {
      break;
    }
  }
  return found;
}

function count(sources: ClusterSource[], work: DescribedWork) {
  const templates = new Map<string, number>();
  const resources = new Map<string, number>();
  const problems: SkippedXrd[] = [];
  const add = (counts: Map<string, number>, cluster: string) =>
    counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  for (const unit of work.units()) {
    for (const cluster of unit.templates) {
      add(templates, cluster);
    }
    for (const { bucket } of unit.composites.values()) {
      add(resources, bucket);
    }
    problems.push(...problemsOf(unit));
  }
  for (const { xrd, reason } of work.refusals()) {
    problems.push(
      ...sources
        .filter(source => source.definition(xrd))
        .map(({ cluster }) => ({
          cluster,
          xrd,
          path: 'metadata',
          reason: `the catalog refuses its entities: ${reason}`,
        })),
    );
  }
  return { templates, resources, problems };
}
