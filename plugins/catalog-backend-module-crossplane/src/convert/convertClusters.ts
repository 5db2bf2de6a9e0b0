import { Entity } from '@backstage/catalog-model';
import { compositeToResource } from './compositeToResource';
import { entityProblem } from './entityProblem';
import { groupXrds } from './groupXrds';
import {
  ClusterSnapshot,
  ConvertedClusters,
  ConvertOptions,
  SharedXrd,
  SkippedXrd,
} from './types';
import { xrdToApis } from './xrdToApi';
import { xrdToTemplate } from './xrdToTemplate';

/**
 * Makes all entities of all clusters. One bad XRD is reported and skipped; the others go on.
 *
 * @public
 */
export function convertClusters(
  snapshots: ClusterSnapshot[],
  options: ConvertOptions,
): ConvertedClusters {
  const { groups, problems } = groupXrds(snapshots, options);
  const entities = new Map<string, Entity[]>(
    snapshots.map(({ cluster }) => [cluster, []]),
  );
  for (const shared of groups) {
    const { made, problem } = convertXrd(shared, options);
    if (problem) {
      problems.push(
        ...shared.clusters.map(cluster => ({ ...problem, cluster })),
      );
      continue;
    }
    for (const cluster of shared.clusters) {
      entities.get(cluster)?.push(...made);
    }
  }
  for (const snapshot of snapshots) {
    entities
      .get(snapshot.cluster)
      ?.push(...convertComposites(snapshot, groups, options));
  }
  return { entities, problems };
}

function convertXrd(
  shared: SharedXrd,
  options: ConvertOptions,
): { made: Entity[]; problem?: Omit<SkippedXrd, 'cluster'> } {
  const xrd = shared.xrd.name;
  try {
    const made = [
      xrdToTemplate(shared, options),
      ...xrdToApis(shared, options),
    ];
    const reason = made.map(entityProblem).find(Boolean);
    return reason
      ? { made: [], problem: { xrd, path: 'metadata', reason } }
      : { made };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { made: [], problem: { xrd, path: 'spec', reason } };
  }
}

function convertComposites(
  { cluster, stale, composites }: ClusterSnapshot,
  groups: SharedXrd[],
  options: ConvertOptions,
): Entity[] {
  return groups
    .filter(({ clusters }) => clusters.includes(cluster))
    .flatMap(shared =>
      (composites[shared.xrd.name] ?? []).flatMap(object => {
        const entity = compositeToResource(
          object,
          { cluster, stale, shared },
          options,
        );
        return entity && !entityProblem(entity) ? [entity] : [];
      }),
    );
}
