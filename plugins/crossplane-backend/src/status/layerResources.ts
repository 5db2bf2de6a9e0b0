import {
  OrderCondition,
  OrderFluxObject,
  OrderLayerResource,
  OrderLayerState,
} from '@openportal/plugin-crossplane-common';
import { FluxObjectFact, ResourceFact } from '../sources/facts';
import { conditionOf } from '../sources/parseConditions';

/** The condition that says why a Crossplane resource fails, if it does. */
export function failingCondition(
  conditions: OrderCondition[],
): OrderCondition | undefined {
  const isReady = conditionOf(conditions, 'Ready')?.status === 'True';
  // Providers that work in the background report there; the word stays when the thing works again.
  const types = isReady ? ['Synced'] : ['Synced', 'LastAsyncOperation'];
  return types
    .map(type => conditionOf(conditions, type))
    .find(condition => condition?.status === 'False');
}

/** The state that the conditions of a Crossplane resource tell. */
export function conditionState(conditions: OrderCondition[]): OrderLayerState {
  if (failingCondition(conditions)) {
    return 'failed';
  }
  return conditionOf(conditions, 'Ready')?.status === 'True'
    ? 'ready'
    : 'progressing';
}

/** A resource as a layer shows it, with what it is composed of. */
export function toResource(fact: ResourceFact): OrderLayerResource {
  const { conditions, missing, note, children, omittedChildren } = fact;
  const state = conditions ? resourceState(conditions) : 'unknown';
  return {
    apiVersion: fact.apiVersion,
    kind: fact.kind,
    name: fact.name,
    ...(fact.namespace ? { namespace: fact.namespace } : {}),
    state: missing ? 'progressing' : state,
    conditions: conditions ?? [],
    ...(children ? { children: children.map(toResource) } : {}),
    ...(omittedChildren ? { omittedChildren } : {}),
    ...(note ? { note } : {}),
  };
}

/** Kinds that are not of Crossplane say in other words that they work. */
const OTHER_READY_TYPES = ['Available', 'Complete'];

/** Plain objects such as a ConfigMap have no conditions: being there is all they do. */
function resourceState(conditions: OrderCondition[]): OrderLayerState {
  if (['Synced', 'Ready'].some(type => conditionOf(conditions, type))) {
    return conditionState(conditions);
  }
  const other = OTHER_READY_TYPES.map(type =>
    conditionOf(conditions, type),
  ).find(Boolean);
  return other && other.status !== 'True' ? 'progressing' : 'ready';
}

/** A Flux object as the page shows it. */
export function toFluxObject(fact: FluxObjectFact): OrderFluxObject {
  const ready = conditionOf(fact.conditions, 'Ready');
  const notReady = ready?.status === 'False' ? 'failed' : 'progressing';
  return {
    apiVersion: fact.apiVersion,
    kind: fact.kind,
    name: fact.name,
    ...(fact.namespace ? { namespace: fact.namespace } : {}),
    state: ready?.status === 'True' ? 'ready' : notReady,
    suspended: fact.suspended,
    ...(fact.revision ? { revision: fact.revision } : {}),
    ...(ready?.message ? { message: ready.message } : {}),
    ...(fact.containsOrder === undefined
      ? {}
      : { containsOrder: fact.containsOrder }),
  };
}

/** A Flux object as a resource of its layer. */
export function toFluxResource(fact: FluxObjectFact): OrderLayerResource {
  const { apiVersion, kind, name, namespace, state } = toFluxObject(fact);
  return {
    apiVersion,
    kind,
    name,
    ...(namespace ? { namespace } : {}),
    state,
    conditions: fact.conditions,
  };
}
