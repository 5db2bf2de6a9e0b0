/**
 * Stands in the place of the namespace for resources that live in none. A DNS label, so that it can be
 * part of a path and of a permission's resource reference like any namespace.
 *
 * @public
 */
export const CLUSTER_SCOPED = 'cluster-scoped';

/**
 * Which resource an order makes, and where.
 *
 * @public
 */
export interface OrderRef {
  cluster: string;
  namespace: string;
  /** Name of the XRD, `<plural>.<group>`. */
  xrd: string;
  name: string;
}

/**
 * The reference as text, `<cluster>/<namespace>/<xrd>/<name>`.
 *
 * @public
 */
export function stringifyOrderRef(ref: OrderRef): string {
  return [ref.cluster, ref.namespace, ref.xrd, ref.name].join('/');
}

/**
 * Reads a reference that {@link stringifyOrderRef} wrote.
 *
 * @public
 */
export function parseOrderRef(text: string): OrderRef | undefined {
  const [cluster, namespace, xrd, name, ...rest] = text.split('/');
  return cluster && namespace && xrd && name && rest.length === 0
    ? { cluster, namespace, xrd, name }
    : undefined;
}

/**
 * Path of the order page in the portal.
 *
 * @public
 */
export function orderPagePath(ref: OrderRef): string {
  return `/orders/${[ref.cluster, ref.namespace, ref.xrd, ref.name]
    .map(encodeURIComponent)
    .join('/')}`;
}
