import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  CrossplaneKeys,
  OrderSummary,
} from '@openportal/plugin-crossplane-common';
import { parseComposite } from '../sources/parseComposite';
import { conditionOf } from '../sources/parseConditions';
import { conditionState, failingCondition } from '../status/layerResources';

/** An order that a cluster has, with the file that it says it came from. */
export type ListedOrder = OrderSummary & { sourceFile?: string };

/** The line of an order in a list. */
export function toSummary(
  cluster: string,
  xrd: CompositeResourceDefinition,
  object: KubernetesObject,
): ListedOrder {
  const fact = parseComposite(object);
  const said =
    failingCondition(fact.conditions) ?? conditionOf(fact.conditions, 'Ready');
  return {
    ref: {
      cluster,
      namespace: fact.namespace ?? CLUSTER_SCOPED,
      xrd: xrd.name,
      name: fact.name,
    },
    kind: fact.kind,
    state: fact.deleting ? 'progressing' : conditionState(fact.conditions),
    message: fact.deleting ? 'It is being deleted' : said?.message ?? '',
    createdAt: fact.createdAt,
    requestedBy: fact.requestedBy,
    sourceFile: object.metadata.annotations?.[CrossplaneKeys.sourceFile],
  };
}
