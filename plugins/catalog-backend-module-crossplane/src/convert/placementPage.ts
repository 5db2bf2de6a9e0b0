import { JsonObject } from '@backstage/types';
import { hasChoice } from './placements';
import { ClusterPlacement } from './types';

const POLICY_TITLES = {
  Automatic: 'Automatic: follow at once',
  Manual: 'Manual: stay until somebody changes it',
};

const UPDATE_POLICIES = ['Automatic', 'Manual'] as const;

/**
 * The page with what Crossplane does with the resource; `undefined` when there is nothing to choose. Where
 * clusters differ, the choice follows the cluster of the first page.
 */
export function placementPage(
  placements: ClusterPlacement[],
): JsonObject | undefined {
  if (!placements.some(hasChoice)) {
    return undefined;
  }
  const byFields = new Map<
    string,
    { fields: JsonObject; clusters: string[] }
  >();
  for (const placement of placements) {
    const fields = placementFields(placement);
    const key = JSON.stringify(fields);
    const known = byFields.get(key);
    if (known) {
      known.clusters.push(placement.cluster);
    } else {
      byFields.set(key, { fields, clusters: [placement.cluster] });
    }
  }
  const branches = [...byFields.values()];
  const title = 'Placement';
  return branches.length === 1
    ? { title, properties: branches[0].fields }
    : {
        title,
        // Without `properties` beside it: the cluster is a field of another page.
        dependencies: {
          cluster: {
            oneOf: branches.map(({ fields, clusters }) => ({
              properties: { cluster: { enum: clusters }, ...fields },
            })),
          },
        },
      };
}

function placementFields(placement: ClusterPlacement): JsonObject {
  if (!hasChoice(placement)) {
    return {};
  }
  const { compositions, default: byDefault, defaultUpdatePolicy } = placement;
  const policy = defaultUpdatePolicy ?? 'Automatic';
  return {
    composition: {
      title: 'Composition',
      description: byDefault
        ? `What the resource is made of. Left empty, Crossplane takes ${byDefault}`
        : 'What the resource is made of. Left empty, Crossplane takes one that fits',
      type: 'string',
      // No default: the manifest holds only what somebody chose. Not `oneOf` with `const` either: the
      // form library takes the first of them for the default.
      enum: compositions,
      enumNames: compositions.map(name =>
        name === byDefault ? `${name} (default)` : name,
      ),
    },
    compositionUpdatePolicy: {
      title: 'Changes of the composition',
      description:
        'Whether the resource follows new revisions of its composition',
      type: 'string',
      enum: [...UPDATE_POLICIES],
      enumNames: UPDATE_POLICIES.map(
        name => `${POLICY_TITLES[name]}${name === policy ? ' (default)' : ''}`,
      ),
    },
  };
}
