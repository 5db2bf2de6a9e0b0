import {
  OrderCondition,
  OrderLayerResource,
  OrderLayerState,
} from '@openportal/plugin-crossplane-common';
import { FluxObjectFact, ResourceFact } from '../sources/facts';
import { conditionOf } from '../sources/parseConditions';

/** The state that the conditions of a Crossplane resource tell. */
export function conditionState(conditions: OrderCondition[]): OrderLayerState {
  const status = (type: string) => conditionOf(conditions, type)?.status;
  if (status('Synced') === 'False') {
    return 'failed';
  }
  return status('Ready') === 'True' ? 'ready' : 'progressing';
}

/** A resource as a layer shows it. */
export function toResource(fact: ResourceFact): OrderLayerResource {
  const { conditions, missing } = fact;
  const state = conditions ? resourceState(conditions) : 'unknown';
  return {
    apiVersion: fact.apiVersion,
    kind: fact.kind,
    name: fact.name,
    namespace: fact.namespace,
    state: missing ? 'progressing' : state,
    conditions: conditions ?? [],
  };
}

/** Plain objects such as a ConfigMap have no conditions: being there is all they do. */
function resourceState(conditions: OrderCondition[]): OrderLayerState {
  const known = ['Synced', 'Ready'].some(type => conditionOf(conditions, type));
  return known ? conditionState(conditions) : 'ready';
}

/** A Flux object as a layer shows it. */
export function toFluxResource(fact: FluxObjectFact): OrderLayerResource {
  const ready = conditionOf(fact.conditions, 'Ready')?.status;
  const notReady = ready === 'False' ? 'failed' : 'progressing';
  return {
    apiVersion: fact.apiVersion,
    kind: fact.kind,
    name: fact.name,
    namespace: fact.namespace,
    state: ready === 'True' ? 'ready' : notReady,
    conditions: fact.conditions,
  };
}
