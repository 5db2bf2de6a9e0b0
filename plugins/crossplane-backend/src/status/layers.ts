import {
  OrderCondition,
  OrderLayer,
  OrderLayerState,
} from '@openportal/plugin-crossplane-common';
import {
  CompositeFact,
  CompositionFact,
  Fact,
  FluxObjectFact,
  PullRequestFact,
  ResourceFact,
} from '../sources/facts';
import { ProviderFact } from '../sources/ClusterOrders';
import { conditionOf } from '../sources/parseConditions';
import { conditionState, toFluxResource, toResource } from './layerResources';

type LayerFacts = Omit<OrderLayer, 'id'>;

const layer = (
  state: OrderLayerState,
  message: string,
  rest: Partial<LayerFacts> = {},
): LayerFacts => ({ state, message, links: [], resources: [], ...rest });

const unknown = (what: string, reason: string): LayerFacts =>
  layer('unknown', `${what} cannot be read: ${reason}`);

/** Whether the file of the order is in the repository. */
export function pullRequestLayer(
  fact: Fact<PullRequestFact | undefined>,
  exists: boolean,
): LayerFacts {
  if (!fact.known) {
    return unknown('The pull request', fact.reason);
  }
  const pull = fact.value;
  if (!pull) {
    return exists
      ? layer(
          'ready',
          'The resource did not come by a pull request of the portal',
        )
      : layer('unknown', 'There is no pull request for this order');
  }
  const links = [{ title: `Pull request #${pull.number}`, url: pull.url }];
  switch (pull.state) {
    case 'merged':
      return layer('ready', `Pull request #${pull.number} is merged`, {
        links,
      });
    case 'closed':
      return layer(
        'failed',
        `Pull request #${pull.number} was closed without merging`,
        { links, fix: 'Read why in the pull request, then order again' },
      );
    default:
      return openPullRequestLayer(pull, links);
  }
}

function openPullRequestLayer(
  pull: PullRequestFact,
  links: LayerFacts['links'],
): LayerFacts {
  if (pull.mergeableState === 'dirty') {
    return layer('failed', `Pull request #${pull.number} has conflicts`, {
      links,
      fix: 'Resolve the conflicts in the pull request, or close it and order again',
    });
  }
  return pull.autoMergeArmed
    ? layer(
        'progressing',
        `Pull request #${pull.number} is merged by itself as soon as its checks pass`,
        { links },
      )
    : layer('waiting', `Pull request #${pull.number} waits for approval`, {
        links,
        fix: 'Somebody with write access has to approve and merge it',
      });
}

/** Whether Flux brought the file into the cluster. */
export function fluxLayer(
  fact: Fact<FluxObjectFact[]>,
  state: { merged: boolean; exists: boolean },
): LayerFacts {
  if (!fact.known) {
    return unknown('Flux', fact.reason);
  }
  const resources = fact.value.map(toFluxResource);
  const failed = fact.value.find(
    ({ conditions }) => conditionOf(conditions, 'Ready')?.status === 'False',
  );
  if (failed) {
    const ready = conditionOf(failed.conditions, 'Ready');
    return layer(
      'failed',
      `${failed.kind} '${failed.name}' fails: ${
        ready?.message ?? 'no message'
      }`,
      {
        resources,
        fix: 'Correct the file that Flux names in the orders repository, or ask the platform team when Flux cannot reach the repository',
      },
    );
  }
  const suspended = fact.value.find(object => object.suspended);
  if (suspended && !state.exists) {
    return layer(
      'failed',
      `${suspended.kind} '${suspended.name}' is suspended`,
      {
        resources,
        fix: 'Ask the platform team to resume it',
      },
    );
  }
  const revision = fact.value.find(
    ({ kind }) => kind === 'Kustomization',
  )?.revision;
  if (state.exists) {
    return layer('ready', `Applied${revision ? ` at ${revision}` : ''}`, {
      resources,
    });
  }
  if (fact.value.length === 0) {
    return layer('failed', 'Flux does not apply the orders repository here', {
      fix: 'Ask the platform team to apply platform/flux to this cluster',
    });
  }
  return state.merged
    ? layer(
        'progressing',
        `Flux has not applied the order yet${
          revision ? `; it is at ${revision}` : ''
        }`,
        { resources },
      )
    : layer('waiting', 'Waits for the pull request', { resources });
}

