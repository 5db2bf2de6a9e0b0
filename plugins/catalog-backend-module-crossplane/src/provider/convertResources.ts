import { KubernetesObject } from '@openportal/kubernetes-node';
import { CompositeResourceDefinition } from '@openportal/plugin-crossplane-common';
import {
  compositeToResource,
  resourceRef,
} from '../convert/compositeToResource';
import { entityProblem } from '../convert/entityProblem';
import { ConvertOptions, SharedXrd, SkippedXrd } from '../convert/types';
import { ChangedEntity, differs, place, toPlaced } from './placedEntity';
import { UnitRead } from './readUnit';
import { DirtyComposites, Unit } from './Unit';
import { UnitSource } from './UnitSource';

/** How many resources of an XRD are reported. */
const MAX_COMPOSITE_PROBLEMS = 20;

/** Adds the resources of an XRD to its unit, and answers those that have to be sent. */
export function convertResources(
  unit: Unit,
  change: {
    groups: SharedXrd[];
    reads: UnitRead<UnitSource>[];
    previous: Unit | undefined;
    dirty: DirtyComposites;
  },
  context: { stale: ReadonlySet<string>; options: ConvertOptions },
): ChangedEntity[] {
  const { groups, reads, previous, dirty } = change;
  const places = reads.flatMap(({ source, read: { xrd }, broken }) => {
    const shared = groups.find(({ clusters }) =>
      clusters.includes(source.cluster),
    );
    const isOld =
      broken !== undefined || isStale(source, unit.xrd, context.stale);
    return xrd ? [{ source, xrd, shared, stale: isOld }] : [];
  });
  unit.placeKey = JSON.stringify(
    places.map(({ source, xrd, shared, stale }) => [
      source.cluster,
      stale,
      shared?.templateName,
      xrd.orderable,
      xrd.current.name,
      xrd.group,
    ]),
  );
  const all = dirty === 'all' || previous?.placeKey !== unit.placeKey;
  if (!all) {
    unit.composites = new Map(previous?.composites);
    unit.compositeProblems = new Map(previous?.compositeProblems);
    unit.refusedComposites = new Map(previous?.refusedComposites);
  }
  const changed: ChangedEntity[] = [];
  for (const item of places) {
    const { source } = item;
    const prefix = `${source.cluster}/`;
    const objects = all
      ? [...source.composites(unit.xrd)].map(packed => ({
          key: packed.key,
          object: packed.unpack(),
        }))
      : [...dirty]
          .filter(key => key.startsWith(prefix))
          .map(key => ({
            key: key.slice(prefix.length),
            object: source
              .composite(unit.xrd, key.slice(prefix.length))
              ?.unpack(),
          }));
    for (const { key, object } of objects) {
      const id = prefix + key;
      const known = previous?.composites.get(id);
      const { placed, reason } = object
        ? convertResource(object, item, context.options)
        : {};
      unit.compositeProblems.delete(id);
      unit.refusedComposites.delete(id);
      if (placed) {
        unit.composites.set(id, toPlaced(placed));
        if (differs(known, placed)) {
          changed.push(placed);
        }
      } else if (object && reason !== undefined) {
        const { cluster } = source;
        noteProblem(unit, id, { cluster, xrd: unit.xrd, path: key, reason });
        // An error never removes an entity, and an earlier process may have sent this one.
        unit.refusedComposites.set(
          id,
          resourceRef(object, { cluster, xrd: item.xrd }),
        );
        if (known) {
          unit.composites.set(id, known);
        }
      } else {
        unit.composites.delete(id);
      }
    }
  }
  return changed;
}

function convertResource(
  object: KubernetesObject,
  item: {
    source: UnitSource;
    xrd: CompositeResourceDefinition;
    shared: SharedXrd | undefined;
    stale: boolean;
  },
  options: ConvertOptions,
): { placed?: ChangedEntity; reason?: string } {
  const { source, xrd, shared, stale } = item;
  const { namespace } = object.metadata;
  try {
    const entity = compositeToResource(
      object,
      {
        cluster: source.cluster,
        stale,
        xrd,
        shared,
        namespaceOwner: namespace
          ? source.namespaceOwner(namespace)
          : undefined,
      },
      options,
    );
    const reason = entity && entityProblem(entity);
    return reason || !entity
      ? { reason }
      : { placed: place(entity, source.cluster) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Thousands of resources with the same mistake need no thousand reports. */
function noteProblem(unit: Unit, id: string, problem: SkippedXrd): void {
  if (unit.compositeProblems.size < MAX_COMPOSITE_PROBLEMS) {
    unit.compositeProblems.set(id, problem);
  }
}

function isStale(
  source: UnitSource,
  xrd: string,
  stale: ReadonlySet<string>,
): boolean {
  return stale.has(source.cluster) || stale.has(`${source.cluster}/${xrd}`);
}
