import { OrderRef } from '@openportal/plugin-crossplane-common';
import { FluxObjects } from '../../cluster/readFlux';
import { Fact, FluxObjectFact, GitFact } from '../../sources/facts';
import { conditionOf } from '../../sources/parseConditions';
import {
  classifyCause,
  FLUX_CAUSES,
  GeneralCause,
  OTHER_FLUX_CAUSE,
} from '../causes';
import { toFluxResource } from '../layerResources';
import { LayerOutcome, outcomesOf } from './layerOutcome';

const { outcome, unknown, failed } = outcomesOf('flux');

const MISSING: GeneralCause = {
  cause: 'flux-missing',
  category: 'flux',
  responsible: 'platform',
  fix: 'The platform team has to apply platform/flux to this cluster: a GitRepository for the orders repository and a Kustomization for its folder',
};
const SUSPENDED: GeneralCause = {
  cause: 'flux-suspended',
  category: 'flux',
  responsible: 'platform',
  fix: 'The platform team has to resume it: flux resume',
};
const DRIFT: GeneralCause = {
  cause: 'drift',
  category: 'flux',
  responsible: 'platform',
  fix: 'Flux is stopped and does not put back what git says: the platform team has to resume it, or the order has to be changed in git',
};
const BLOCKED: GeneralCause = {
  cause: 'flux-blocked',
  category: 'flux',
  responsible: 'platform',
  fix: 'Another file in the orders repository is not valid and stops all orders: correct or remove the one that the message names',
};

/** What the decision about the Flux layer depends on. */
export interface FluxQuestion {
  ref: OrderRef;
  kind: string;
  flux: Fact<FluxObjects>;
  git: Fact<GitFact>;
  /** Whether the resource is in the cluster. */
  exists: boolean;
  drift: string[];
}

/** Whether Flux brought the file into the cluster, at its last change. */
export function fluxLayer(question: FluxQuestion): LayerOutcome {
  const { flux, git, exists } = question;
  if (!flux.known) {
    return unknown('Flux', flux.reason);
  }
  const objects = [...flux.value.sources, ...flux.value.kustomizations];
  const resources = objects.map(toFluxResource);
  const inGit = git.known ? git.value.file.exists : undefined;
  if (inGit === false) {
    return exists
      ? outcome(
          'ready',
          'The file is gone from git; the resource stays, because Flux does not remove what it applied from the orders repository',
          {
            resources,
            fix: 'When it is not needed any more, somebody with access to the cluster has to delete the resource',
          },
        )
      : outcome('waiting', 'Waits for the pull request', { resources });
  }
  if (flux.value.kustomizations.length === 0) {
    return exists && !flux.value.hasSource
      ? outcome('unknown', 'Flux does not apply the orders repository here', {
          resources,
        })
      : failed(
          MISSING,
          flux.value.hasSource
            ? 'Flux fetches the orders repository here, but no Kustomization applies the folder of this order'
            : 'Flux does not apply the orders repository here',
          { resources },
        );
  }
  return appliedLayer(question, flux.value, resources);
}

function appliedLayer(
  question: FluxQuestion,
  { sources, kustomizations }: FluxObjects,
  resources: LayerOutcome['layer']['resources'],
): LayerOutcome {
  const { exists, drift } = question;
  const applier =
    kustomizations.find(({ containsOrder }) => containsOrder) ??
    kustomizations[0];
  const failing = [...sources, ...kustomizations].find(
    ({ conditions }) => conditionOf(conditions, 'Ready')?.status === 'False',
  );
  const suspended = [...sources, ...kustomizations].find(
    object => object.suspended,
  );
  const at = applier.revision ? ` at ${applier.revision}` : '';
  const isIn = applier.containsOrder !== false && exists;

  if (isIn && drift.length > 0) {
    const fields = drift.join(', ');
    return suspended
      ? failed(
          DRIFT,
          `${fields} in the cluster is not what git says, and ${nameOf(
            suspended,
          )} is suspended`,
          { resources, resource: suspended },
        )
      : outcome(
          'progressing',
          `${fields} in the cluster is not what git says: Flux puts it back when it applies next`,
          { resources },
        );
  }
  if (isIn) {
    const unsure =
      applier.containsOrder === undefined
        ? '; whether the last change is in it could not be found out'
        : '';
    const trouble = failing
      ? `; by now ${nameOf(failing)} fails: ${messageOf(failing)}`
      : '';
    const stopped =
      !failing && suspended ? `; by now ${nameOf(suspended)} is suspended` : '';
    return outcome('ready', `Applied${at}${unsure}${trouble}${stopped}`, {
      resources,
    });
  }
  if (failing) {
    return failingLayer(question, failing, resources);
  }
  if (suspended) {
    return failed(SUSPENDED, `${nameOf(suspended)} is suspended`, {
      resources,
      resource: suspended,
    });
  }
  return outcome(
    'progressing',
    exists
      ? `Flux has not applied the last change yet${
          applier.revision ? `; it is${at}` : ''
        }`
      : `Flux has not applied the order yet${
          applier.revision ? `; it is${at}` : ''
        }`,
    { resources },
  );
}

function failingLayer(
  { ref, kind, git }: FluxQuestion,
  object: FluxObjectFact,
  resources: LayerOutcome['layer']['resources'],
): LayerOutcome {
  const condition = conditionOf(object.conditions, 'Ready') ?? {};
  const message = messageOf(object);
  const culprit = /\b([A-Z]\w*)\/(?:[\w.-]+\/)?([\w.-]+) dry-run failed/.exec(
    message,
  );
  const isOther =
    culprit !== null && (culprit[1] !== kind || culprit[2] !== ref.name);
  const cause = isOther
    ? BLOCKED
    : classifyCause(FLUX_CAUSES, OTHER_FLUX_CAUSE, condition);
  const file = git.known ? git.value.file : undefined;
  const link =
    file?.url && cause.responsible === 'requester'
      ? { title: file.path, url: file.url }
      : undefined;
  return failed(cause, `${nameOf(object)} fails: ${message}`, {
    resources,
    resource: object,
    link,
  });
}

function nameOf({ kind, name }: FluxObjectFact): string {
  return `${kind} '${name}'`;
}

function messageOf({ conditions }: FluxObjectFact): string {
  return conditionOf(conditions, 'Ready')?.message ?? 'no message';
}
