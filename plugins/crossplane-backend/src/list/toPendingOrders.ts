import {
  CompositeResourceDefinition,
  OrderBranchParts,
  OrderRef,
  OrderSummary,
  parseOrderBranch,
} from '@openportal/plugin-crossplane-common';
import { OrdersConfig } from '@openportal/plugin-crossplane-node';
import { locationOf } from './locationOf';
import { PendingPull } from './readRepositories';

/** What is known of a cluster's kinds. */
interface KnownCluster {
  cluster: string;
  definitions: CompositeResourceDefinition[];
}

/**
 * Adds the open pull requests to the orders: to the order that they change, or as an order of its own that waits.
 */
export function toPendingOrders(
  orders: OrderSummary[],
  pending: PendingPull[],
  clusters: KnownCluster[],
  config: OrdersConfig | undefined,
): OrderSummary[] {
  if (!config || pending.length === 0) {
    return orders;
  }
  const result = [...orders];
  const positions = new Map(
    orders.map(({ ref }, index) => [keyOf(ref), index]),
  );
  for (const { repository, pull } of pending) {
    const parts = parseOrderBranch(pull.head.ref);
    const link = { number: pull.number, url: pull.html_url };
    const candidates = parts
      ? targetsOf(parts, repository, clusters, config)
      : [];
    const existing = candidates.filter(({ ref }) => positions.has(keyOf(ref)));
    // Where it runs already, or in the first cluster that knows the kind.
    for (const target of existing.length ? existing : candidates.slice(0, 1)) {
      const position = positions.get(keyOf(target.ref));
      if (position === undefined) {
        positions.set(keyOf(target.ref), result.length);
        result.push({
          ...target,
          state: 'waiting',
          message: `Pull request #${pull.number} is not merged yet`,
          createdAt: pull.created_at,
          pullRequest: link,
        });
      } else if (!result[position].pullRequest) {
        result[position] = { ...result[position], pullRequest: link };
      }
    }
  }
  return result;
}

/**
 * The orders that a branch may be about: where the path of orders does not name the cluster, the file is applied by
 * every cluster that reads the repository.
 */
function targetsOf(
  parts: OrderBranchParts,
  repository: string,
  clusters: KnownCluster[],
  config: OrdersConfig,
): Array<{ ref: OrderRef; kind: string }> {
  return clusters.flatMap(({ cluster, definitions }) => {
    const xrd = definitions.find(
      candidate =>
        candidate.orderable.plural === parts.plural &&
        (!parts.cluster || parts.cluster === cluster) &&
        locationOf(candidate, config)?.repository === repository,
    );
    const { namespace, name } = parts;
    return xrd
      ? [
          {
            ref: { cluster, namespace, xrd: xrd.name, name },
            kind: xrd.orderable.kind,
          },
        ]
      : [];
  });
}

function keyOf({ cluster, namespace, xrd, name }: OrderRef): string {
  return `${cluster}/${namespace}/${xrd}/${name}`;
}
