const INTENT = /^[0-9a-f]{24}$/;
const ORDER_BRANCH =
  /^order\/(?:([a-z0-9-]+)\/)?([a-z0-9-]+)\/([a-z0-9-]+)\/([a-z0-9-]+)-[0-9a-f]{24}$/;

/**
 * Which order a branch of the orders repository belongs to.
 *
 * @public
 */
export interface OrderBranchParts {
  /** Only where the path of orders names the cluster. */
  cluster?: string;
  namespace: string;
  plural: string;
  name: string;
}

/**
 * The branch of one order by one task; the intent id tells tasks apart.
 *
 * @public
 */
export function orderBranch(parts: OrderBranchParts, intentId: string): string {
  return `${prefixOf(parts)}${intentId}`;
}

/**
 * True for branches on which anybody orders the same thing.
 *
 * @public
 */
export function isBranchOfOrder(
  parts: OrderBranchParts,
  branch: string,
): boolean {
  const prefix = prefixOf(parts);
  return branch.startsWith(prefix) && INTENT.test(branch.slice(prefix.length));
}

/**
 * Reads the name of a branch that {@link orderBranch} made.
 *
 * @public
 */
export function parseOrderBranch(branch: string): OrderBranchParts | undefined {
  const match = ORDER_BRANCH.exec(branch);
  return match
    ? {
        ...(match[1] ? { cluster: match[1] } : {}),
        namespace: match[2],
        plural: match[3],
        name: match[4],
      }
    : undefined;
}

function prefixOf(parts: OrderBranchParts): string {
  const { cluster, namespace, plural, name } = parts;
  return `order/${cluster ? `${cluster}/` : ''}${namespace}/${plural}/${name}-`;
}
