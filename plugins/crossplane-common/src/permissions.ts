import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Resource type of the permissions of this plugin: a namespace of a cluster.
 *
 * @public
 */
export const RESOURCE_TYPE_CROSSPLANE_NAMESPACE = 'crossplane-namespace';

/**
 * Order a resource into a namespace.
 *
 * @public
 */
export const crossplaneOrderCreatePermission = createPermission({
  name: 'crossplane.order.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_CROSSPLANE_NAMESPACE,
});

/**
 * See the orders of a namespace.
 *
 * @public
 */
export const crossplaneOrderReadPermission = createPermission({
  name: 'crossplane.order.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CROSSPLANE_NAMESPACE,
});

/**
 * Change an order of a namespace.
 *
 * @public
 */
export const crossplaneOrderUpdatePermission = createPermission({
  name: 'crossplane.order.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_CROSSPLANE_NAMESPACE,
});

/**
 * Remove an order from a namespace.
 *
 * @public
 */
export const crossplaneOrderDeletePermission = createPermission({
  name: 'crossplane.order.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_CROSSPLANE_NAMESPACE,
});

/**
 * See how the ingestor reads the clusters.
 *
 * @public
 */
export const crossplaneIngestorReadPermission = createPermission({
  name: 'crossplane.ingestor.read',
  attributes: { action: 'read' },
});

/**
 * Make the ingestor read all clusters again.
 *
 * @public
 */
export const crossplaneIngestorRefreshPermission = createPermission({
  name: 'crossplane.ingestor.refresh',
  attributes: { action: 'update' },
});

/**
 * The permissions on orders; all are decided by namespace.
 *
 * @public
 */
export const crossplanePermissions = [
  crossplaneOrderCreatePermission,
  crossplaneOrderReadPermission,
  crossplaneOrderUpdatePermission,
  crossplaneOrderDeletePermission,
];

/**
 * The permissions on the ingestor.
 *
 * @public
 */
export const crossplaneIngestorPermissions = [
  crossplaneIngestorReadPermission,
  crossplaneIngestorRefreshPermission,
];

/**
 * A namespace of a cluster.
 *
 * @public
 */
export interface CrossplaneNamespace {
  cluster: string;
  namespace: string;
}

/**
 * The resource reference of a namespace in permission requests, `<cluster>/<namespace>`.
 *
 * @public
 */
export function toNamespaceRef({
  cluster,
  namespace,
}: CrossplaneNamespace): string {
  return `${cluster}/${namespace}`;
}

/**
 * Reads a resource reference that {@link toNamespaceRef} wrote.
 *
 * @public
 */
export function parseNamespaceRef(
  resourceRef: string,
): CrossplaneNamespace | undefined {
  const [cluster, namespace, ...rest] = resourceRef.split('/');
  return cluster && namespace && rest.length === 0
    ? { cluster, namespace }
    : undefined;
}
