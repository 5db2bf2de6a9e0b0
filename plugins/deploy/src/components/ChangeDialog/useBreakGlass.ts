import { Gate } from '@openportal/plugin-deploy-common';
import { useState } from 'react';
import { breakableGates, needsGlassBroken } from '../../model/actionRefusal';

/** What somebody who may break the glass has decided so far. */
export type BreakGlass = {
  /** Gates that it would pass. Empty: there is nothing to break. */
  gates: Gate[];
  /** Whether the action is refused without it. */
  isRequired: boolean;
  isConfirmed: boolean;
  reason: string;
  setConfirmed: (isConfirmed: boolean) => void;
  setReason: (reason: string) => void;
  /** Whether nothing is missing: it is not used, or confirmed with a reason. */
  isComplete: boolean;
  /** What goes with the request. */
  request?: { reason: string };
};

/** Keeps the decision to break the glass. It is never made beforehand. */
export function useBreakGlass(allGates: readonly Gate[]): BreakGlass {
  const [isConfirmed, setConfirmed] = useState(false);
  const [reason, setReason] = useState('');
  const gates = breakableGates(allGates);
  const isRequired = needsGlassBroken(allGates);
  const isUsed = gates.length > 0 && isConfirmed;
  const text = reason.trim();
  return {
    gates,
    isRequired,
    isConfirmed: isUsed,
    reason,
    setConfirmed,
    setReason,
    isComplete: isUsed ? text !== '' : !isRequired,
    request: isUsed ? { reason: text } : undefined,
  };
}
