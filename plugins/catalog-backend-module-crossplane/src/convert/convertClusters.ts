import { Entity } from '@backstage/catalog-model';
import { parseComposition } from '@openportal/plugin-crossplane-common';
import { compositeToResource } from './compositeToResource';
import { convertGroup } from './convertGroup';
import { entityProblem } from './entityProblem';
import { groupXrds } from './groupXrds';
import { readDefinition } from './readDefinition';
import {
  ClusterDefinitions,
  ClusterSnapshot,
  ConvertedClusters,
  ConvertOptions,
  SharedXrd,
  SkippedXrd,
  TemplateNames,
} from './types';

/**
 * Makes all entities of all clusters at once. One bad XRD is reported and skipped; the others go on.
 *
 * @remarks
 * Reads and converts everything again. What runs for long keeps the answers of `readDefinition` and
 * `convertGroup` instead.
 *
 * @param previous - `names` of an earlier answer
 * @public
 */
export function convertClusters(
  snapshots: ClusterSnapshot[],
  options: ConvertOptions,
  previous: TemplateNames = {},
): ConvertedClusters {
  const clusters = snapshots.map(
    (snapshot): ClusterDefinitions => ({
      cluster: snapshot.cluster,
      stale: snapshot.stale,
      definitions: snapshot.definitions.map(definition =>
        readDefinition(definition, options),
      ),
      compositions: snapshot.compositions.flatMap(
        composition => parseComposition(composition) ?? [],
      ),
    }),
  );
  const { groups, problems, names } = groupXrds(clusters, previous);
  const entities = new Map<string, Entity[]>(
    snapshots.map(({ cluster }) => [cluster, []]),
  );
  for (const shared of groups) {
    const converted = convertGroup(shared, options);
    for (const cluster of shared.clusters) {
      entities.get(cluster)?.push(...converted.entities);
      problems.push(
        ...converted.problems.map(problem => ({
          ...problem,
          cluster,
          xrd: shared.xrd.name,
        })),
      );
    }
  }
  for (const [index, snapshot] of snapshots.entries()) {
    entities
      .get(snapshot.cluster)
      ?.push(
        ...convertComposites(
          snapshot,
          { definitions: clusters[index].definitions, groups, problems },
          options,
        ),
      );
  }
  return { entities, problems, names };
}

function convertComposites(
  { cluster, stale, composites, namespaceOwners = {} }: ClusterSnapshot,
  found: {
    definitions: ClusterDefinitions['definitions'];
    groups: SharedXrd[];
    /** What cannot be an entity is added. */
    problems: SkippedXrd[];
  },
  options: ConvertOptions,
): Entity[] {
  const { definitions, groups, problems } = found;
  const own = new Map(
    groups
      .filter(({ clusters }) => clusters.includes(cluster))
      .map(shared => [shared.xrd.name, shared]),
  );
  return definitions.flatMap(({ xrd }) =>
    (xrd ? composites[xrd.name] ?? [] : []).flatMap(object => {
      const entity =
        xrd &&
        compositeToResource(
          object,
          {
            cluster,
            stale,
            xrd,
            shared: own.get(xrd.name),
            namespaceOwner: ownOf(namespaceOwners, object.metadata.namespace),
          },
          options,
        );
      const reason = entity && entityProblem(entity);
      if (xrd && reason) {
        const { namespace = '', name } = object.metadata;
        const path = `${namespace}/${name}`;
        problems.push({ cluster, xrd: xrd.name, path, reason });
      }
      return entity && !reason ? [entity] : [];
    }),
  );
}

/** A namespace may well be called `constructor`. */
function ownOf(
  record: Record<string, string>,
  key: string | undefined,
): string | undefined {
  return key !== undefined && Object.hasOwn(record, key)
    ? record[key]
    : undefined;
}
