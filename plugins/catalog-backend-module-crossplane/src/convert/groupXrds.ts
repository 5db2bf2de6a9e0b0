import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  parseXrd,
  stableHash,
  toEntityName,
  toUniqueEntityName,
} from '@openportal/plugin-crossplane-common';
import { wantsTemplate } from './selectXrd';
import {
  ClusterSnapshot,
  ConvertOptions,
  SharedXrd,
  SkippedXrd,
} from './types';

/**
 * Groups the XRDs of all clusters: those with the same version label and schema share a template.
 */
export function groupXrds(
  snapshots: ClusterSnapshot[],
  options: ConvertOptions,
): { groups: SharedXrd[]; problems: SkippedXrd[] } {
  const problems: SkippedXrd[] = [];
  const groups = new Map<string, SharedXrd>();
  const usedNames = new Set<string>();
  for (const { cluster, stale, definitions } of snapshots) {
    for (const definition of definitions) {
      const marked = {
        labels: definition.metadata.labels ?? {},
        annotations: definition.metadata.annotations ?? {},
      };
      if (!wantsTemplate(marked, options)) {
        continue;
      }
      const { xrd, problems: found } = parseXrd(definition);
      if (!xrd) {
        const name = definition.metadata.name;
        problems.push(...found.map(item => ({ ...item, cluster, xrd: name })));
        continue;
      }
      const fingerprint = stableHash(JSON.stringify(identityOf(xrd)));
      const key = `${xrd.name}/${fingerprint}`;
      const known = groups.get(key);
      if (known) {
        known.clusters.push(cluster);
        // One readable cluster is enough to know that the template is current.
        known.stale = known.stale && stale;
      } else {
        const plain = toEntityName(xrd.name);
        const templateName = usedNames.has(plain)
          ? toUniqueEntityName(xrd.name, key)
          : plain;
        usedNames.add(templateName);
        groups.set(key, { xrd, clusters: [cluster], stale, templateName });
      }
    }
  }
  return { groups: [...groups.values()], problems };
}

function identityOf(xrd: CompositeResourceDefinition): unknown {
  return {
    version: xrd.labels[CrossplaneKeys.version],
    scope: xrd.scope,
    orderable: xrd.orderable,
    versions: xrd.versions,
  };
}
