import { groupXrds } from '../convert/groupXrds';
import {
  ClusterDefinitions,
  ConvertOptions,
  TemplateNames,
} from '../convert/types';
import { PackedObject } from '../source/PackedObject';
import { convertResources } from './convertResources';
import { convertShared } from './convertShared';
import { ChangedEntity } from './placedEntity';
import { readUnit, UnitRead } from './readUnit';
import { DirtyComposites, emptyUnit, Unit } from './Unit';
import { UnitSource } from './UnitSource';

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
    /** By cluster, the last definition that could be read. */
    readable: ReadonlyMap<string, PackedObject>;
    /** Names that its templates were given before. */
    names: TemplateNames;
  },
): { unit: Unit; changed: ChangedEntity[] } {
  const { sources, stale, options } = context;
  const reads = readUnit(xrd, sources, context.readable, options);
  const { groups, problems, names } = groupXrds(
    [
      ...reads.map(({ source, read, broken }) => ({
        cluster: source.cluster,
        stale: broken !== undefined || stale.has(source.cluster),
        definitions: [read],
        compositions: read.xrd
          ? source.compositions(read.xrd.group, read.xrd.kind)
          : [],
      })),
      ...without(xrd, sources),
    ],
    context.names,
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
    ...convertShared(unit, groups, previous, options),
    ...convertResources(unit, { groups, reads, previous, dirty }, context),
  ];
  return { unit, changed };
}

/** Clusters that were read and do not have the XRD. Those that were not may have it, and keep their names. */
function without(xrd: string, sources: UnitSource[]): ClusterDefinitions[] {
  return sources
    .filter(source => source.definitionsListed && !source.definition(xrd))
    .map(({ cluster }) => ({
      cluster,
      stale: false,
      definitions: [],
      compositions: [],
    }));
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
