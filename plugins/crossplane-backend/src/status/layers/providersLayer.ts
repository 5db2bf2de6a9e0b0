import { OrderLayerResource } from '@openportal/plugin-crossplane-common';
import {
  CompositeFact,
  Fact,
  PackageFact,
  ResourceFact,
} from '../../sources/facts';
import { conditionOf } from '../../sources/parseConditions';
import {
  classifyCause,
  CROSSPLANE_CAUSES,
  GeneralCause,
  OTHER_CROSSPLANE_CAUSE,
  OTHER_PROVIDER_CAUSE,
  PROVIDER_CAUSES,
} from '../causes';
import { failingCondition, toResource } from '../layerResources';
import { LayerOutcome, outcomesOf } from './layerOutcome';

const { outcome, unknown, failed } = outcomesOf('providers');

const UNHEALTHY: GeneralCause = {
  cause: 'provider-unhealthy',
  category: 'provider',
  responsible: 'platform',
  fix: 'The platform team has to repair the provider: kubectl describe provider',
};
const KIND_MISSING: GeneralCause = {
  cause: 'provider-missing',
  category: 'provider',
  responsible: 'platform',
  fix: 'No installed provider has this kind: the platform team has to install the provider, or to correct the composition',
};

/** Whether the providers could make the real things. */
export function providersLayer(facts: {
  composite: Fact<CompositeFact | undefined>;
  resources: Fact<ResourceFact[]>;
  providers: Fact<PackageFact[]>;
}): LayerOutcome {
  if (!facts.composite.known) {
    return unknown('The managed resources', facts.composite.reason);
  }
  const composite = facts.composite.value;
  if (!composite) {
    return outcome('waiting', 'Waits for the resource');
  }
  if (!facts.resources.known) {
    return unknown('The managed resources', facts.resources.reason);
  }
  const resources = facts.resources.value.map(toResource);
  const all = flatten(resources);
  const culprit = deepestFailure(resources);
  if (culprit) {
    const { resource, message } = culprit;
    return failed(
      causeOf(resource),
      `${resource.kind} '${resource.name}': ${message}`,
      {
        resources,
        resource,
      },
    );
  }
  const done = all.every(({ state }) => state === 'ready');
  const unhealthy = facts.providers.known
    ? facts.providers.value.find(({ healthy }) => healthy === false)
    : undefined;
  if (unhealthy && !done) {
    return failed(
      UNHEALTHY,
      `Provider '${unhealthy.name}' does not run: ${
        unhealthy.message ?? 'no message'
      }`,
      {
        resources,
        resource: {
          apiVersion: 'pkg.crossplane.io/v1',
          kind: 'Provider',
          name: unhealthy.name,
        },
      },
    );
  }
  const strange = findUnknownKind(facts.resources.value);
  if (strange) {
    return failed(
      KIND_MISSING,
      `${strange.kind} '${strange.name}': ${strange.note}`,
      {
        resources,
        resource: strange,
      },
    );
  }
  if (resources.length === 0) {
    const ready = conditionOf(composite.conditions, 'Ready');
    return ready?.status === 'True'
      ? outcome('ready', 'There is nothing to provide')
      : outcome('waiting', 'Nothing is composed yet');
  }
  const readyCount = all.filter(({ state }) => state === 'ready').length;
  // What the portal may not read is left to Crossplane's own word.
  const crossplaneSays =
    conditionOf(composite.conditions, 'Ready')?.status === 'True';
  const unread = all.filter(({ state }) => state === 'unknown').length;
  const isReady =
    done || (crossplaneSays && readyCount + unread === all.length);
  const hidden = unread > 0 ? `; ${unread} cannot be read` : '';
  return outcome(
    isReady ? 'ready' : 'progressing',
    `${readyCount} of ${all.length} resources are ready${hidden}`,
    { resources },
  );
}

function findUnknownKind(resources: ResourceFact[]): ResourceFact | undefined {
  for (const resource of resources) {
    const found = resource.unknownKind
      ? resource
      : findUnknownKind(resource.children ?? []);
    if (found) {
      return found;
    }
  }
  return undefined;
}

function causeOf(resource: OrderLayerResource): GeneralCause {
  const condition = failingCondition(resource.conditions) ?? {};
  // What composes others is Crossplane's own work: its provider is Crossplane.
  return resource.children
    ? classifyCause(CROSSPLANE_CAUSES, OTHER_CROSSPLANE_CAUSE, condition)
    : classifyCause(PROVIDER_CAUSES, OTHER_PROVIDER_CAUSE, condition);
}

/** The cause is at the bottom: what composes a failing resource only says that it is not ready. */
function deepestFailure(
  resources: OrderLayerResource[],
): { resource: OrderLayerResource; message: string } | undefined {
  for (const resource of resources) {
    const below = deepestFailure(resource.children ?? []);
    if (below) {
      return below;
    }
    if (resource.state === 'failed') {
      const condition = failingCondition(resource.conditions);
      return { resource, message: condition?.message ?? 'it fails' };
    }
  }
  return undefined;
}

function flatten(resources: OrderLayerResource[]): OrderLayerResource[] {
  return resources.flatMap(resource => [
    resource,
    ...flatten(resource.children ?? []),
  ]);
}
