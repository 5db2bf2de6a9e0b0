import {
  OrderActions,
  OrderConnectionDetails,
  OrderLayer,
  OrderLayerState,
  OrderRef,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';
import { FluxObjects } from '../cluster/readFlux';
import {
  CompositeFact,
  CompositionFact,
  Fact,
  GitFact,
  PackageFact,
  ResourceFact,
} from '../sources/facts';
import { decidePrune } from './decidePrune';
import { toFluxObject } from './layerResources';
import { compositeLayer } from './layers/compositeLayer';
import {
  compositionLayer,
  toOrderComposition,
} from './layers/compositionLayer';
import { fluxLayer } from './layers/fluxLayer';
import { providersLayer } from './layers/providersLayer';
import { pullRequestLayer } from './layers/pullRequestLayer';

/** Everything that the sources answered about one order. */
export interface OrderFacts {
  ref: OrderRef;
  kind: string;
  /** Whether the cluster has the XRD. */
  definition: Fact<boolean>;
  git: Fact<GitFact>;
  flux: Fact<FluxObjects>;
  composite: Fact<CompositeFact | undefined>;
  composition: Fact<CompositionFact | undefined>;
  functions: Fact<PackageFact[]>;
  resources: Fact<ResourceFact[]>;
  /** Providers of those resources. */
  providers: Fact<PackageFact[]>;
  /** Keys of the connection details that the XRD promises. */
  connectionKeys: string[];
  drift: string[];
  /** What the configuration says about files that leave git. */
  configuredPrune?: boolean;
  hints: string[];
  observedAt: string;
}

/** The status for everybody who may see the order: without what a caller may do with it. */
export type SharedOrderStatus = Omit<OrderStatus, 'allowed'>;

/** Decides the state of every layer and names the one that fails. */
export function toOrderStatus(facts: OrderFacts): SharedOrderStatus {
  const composite = facts.composite.known ? facts.composite.value : undefined;
  const exists = composite !== undefined;
  const git = facts.git.known ? facts.git.value : undefined;
  const outcomes = [
    pullRequestLayer(facts.git, exists),
    fluxLayer({ ...facts, exists }),
    compositeLayer(facts),
    compositionLayer(facts),
    providersLayer(facts),
  ];
  const layers = outcomes.map(({ layer }) => layer);
  const failure = outcomes.find(outcome => outcome.failure)?.failure;
  const flux = facts.flux.known ? facts.flux.value : undefined;
  const connectionDetails = toConnectionDetails(facts);
  const composition = toOrderComposition(facts);
  const prune = decidePrune({ ...facts, configured: facts.configuredPrune });
  return {
    ref: facts.ref,
    kind: facts.kind,
    state: overallState(layers),
    ...(failure ? { failingLayer: failure.layer, failure } : {}),
    requestedBy: composite?.requestedBy,
    createdAt: composite?.createdAt,
    links: composite?.links ?? [],
    layers,
    pullRequests: git?.pulls ?? [],
    flux: [...(flux?.sources ?? []), ...(flux?.kustomizations ?? [])].map(
      toFluxObject,
    ),
    ...(composition ? { composition } : {}),
    providers: facts.providers.known ? facts.providers.value : [],
    ...(connectionDetails ? { connectionDetails } : {}),
    ...(git ? { file: git.file } : {}),
    orphaned: isOrphaned(git, exists),
    ...(prune === undefined ? {} : { prune }),
    drift: facts.drift,
    hints: facts.hints,
    observedAt: facts.observedAt,
  };
}

/** Adds what a caller may do to what everybody sees. */
export function withActions(
  status: SharedOrderStatus,
  allowed: OrderActions,
): OrderStatus {
  return { ...status, allowed };
}

/** Only what once was in git can be gone from it: a pull request of the order tells. */
function isOrphaned(git: GitFact | undefined, exists: boolean): boolean {
  return (
    exists &&
    git?.file.exists === false &&
    git.pulls.some(({ state }) => state === 'merged')
  );
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

function toConnectionDetails(
  facts: OrderFacts,
): OrderConnectionDetails | undefined {
  const composite = facts.composite.known ? facts.composite.value : undefined;
  const composed = facts.resources.known
    ? facts.resources.value.filter(
        ({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Secret',
      )
    : [];
  const secrets = [
    ...(composite?.connectionSecret ? [composite.connectionSecret] : []),
    ...composed.map(({ name, namespace }) => ({ name, namespace })),
  ];
  return secrets.length || facts.connectionKeys.length
    ? { secrets, keys: facts.connectionKeys }
    : undefined;
}
