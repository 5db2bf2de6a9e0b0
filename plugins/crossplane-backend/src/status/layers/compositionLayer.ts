import { OrderComposition } from '@openportal/plugin-crossplane-common';
import {
  CompositeFact,
  CompositionFact,
  Fact,
  PackageFact,
} from '../../sources/facts';
import { conditionOf } from '../../sources/parseConditions';
import { GeneralCause } from '../causes';
import { syncFailure } from './compositeLayer';
import { LayerOutcome, outcomesOf } from './layerOutcome';

const { outcome, unknown, failed } = outcomesOf('composition');

const MISSING: GeneralCause = {
  cause: 'composition-missing',
  category: 'crossplane',
  responsible: 'platform',
  fix: 'The platform team has to install the composition of this template',
};
const WRONG_KIND: GeneralCause = {
  cause: 'composition-wrong-kind',
  category: 'crossplane',
  responsible: 'requester',
  fix: 'Change the order: choose a composition that is made for this kind',
};
const FUNCTION_MISSING: GeneralCause = {
  cause: 'function-missing',
  category: 'crossplane',
  responsible: 'platform',
  fix: 'The platform team has to install the function',
};
const FUNCTION_UNHEALTHY: GeneralCause = {
  cause: 'function-unhealthy',
  category: 'crossplane',
  responsible: 'platform',
  fix: 'The platform team has to repair the function: kubectl describe function',
};

/** What the decision about the composition depends on. */
export interface CompositionFacts {
  composite: Fact<CompositeFact | undefined>;
  composition: Fact<CompositionFact | undefined>;
  functions: Fact<PackageFact[]>;
}

/** Whether the composition could make the resources. */
export function compositionLayer(facts: CompositionFacts): LayerOutcome {
  if (!facts.composite.known) {
    return unknown('The composition', facts.composite.reason);
  }
  const composite = facts.composite.value;
  if (!composite) {
    return outcome('waiting', 'Waits for the resource');
  }
  const name = composite.composition;
  const resource = name
    ? {
        apiVersion: 'apiextensions.crossplane.io/v1',
        kind: 'Composition',
        name,
      }
    : undefined;
  const trouble = functionTrouble(facts);
  const failure = syncFailure(composite);
  if (failure?.layer === 'composition') {
    return failed(
      trouble?.cause ?? failure.cause,
      failure.condition.message ?? 'The composition fails',
      { resource: trouble?.resource ?? resource },
    );
  }
  const synced = conditionOf(composite.conditions, 'Synced');
  if (!name) {
    return synced?.status === 'True'
      ? outcome('ready', 'Nothing is composed')
      : outcome('progressing', 'Crossplane has not chosen a composition yet');
  }
  if (!facts.composition.known) {
    return unknown(`Composition '${name}'`, facts.composition.reason);
  }
  const composition = facts.composition.value;
  if (!composition) {
    return failed(MISSING, `Composition '${name}' does not exist`, {
      resource,
    });
  }
  if (!composition.fits) {
    return failed(
      WRONG_KIND,
      `Composition '${name}' is made for another kind than ${composite.kind}`,
      { resource },
    );
  }
  if (trouble && synced?.status !== 'True') {
    return failed(trouble.cause, trouble.message, {
      resource: trouble.resource,
    });
  }
  const steps = composition.steps.map(step => step.function).join(' → ');
  return outcome(
    synced?.status === 'True' ? 'ready' : 'progressing',
    `Composition '${name}'${steps ? `: ${steps}` : ''}${
      trouble ? `; by now ${trouble.message}` : ''
    }`,
  );
}

/** The composition with the health of its functions, for the page. */
export function toOrderComposition(
  facts: CompositionFacts,
): OrderComposition | undefined {
  const composite = facts.composite.known ? facts.composite.value : undefined;
  if (!composite?.composition) {
    return undefined;
  }
  const steps =
    facts.composition.known && facts.composition.value?.fits
      ? facts.composition.value.steps
      : [];
  return {
    name: composite.composition,
    revision: composite.compositionRevision,
    updatePolicy: composite.compositionUpdatePolicy,
    steps: steps.map(({ step, function: name }) => {
      const found = facts.functions.known
        ? facts.functions.value.find(item => item.name === name)
        : undefined;
      const missing = facts.functions.known && !found;
      return {
        step,
        function: name,
        ...(missing
          ? { healthy: false, message: 'It is not installed' }
          : { healthy: found?.healthy, message: found?.message }),
      };
    }),
  };
}

function functionTrouble({ composition, functions }: CompositionFacts) {
  if (!composition.known || !composition.value?.fits || !functions.known) {
    return undefined;
  }
  for (const { function: name } of composition.value.steps) {
    const found = functions.value.find(item => item.name === name);
    const resource = {
      apiVersion: 'pkg.crossplane.io/v1',
      kind: 'Function',
      name,
    };
    if (!found) {
      return {
        cause: FUNCTION_MISSING,
        message: `Function '${name}' is not installed`,
        resource,
      };
    }
    if (found.healthy === false) {
      return {
        cause: FUNCTION_UNHEALTHY,
        message: `Function '${name}' does not run: ${
          found.message ?? 'no message'
        }`,
        resource,
      };
    }
  }
  return undefined;
}
