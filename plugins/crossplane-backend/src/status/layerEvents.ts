import { OrderLayer, OrderLayerId } from '@openportal/plugin-crossplane-common';
import {
  CompositeFact,
  EventsFact,
  EventSubject,
  Fact,
  ResourceFact,
} from '../sources/facts';
import { toReference } from '../sources/toReference';
import { toResource } from './layerResources';
import { SharedOrderStatus } from './toOrderStatus';

/** Objects of one layer whose events are read at most. */
const MAX_SUBJECTS = 10;

/** The layers whose events are worth reading, with the objects that they are about. */
export type LayerSubjects = Map<OrderLayerId, EventSubject[]>;

/** Chooses whose events explain the layers that are not ready; a layer that is ready needs none. */
export function eventSubjects(
  layers: OrderLayer[],
  facts: {
    composite: Fact<CompositeFact | undefined>;
    resources: Fact<ResourceFact[]>;
  },
): LayerSubjects {
  const subjects: LayerSubjects = new Map();
  const composite = facts.composite.known ? facts.composite.value : undefined;
  const ordered = compositeLayerOf(layers);
  if (composite && ordered) {
    subjects.set(ordered, ofComposite(composite));
  }
  if (isUnderWay(layers.find(({ id }) => id === 'providers'))) {
    subjects.set(
      'providers',
      ofResources(facts.resources.known ? facts.resources.value : []),
    );
  }
  return new Map([...subjects].filter(([, objects]) => objects.length > 0));
}

/** Adds what was read to its layers. */
export function withEvents(
  status: SharedOrderStatus,
  events: Map<OrderLayerId, EventsFact>,
): SharedOrderStatus {
  return {
    ...status,
    layers: status.layers.map(layer => {
      const fact = events.get(layer.id);
      return fact
        ? {
            ...layer,
            events: fact.events,
            ...(fact.problem ? { eventsProblem: fact.problem } : {}),
          }
        : layer;
    }),
  };
}

/** What composes is told about by the ordered resource: a composition that fails has no events of its own. */
function compositeLayerOf(layers: OrderLayer[]): OrderLayerId | undefined {
  const own = layers.find(({ id }) => id === 'compositeResource');
  const composition = layers.find(({ id }) => id === 'composition');
  if (composition?.state === 'failed') {
    return composition.id;
  }
  return [own, composition].find(isUnderWay)?.id;
}

function isUnderWay(layer: OrderLayer | undefined): boolean {
  return layer?.state === 'failed' || layer?.state === 'progressing';
}

function ofComposite(composite: CompositeFact): EventSubject[] {
  const { uid, bound } = composite;
  return [
    ...(uid ? [{ ...toReference(composite), uid }] : []),
    ...(bound ? [bound] : []),
  ];
}

/** Those that fail first: the others often only wait for them. */
function ofResources(resources: ResourceFact[]): EventSubject[] {
  const all = flatten(resources).map(fact => ({
    fact,
    state: toResource(fact).state,
  }));
  return ['failed', 'progressing']
    .flatMap(state => all.filter(entry => entry.state === state))
    .flatMap(({ fact }) =>
      fact.uid ? [{ ...toReference(fact), uid: fact.uid }] : [],
    )
    .slice(0, MAX_SUBJECTS);
}

function flatten(resources: ResourceFact[]): ResourceFact[] {
  return resources.flatMap(resource => [
    resource,
    ...flatten(resource.children ?? []),
  ]);
}
