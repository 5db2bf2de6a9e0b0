import { convertGroup, groupRefs } from '../convert/convertGroup';
import { ConvertOptions, SharedXrd } from '../convert/types';
import { ChangedEntity, differs, place, toPlaced } from './placedEntity';
import { Unit } from './Unit';

/** Adds templates and APIs to a unit, and answers those that have to be sent. */
export function convertShared(
  unit: Unit,
  groups: SharedXrd[],
  previous: Unit | undefined,
  options: ConvertOptions,
): ChangedEntity[] {
  if (previous?.groupKey === unit.groupKey && unit.groupKey) {
    unit.shared = previous.shared;
    unit.templates = previous.templates;
    unit.groupProblems = previous.groupProblems;
    unit.refusedShared = previous.refusedShared;
    unit.notes = previous.notes;
    return [];
  }
  const changed: ChangedEntity[] = [];
  for (const group of groups) {
    const { entities, problems, notes } = convertGroup(group, options);
    unit.groupProblems.push(
      ...group.clusters.flatMap(cluster =>
        problems.map(problem => ({ ...problem, cluster, xrd: unit.xrd })),
      ),
    );
    for (const cluster of notes.length > 0 ? group.clusters : []) {
      unit.notes.set(cluster, notes);
    }
    for (const entity of entities) {
      // An entity can be in one bucket only. The clusters are sorted, and part of the entity, so a
      // template that moves to another bucket is a changed one, which the catalog takes over in place.
      const placed = place(entity, group.clusters[0]);
      unit.shared.set(placed.ref, toPlaced(placed));
      if (differs(previous?.shared.get(placed.ref), placed)) {
        changed.push(placed);
      }
    }
    if (entities.some(({ kind }) => kind === 'Template')) {
      unit.templates.push(...group.clusters);
    }
    if (entities.length === 0) {
      unit.refusedShared.push(...groupRefs(group));
    }
  }
  if (unit.refusedShared.length > 0 && previous) {
    // An error never removes an entity: what the catalog has stays until it can be made again.
    unit.shared = new Map([...previous.shared, ...unit.shared]);
    unit.templates = [...new Set([...previous.templates, ...unit.templates])];
  }
  return changed;
}
