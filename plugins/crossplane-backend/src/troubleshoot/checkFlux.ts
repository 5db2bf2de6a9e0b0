import { TroubleshootCheck } from '@openportal/plugin-crossplane-common';
import { Definition } from '../cluster/ClusterReader';
import { FluxObjectFact } from '../sources/facts';
import { conditionOf } from '../sources/parseConditions';
import { checkOf } from './check';
import { ClusterFacts } from './TroubleshootFacts';

const NAME_LABEL = 'kustomize.toolkit.fluxcd.io/name';

/** Whether Flux applies the catalog, from which XRDs come. */
export function checkFlux({
  cluster,
  definition,
  kustomizations,
}: ClusterFacts): TroubleshootCheck {
  const check = checkOf('flux-synced', cluster);
  if (!kustomizations.known) {
    return check.unknown(
      `Flux cannot be read: ${kustomizations.reason}`,
      'Give the service account of the portal platform/rbac/crossplane.yaml, or run: flux get all -A',
    );
  }
  const found = definition.known ? definition.value : undefined;
  const applier = found && applierOf(found);
  if (found && !applier) {
    return check.ok('The XRD was not applied by Flux');
  }
  const candidates = applier
    ? kustomizations.value.filter(({ name }) => name === applier)
    : kustomizations.value;
  if (applier && candidates.length === 0) {
    return check.failed(
      `Kustomization '${applier}', which applied the XRD, does not exist any more`,
      'The XRD gets no more updates: put the Kustomization back, or move the XRD to one that exists',
    );
  }
  const broken = candidates.find(isBroken);
  if (broken) {
    return check.failed(
      `Kustomization '${broken.name}' ${troubleOf(broken)}`,
      broken.suspended
        ? `flux resume kustomization ${broken.name}`
        : 'Correct what the message names in the catalog repository; run: flux get all -A',
    );
  }
  if (candidates.length === 0) {
    return check.failed(
      'No Kustomization applies a catalog in this cluster',
      'Apply platform/flux to this cluster',
    );
  }
  const names = candidates.map(({ name }) => `'${name}'`).join(', ');
  return applier
    ? check.ok(
        `Kustomization ${names} is at ${
          candidates[0].revision ?? 'no revision yet'
        }`,
      )
    : check.ok(
        `Kustomization ${names} has no problem: the XRD is not in what it applies`,
      );
}

function applierOf({ object }: Definition): string | undefined {
  return object.metadata.labels?.[NAME_LABEL];
}

function isBroken({ suspended, conditions }: FluxObjectFact): boolean {
  return suspended || conditionOf(conditions, 'Ready')?.status === 'False';
}

function troubleOf({ suspended, conditions }: FluxObjectFact): string {
  const message = conditionOf(conditions, 'Ready')?.message ?? 'no message';
  return suspended ? 'is suspended' : `fails: ${message}`;
}
