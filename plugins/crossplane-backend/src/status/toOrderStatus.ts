import {
  OrderLayer,
  OrderLayerState,
  OrderRef,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';
import { ProviderFact } from '../sources/ClusterOrders';
import {
  CompositeFact,
  CompositionFact,
  Fact,
  FluxObjectFact,
  PullRequestFact,
  ResourceFact,
} from '../sources/facts';
import {
  compositeLayer,
  compositionLayer,
  fluxLayer,
  providersLayer,
  pullRequestLayer,
} from './layers';

/** Everything that the sources answered about one order. */
export interface OrderFacts {
  ref: OrderRef;
  kind: string;
  pullRequest: Fact<PullRequestFact | undefined>;
  flux: Fact<FluxObjectFact[]>;
  composite: Fact<CompositeFact | undefined>;
  composition: Fact<CompositionFact | undefined>;
  managed: Fact<{ resources: ResourceFact[]; providers: ProviderFact[] }>;
  observedAt: string;
}

/** Decides the state of every layer and names the one that fails. */
export function toOrderStatus(facts: OrderFacts): OrderStatus {
  const composite = facts.composite.known ? facts.composite.value : undefined;
  const exists = composite !== undefined;
  const pull = facts.pullRequest.known ? facts.pullRequest.value : undefined;
  const layers: OrderLayer[] = [
    { id: 'pullRequest', ...pullRequestLayer(facts.pullRequest, exists) },
    {
      id: 'flux',
      ...fluxLayer(facts.flux, { merged: pull?.state === 'merged', exists }),
    },
    { id: 'compositeResource', ...compositeLayer(facts.composite) },
    {
      id: 'composition',
      ...compositionLayer(facts.composite, facts.composition),
    },
    { id: 'providers', ...providersLayer(facts.composite, facts.managed) },
  ];
  const failing = layers.find(({ state }) => state === 'failed');
  return {
    ref: facts.ref,
    kind: facts.kind,
    state: overallState(layers),
    ...(failing ? { failingLayer: failing.id } : {}),
    requestedBy: composite?.requestedBy,
    links: composite?.links ?? [],
    layers,
    observedAt: facts.observedAt,
  };
}

function overallState(layers: OrderLayer[]): OrderLayerState {
  const has = (state: OrderLayerState) =>
    layers.some(layer => layer.state === state);
  if (has('failed')) {
    return 'failed';
  }
  const resource = layers.find(({ id }) => id === 'compositeResource');
  if (resource?.state === 'ready') {
    return 'ready';
  }
  if (has('progressing')) {
    return 'progressing';
  }
  return has('waiting') ? 'waiting' : 'unknown';
}
