import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { KubernetesObject, ResourceType } from '@openportal/kubernetes-node';
import {
  CompositeResourceDefinition,
  CompositionSummary,
} from '@openportal/plugin-crossplane-common';
import { hash } from 'node:crypto';
import { compositeToResource } from '../convert/compositeToResource';
import { convertGroup } from '../convert/convertGroup';
import { entityProblem } from '../convert/entityProblem';
import { groupXrds } from '../convert/groupXrds';
import {
  ConvertOptions,
  SharedXrd,
  SkippedXrd,
  TemplateNames,
} from '../convert/types';
import { PackedDefinition, readUnit, UnitRead } from './readUnit';

/** How many resources of an XRD are reported. */
const MAX_COMPOSITE_PROBLEMS = 20;

/** What the converter reads of a cluster. */
export interface UnitSource {
  readonly cluster: string;
  definition(xrd: string): PackedDefinition | undefined;
  compositions(group: string, kind: string): CompositionSummary[];
  composites(
    xrd: string,
  ): Iterable<{ readonly key: string; unpack(): KubernetesObject }>;
  composite(
    xrd: string,
    key: string,
  ): { unpack(): KubernetesObject } | undefined;
  compositesFail(xrd: string): boolean;
  namespaceOwner(namespace: string): string | undefined;
}

/** An entity, the bucket that it belongs to, and a hash of what it says. */
export interface PlacedEntity {
  ref: string;
  bucket: string;
  hash: string;
}

/** An entity that has to be sent. */
export interface ChangedEntity extends PlacedEntity {
  entity: Entity;
  length: number;
}

/** Everything that was made of one XRD. */
export interface Unit {
  xrd: string;
  /** `<group>/<kind>` of its composite resources. */
  kind: string | undefined;
  names: TemplateNames;
  /** Changes with what templates and APIs are made of. */
  groupKey: string;
  /** Changes with what all resources have in common. */
  placeKey: string;
  /** Templates and APIs by reference. */
  shared: Map<string, PlacedEntity>;
  /** Resources by `<cluster>/<key>`. */
  composites: Map<string, PlacedEntity>;
  /** By cluster, the definition that entities are made of: the last one that could be read. */
  readable: Map<string, PackedDefinition>;
  /** Clusters whose definition wants a template, but none that could be read is known. */
  unreadable: string[];
  /** Clusters that have the template. */
  templates: string[];
  /** Why the XRD was skipped in a cluster. */
  problems: SkippedXrd[];
  /** What its template and APIs lack. */
  groupProblems: SkippedXrd[];
  /** By cluster, what the form of its template cannot show or check. */
  notes: Map<string, string[]>;
  /** Why resources could not be made, by `<cluster>/<key>`; the first ones of many. */
  compositeProblems: Map<string, SkippedXrd>;
  /** Which resources to follow in each cluster; without a type, none. */
  follow: Map<string, ResourceType | undefined>;
}

/** Resources that changed, as `<cluster>/<key>`, or `all` when the XRD itself may have changed. */
export type DirtyComposites = Set<string> | 'all';

/**
 * Converts one XRD of all clusters with its resources. XRDs do not depend on each other, so a change of one
 * costs the same whether there are ten or ten thousand.
 */
export function convertUnit(
  xrd: string,
  previous: Unit | undefined,
  dirty: DirtyComposites,
  context: {
    sources: UnitSource[];
    stale: ReadonlySet<string>;
    options: ConvertOptions;
  },
): { unit: Unit; changed: ChangedEntity[] } {
  const { sources, stale, options } = context;
  const reads = readUnit(xrd, sources, previous?.readable, options);
  const { groups, problems, names } = groupXrds(
    reads.map(({ source, read, broken }) => ({
      cluster: source.cluster,
      stale: broken !== undefined || stale.has(source.cluster),
      definitions: [read],
      compositions: read.xrd
        ? source.compositions(read.xrd.group, read.xrd.kind)
        : [],
    })),
    previous?.names,
  );
  const unit: Unit = {
    ...emptyUnit(xrd),
    kind: kindOf(reads.map(({ read }) => read)) ?? previous?.kind,
    names,
    groupKey: groups.map(({ key }) => key).join(),
    readable: new Map(
      reads.flatMap(({ source, readable }) =>
        readable ? [[source.cluster, readable]] : [],
      ),
    ),
    unreadable: reads.flatMap(({ source, read }) =>
      read.wanted && !read.xrd ? [source.cluster] : [],
    ),
    problems: [
      ...problems,
      ...reads.flatMap(({ source, read, broken = [] }) =>
        (read.wanted ? broken : []).map(problem => ({
          ...problem,
          cluster: source.cluster,
          xrd,
        })),
      ),
    ],
    follow: followed(sources, reads, previous),
  };
  const changed = [
    ...convertGroups(unit, groups, previous, options),
    ...convertComposites(unit, { groups, reads, previous, dirty }, context),
  ];
  return { unit, changed };
}