/** Whether the cluster accepted the resource and Crossplane works on it. */
export function compositeLayer(
  fact: Fact<CompositeFact | undefined>,
): LayerFacts {
  if (!fact.known) {
    return unknown('The resource', fact.reason);
  }
  const composite = fact.value;
  if (!composite) {
    return layer('waiting', 'The resource is not in the cluster yet');
  }
  const synced = conditionOf(composite.conditions, 'Synced');
  const ready = conditionOf(composite.conditions, 'Ready');
  const resources = [
    { ...toResource(composite), state: conditionState(composite.conditions) },
  ];
  if (composite.deleting) {
    return layer('progressing', 'The resource is being deleted', { resources });
  }
  if (synced?.status === 'False' && !isCompositionError(synced)) {
    return layer('failed', synced.message ?? 'Crossplane cannot work on it', {
      resources,
      fix: 'Correct the values of the order and submit it again',
    });
  }
  return ready?.status === 'True'
    ? layer('ready', `${composite.kind} '${composite.name}' is ready`, {
        resources,
      })
    : layer(
        'progressing',
        ready?.message ??
          `Crossplane is creating ${composite.kind} '${composite.name}'`,
        { resources },
      );
}

/** Whether the composition could make the resources. */
export function compositionLayer(
  composite: Fact<CompositeFact | undefined>,
  fact: Fact<CompositionFact | undefined>,
): LayerFacts {
  if (!composite.known) {
    return unknown('The composition', composite.reason);
  }
  if (!composite.value) {
    return layer('waiting', 'Waits for the resource');
  }
  const synced = conditionOf(composite.value.conditions, 'Synced');
  if (synced?.status === 'False' && isCompositionError(synced)) {
    return layer('failed', synced.message ?? 'The composition fails', {
      fix: 'The platform team has to correct the composition of this template',
    });
  }
  const name = composite.value.composition;
  if (!name) {
    return synced?.status === 'True'
      ? layer('ready', 'Nothing is composed')
      : layer('progressing', 'Crossplane has not chosen a composition yet');
  }
  if (!fact.known) {
    return unknown(`Composition '${name}'`, fact.reason);
  }
  if (!fact.value) {
    return layer('failed', `Composition '${name}' does not exist`, {
      fix: 'The platform team has to install the composition of this template',
    });
  }
  const functions = fact.value.functions.join(' → ');
  return layer(
    synced?.status === 'True' ? 'ready' : 'progressing',
    `Composition '${name}'${functions ? `: ${functions}` : ''}`,
  );
}

/** Whether the providers could make the real things. */
export function providersLayer(
  composite: Fact<CompositeFact | undefined>,
  fact: Fact<{ resources: ResourceFact[]; providers: ProviderFact[] }>,
): LayerFacts {
  if (!composite.known) {
    return unknown('The managed resources', composite.reason);
  }
  if (!composite.value) {
    return layer('waiting', 'Waits for the resource');
  }
  if (!fact.known) {
    return unknown('The managed resources', fact.reason);
  }
  const { providers } = fact.value;
  const resources = fact.value.resources.map(toResource);
  const failed = resources.find(({ state }) => state === 'failed');
  if (failed) {
    const message = failed.conditions.find(({ status }) => status === 'False');
    return layer(
      'failed',
      `${failed.kind} '${failed.name}': ${message?.message ?? 'it fails'}`,
      {
        resources,
        fix: 'Read the message of the provider: correct the values of the order, or ask the platform team when credentials or quotas are the reason',
      },
    );
  }
  const unhealthy = providers.find(({ healthy }) => !healthy);
  const done = resources.every(({ state }) => state === 'ready');
  if (unhealthy && !done) {
    return layer(
      'failed',
      `Provider '${unhealthy.name}' does not run: ${
        unhealthy.message ?? 'no message'
      }`,
      { resources, fix: 'Ask the platform team to repair the provider' },
    );
  }
  if (resources.length === 0) {
    const ready = conditionOf(composite.value.conditions, 'Ready');
    return ready?.status === 'True'
      ? layer('ready', 'There is nothing to provide')
      : layer('waiting', 'Nothing is composed yet');
  }
  const readyCount = resources.filter(({ state }) => state === 'ready').length;
  return layer(
    done ? 'ready' : 'progressing',
    `${readyCount} of ${resources.length} resources are ready`,
    { resources },
  );
}

/** Errors of functions and compositions appear in `Synced` of the composite resource. */
function isCompositionError({ message, reason }: OrderCondition): boolean {
  return /compos|pipeline|function/i.test(`${reason ?? ''} ${message ?? ''}`);
}
