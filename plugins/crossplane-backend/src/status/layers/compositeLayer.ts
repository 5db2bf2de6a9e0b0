import { OrderCondition } from '@openportal/plugin-crossplane-common';
import { CompositeFact, Fact, GitFact } from '../../sources/facts';
import { conditionOf } from '../../sources/parseConditions';
import {
  classifyCause,
  CROSSPLANE_CAUSES,
  GeneralCause,
  OTHER_CROSSPLANE_CAUSE,
} from '../causes';
import { conditionState, toResource } from '../layerResources';
import { LayerOutcome, outcomesOf } from './layerOutcome';

const { outcome, unknown, failed } = outcomesOf('compositeResource');

const XRD_MISSING: GeneralCause = {
  cause: 'xrd-missing',
  category: 'crossplane',
  responsible: 'platform',
  fix: 'The cluster does not have the XRD of this kind: the platform team has to install it, or the order has to be removed',
};
const PAUSED: GeneralCause = {
  cause: 'paused',
  category: 'crossplane',
  responsible: 'platform',
  fix: 'Somebody paused it: remove the annotation `crossplane.io/paused` from the resource, in git where it is there',
};

/** Where a failing `Synced` of the ordered resource belongs to. */
export function syncFailure(composite: CompositeFact):
  | {
      layer: 'compositeResource' | 'composition';
      cause: GeneralCause;
      condition: OrderCondition;
    }
  | undefined {
  const condition = conditionOf(composite.conditions, 'Synced');
  if (condition?.status !== 'False') {
    return undefined;
  }
  if (condition.reason === 'ReconcilePaused') {
    return { layer: 'compositeResource', cause: PAUSED, condition };
  }
  const cause = classifyCause(
    CROSSPLANE_CAUSES,
    OTHER_CROSSPLANE_CAUSE,
    condition,
  );
  const ownValues = cause.category === 'validation' || cause.cause === 'other';
  return {
    layer: ownValues ? 'compositeResource' : 'composition',
    cause,
    condition,
  };
}

/** Whether the cluster accepted the resource and Crossplane works on it. */
export function compositeLayer(facts: {
  /** Whether the cluster has the XRD. */
  definition: Fact<boolean>;
  composite: Fact<CompositeFact | undefined>;
  git: Fact<GitFact>;
}): LayerOutcome {
  const { definition, git } = facts;
  if (definition.known && !definition.value) {
    return failed(
      XRD_MISSING,
      'The cluster does not have the XRD of this order',
    );
  }
  if (!facts.composite.known) {
    return unknown('The resource', facts.composite.reason);
  }
  const composite = facts.composite.value;
  if (!composite) {
    return outcome('waiting', 'The resource is not in the cluster');
  }
  const ready = conditionOf(composite.conditions, 'Ready');
  const responsive = conditionOf(composite.conditions, 'Responsive');
  const resources = [
    { ...toResource(composite), state: conditionState(composite.conditions) },
  ];
  if (composite.deleting) {
    return outcome('progressing', 'The resource is being deleted', {
      resources,
    });
  }
  const failure = syncFailure(composite);
  if (failure?.layer === 'compositeResource') {
    const file = git.known ? git.value.file : undefined;
    return failed(
      failure.cause,
      failure.condition.message ?? 'Crossplane cannot work on it',
      {
        resources,
        resource: composite,
        ...(file?.url ? { link: { title: file.path, url: file.url } } : {}),
      },
    );
  }
  const slow =
    responsive?.status === 'False'
      ? `; Crossplane reacts slowly to it: ${
          responsive.message ?? responsive.reason ?? 'no message'
        }`
      : '';
  return ready?.status === 'True'
    ? outcome(
        'ready',
        `${composite.kind} '${composite.name}' is ready${slow}`,
        {
          resources,
        },
      )
    : outcome(
        'progressing',
        `${
          ready?.message ||
          `Crossplane is creating ${composite.kind} '${composite.name}'`
        }${slow}`,
        { resources },
      );
}