/** A unit of which nothing is known. */
export function emptyUnit(xrd: string): Unit {
  return {
    xrd,
    kind: undefined,
    names: {},
    groupKey: '',
    placeKey: '',
    shared: new Map(),
    composites: new Map(),
    readable: new Map(),
    unreadable: [],
    templates: [],
    problems: [],
    groupProblems: [],
    notes: new Map(),
    compositeProblems: new Map(),
    follow: new Map(),
  };
}

/** Everything that is wrong with an XRD and its resources. */
export function problemsOf(unit: Unit): SkippedXrd[] {
  return [
    ...unit.problems,
    ...unit.groupProblems,
    ...unit.compositeProblems.values(),
  ];
}

/** References that a unit had and has no more, with their buckets. */
export function removedEntities(
  previous: Unit | undefined,
  next: Unit,
): PlacedEntity[] {
  const kept = new Map(
    [...next.shared.values(), ...next.composites.values()].map(
      ({ ref, bucket }) => [ref, bucket],
    ),
  );
  return [
    ...(previous?.shared.values() ?? []),
    ...(previous?.composites.values() ?? []),
  ].filter(({ ref, bucket }) => kept.get(ref) !== bucket);
}

function convertGroups(
  unit: Unit,
  groups: SharedXrd[],
  previous: Unit | undefined,
  options: ConvertOptions,
): ChangedEntity[] {
  if (previous?.groupKey === unit.groupKey && unit.groupKey) {
    unit.shared = previous.shared;
    unit.templates = previous.templates;
    unit.groupProblems = previous.groupProblems;
    unit.notes = previous.notes;
    return [];
  }
  const changed: ChangedEntity[] = [];
  let failed = false;
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
    failed ||= entities.length === 0;
  }
  if (failed && previous) {
    // An error never removes an entity: what the catalog has stays until it can be made again.
    unit.shared = new Map([...previous.shared, ...unit.shared]);
    unit.templates = [...new Set([...previous.templates, ...unit.templates])];
  }
  return changed;
}

function convertComposites(
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
        ? convertComposite(object, item, context.options)
        : {};
      unit.compositeProblems.delete(id);
      if (placed) {
        unit.composites.set(id, toPlaced(placed));
        if (differs(known, placed)) {
          changed.push(placed);
        }
      } else if (reason !== undefined) {
        const { cluster } = source;
        noteProblem(unit, id, { cluster, xrd: unit.xrd, path: key, reason });
        if (known) {
          // An error never removes an entity.
          unit.composites.set(id, known);
        }
      } else {
        unit.composites.delete(id);
      }
    }
  }
  return changed;
}

function convertComposite(
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

function followed(
  sources: UnitSource[],
  reads: UnitRead<UnitSource>[],
  previous: Unit | undefined,
): Unit['follow'] {
  const follow: Unit['follow'] = new Map(
    sources.map(({ cluster }) => [cluster, undefined]),
  );
  for (const { source, read } of reads) {
    const { xrd } = read;
    follow.set(
      source.cluster,
      xrd
        ? {
            group: xrd.group,
            version: xrd.current.name,
            plural: xrd.orderable.plural,
          }
        : // An XRD that went bad says nothing about its resources.
          previous?.follow.get(source.cluster),
    );
  }
  return follow;
}

function kindOf(
  reads: Array<UnitRead<UnitSource>['read']>,
): string | undefined {
  const xrd = reads.find(read => read.xrd)?.xrd;
  return xrd && `${xrd.group}/${xrd.kind}`;
}

function place(entity: Entity, bucket: string): ChangedEntity {
  const text = JSON.stringify(entity);
  return {
    ref: stringifyEntityRef(entity),
    bucket,
    hash: hash('sha1', text, 'base64'),
    entity,
    length: text.length,
  };
}

function toPlaced({ ref, bucket, hash: contents }: PlacedEntity): PlacedEntity {
  return { ref, bucket, hash: contents };
}

function differs(known: PlacedEntity | undefined, next: PlacedEntity): boolean {
  return known?.hash !== next.hash || known.bucket !== next.bucket;
}
