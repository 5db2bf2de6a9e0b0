import {
  OrderCondition,
  OrderFluxObject,
  OrderLayerResource,
  OrderResourceReference,
} from '@openportal/plugin-crossplane-common';

/** A row of the tree: a resource, or something known about the resource above it. */
export type TreeNode =
  | {
      id: string;
      type: 'resource';
      resource: OrderLayerResource;
      flux?: OrderFluxObject;
      children: TreeNode[];
    }
  | { id: string; type: 'condition'; condition: OrderCondition; children: [] }
  | { id: string; type: 'flux'; flux: OrderFluxObject; children: [] }
  | { id: string; type: 'note'; note: string; children: [] }
  | { id: string; type: 'omitted'; count: number; children: [] };

/**
 * Makes the rows of a tree: below each resource first its conditions, then
 * what it is composed of.
 *
 * @param flux - objects of Flux, which know more than their resource
 */
export function toResourceTree(
  resources: OrderLayerResource[],
  flux: OrderFluxObject[] = [],
): TreeNode[] {
  const listed = new Set(resources.map(identify));
  const missing = flux.filter(object => !listed.has(identify(object)));
  const all: OrderLayerResource[] = [
    ...resources,
    ...missing.map(object => ({ ...object, conditions: [] })),
  ];
  const fluxByIdentity = new Map(flux.map(entry => [identify(entry), entry]));
  return toNodes(all, '', fluxByIdentity);
}

function toNodes(
  resources: OrderLayerResource[],
  parentId: string,
  flux: Map<string, OrderFluxObject>,
): TreeNode[] {
  return resources.map((resource, index) => {
    // The position keeps rows apart that the cluster reports twice.
    const id = `${parentId}/${identify(resource)}#${index}`;
    const object = flux.get(identify(resource));
    const children: TreeNode[] = [];
    if (object) {
      children.push({
        id: `${id}/flux`,
        type: 'flux',
        flux: object,
        children: [],
      });
    }
    if (resource.note) {
      children.push({
        id: `${id}/note`,
        type: 'note',
        note: resource.note,
        children: [],
      });
    }
    resource.conditions.forEach((condition, position) =>
      children.push({
        id: `${id}/condition/${condition.type}#${position}`,
        type: 'condition',
        condition,
        children: [],
      }),
    );
    children.push(...toNodes(resource.children ?? [], id, flux));
    if (resource.omittedChildren) {
      children.push({
        id: `${id}/omitted`,
        type: 'omitted',
        count: resource.omittedChildren,
        children: [],
      });
    }
    return { id, type: 'resource', resource, flux: object, children };
  });
}

/**
 * The rows that are open at first: the way to everything that failed, and the
 * resources that are composed of others.
 */
export function initiallyExpanded(nodes: TreeNode[]): string[] {
  return nodes.flatMap(node => {
    if (node.type !== 'resource') {
      return [];
    }
    const below = initiallyExpanded(node.children);
    const hasResources = node.children.some(({ type }) => type === 'resource');
    const isFailed = node.resource.state === 'failed';
    return isFailed || hasResources || below.length > 0
      ? [node.id, ...below]
      : [];
  });
}

/** The condition that says best why a resource is in its state. */
export function decisiveCondition(
  resource: OrderLayerResource,
): OrderCondition | undefined {
  return resource.state === 'ready'
    ? undefined
    : resource.conditions.find(
        ({ status, message }) => status !== 'True' && Boolean(message),
      );
}

function identify(reference: OrderResourceReference): string {
  const { apiVersion, kind, namespace, name } = reference;
  return `${apiVersion}/${kind}/${namespace ?? ''}/${name}`;
}

/** Resources and everything they are composed of, flat. */
export function resourcesOf(
  resources: OrderLayerResource[],
): OrderLayerResource[] {
  return resources.flatMap(resource => [
    resource,
    ...resourcesOf(resource.children ?? []),
  ]);
}
