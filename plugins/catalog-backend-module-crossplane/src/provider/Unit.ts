import { ResourceType } from '@openportal/kubernetes-node';
import { SkippedXrd, TemplateNames } from '../convert/types';
import { PackedObject } from '../source/PackedObject';
import { PlacedEntity } from './placedEntity';

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
  readable: Map<string, PackedObject>;
  /** Clusters whose definition wants a template, but what it was made of is not known. */
  unreadable: string[];
  /** References of templates and APIs that cannot be made; the catalog may have them from before. */
  refusedShared: string[];
  /** The same of resources, by `<cluster>/<key>`. */
  refusedComposites: Map<string, string>;
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
    refusedShared: [],
    refusedComposites: new Map(),
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
