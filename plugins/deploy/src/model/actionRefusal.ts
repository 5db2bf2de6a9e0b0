import { ActionPreview, Gate } from '@openportal/plugin-deploy-common';

/** Gates about one version; another one may pass them. */
const ABOUT_VERSION: readonly Gate['id'][] = [
  'version-immutable',
  'version-present',
  'version-not-bad',
  'not-running-already',
];

/** Why an action is not offered, or how it is offered in spite of what refuses it. */
export type ActionOffer = {
  isOffered: boolean;
  /** Whether only breaking the glass gets it through. */
  needsBreakGlass: boolean;
  /** The first gate that is in the way. */
  refusal?: Gate;
};

/**
 * Whether a button offers an action. What is refused is offered to those who
 * can break the glass, and says that they would.
 */
export function offerOf(preview: ActionPreview): ActionOffer {
  const refusal = preview.gates.find(gate => gate.status === 'fail');
  const needsBreakGlass = !preview.allowed && canBreakGlass(preview);
  return {
    isOffered: preview.allowed || needsBreakGlass,
    needsBreakGlass,
    refusal: preview.allowed ? undefined : refusal,
  };
}

/**
 * Whether the dialog of a rollback is offered: also where only the version that
 * it would go to by default is refused, since another one can be chosen.
 */
export function rollbackOfferOf(preview: ActionPreview): ActionOffer {
  const offer = offerOf(preview);
  if (offer.isOffered) {
    return offer;
  }
  const others = preview.gates.filter(gate => !isAboutVersion(gate));
  return offerOf({
    ...preview,
    gates: preview.gates,
    allowed:
      preview.to !== undefined &&
      others.every(({ status }) => status !== 'fail'),
  });
}

/** Whether a gate is about the version and not about the environment or the person. */
export function isAboutVersion(gate: Gate): boolean {
  return ABOUT_VERSION.includes(gate.id);
}

/** The gates that breaking the glass would pass. */
export function breakableGates(gates: readonly Gate[]): Gate[] {
  return gates.filter(
    gate => gate.breakGlass === true && gate.status !== 'pass',
  );
}

/** Whether the gates refuse the action and breaking the glass would pass them all. */
export function needsGlassBroken(gates: readonly Gate[]): boolean {
  const failing = gates.filter(({ status }) => status === 'fail');
  return failing.length > 0 && failing.every(gate => gate.breakGlass === true);
}

function canBreakGlass(preview: ActionPreview): boolean {
  return preview.breakGlass !== false && needsGlassBroken(preview.gates);
}
