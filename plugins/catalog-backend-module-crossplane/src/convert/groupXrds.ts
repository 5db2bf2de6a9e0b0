import { stableHash } from '@openportal/plugin-crossplane-common';
import {
  assignTemplateNames,
  splitTemplateNameKey,
  templateNameKey,
} from './assignTemplateNames';
import { CompositionIndex } from './placements';
import {
  ClusterDefinitions,
  ReadDefinition,
  SharedXrd,
  SkippedXrd,
  TemplateNames,
} from './types';

interface Member {
  cluster: string;
  stale: boolean;
  read: ReadDefinition & { xrd: NonNullable<ReadDefinition['xrd']> };
}

interface Variant {
  clusters: string[];
  created: string;
  members: Member[];
}

/**
 * Groups the XRDs of all clusters: those with the same version label and forms share a template. The answer
 * does not depend on the order of clusters and definitions.
 *
 * @param clusters - what each cluster has, read by `readDefinition` and `parseComposition`; one that is left out
 *   has not been read yet, so its names stay reserved
 * @param previous - `names` of an earlier answer, also of an earlier process; with it, names stay even when the
 *   oldest cluster goes
 * @returns the groups, the problems of XRDs that want to be a template, and the names of all templates
 * @public
 */
export function groupXrds(
  clusters: ClusterDefinitions[],
  previous: TemplateNames = {},
): { groups: SharedXrd[]; problems: SkippedXrd[]; names: TemplateNames } {
  const sorted = [...clusters].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  const problems: SkippedXrd[] = [];
  const byXrd = new Map<string, Map<string, Variant>>();
  const unreadable = new Set<string>();
  for (const { cluster, stale, definitions } of sorted) {
    for (const read of uniqueByName(definitions)) {
      if (!read.wanted) {
        continue;
      }
      const { xrd, name } = read;
      if (!xrd) {
        unreadable.add(templateNameKey(cluster, name));
        problems.push(
          ...read.problems.map(problem => ({ ...problem, cluster, xrd: name })),
        );
        continue;
      }
      const variants = byXrd.get(name) ?? new Map<string, Variant>();
      byXrd.set(name, variants);
      addMember(variants, { cluster, stale, read: { ...read, xrd } });
    }
  }
  const indexes = new Map(
    sorted.map(({ cluster, compositions }) => [
      cluster,
      new CompositionIndex(compositions),
    ]),
  );
  const kept = keptNames(previous, sorted, unreadable);
  const reserved = new Map<string, Set<string>>();
  for (const [key, templateName] of Object.entries(kept)) {
    const { xrd } = splitTemplateNameKey(key);
    reserved.set(xrd, new Set([...(reserved.get(xrd) ?? []), templateName]));
  }
  const names: Record<string, string> = { ...kept };
  const groups = [...byXrd.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, variants]) => {
      const assigned = assignTemplateNames(
        name,
        [...variants.values()],
        previous,
        reserved.get(name),
      );
      return [...assigned].map(([variant, templateName]) => {
        for (const cluster of variant.clusters) {
          names[templateNameKey(cluster, name)] = templateName;
        }
        return toShared(variant, templateName, indexes);
      });
    });
  return { groups, problems, names };
}

/** Names of XRDs that their clusters may well still have: nobody could read them. */
function keptNames(
  previous: TemplateNames,
  read: ClusterDefinitions[],
  unreadable: ReadonlySet<string>,
): TemplateNames {
  const clusters = new Set(read.map(({ cluster }) => cluster));
  return Object.fromEntries(
    Object.entries(previous).filter(
      ([key]) =>
        unreadable.has(key) || !clusters.has(splitTemplateNameKey(key).cluster),
    ),
  );
}

function uniqueByName(definitions: ReadDefinition[]): ReadDefinition[] {
  const byName = new Map<string, ReadDefinition>();
  for (const read of definitions) {
    const known = byName.get(read.name);
    // The same object can come in two API versions; which of them wins must not depend on the order.
    if (!known || read.digest < known.digest) {
      byName.set(read.name, read);
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function addMember(variants: Map<string, Variant>, member: Member): void {
  const { identity, created } = member.read;
  const variant = variants.get(identity);
  if (!variant) {
    variants.set(identity, {
      clusters: [member.cluster],
      created,
      members: [member],
    });
    return;
  }
  variant.clusters.push(member.cluster);
  variant.members.push(member);
  if (created < variant.created) {
    variant.created = created;
  }
}

function toShared(
  { clusters, members }: Variant,
  templateName: string,
  indexes: Map<string, CompositionIndex>,
): SharedXrd {
  const [{ read }] = members;
  // One readable cluster is enough to know that the template is current.
  const stale = members.every(member => member.stale);
  const placements = members.flatMap(
    member =>
      indexes.get(member.cluster)?.placement(member.cluster, member.read.xrd) ??
      [],
  );
  const key = stableHash(
    JSON.stringify([templateName, stale, read.digest, clusters, placements]),
  );
  return { xrd: read.xrd, clusters, stale, templateName, placements, key };
}
