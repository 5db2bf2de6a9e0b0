import { Gate, GateId } from '@openportal/plugin-deploy-common';
import { CommonFacts } from './GateFacts';

/** The gates that breaking the glass can pass. Never one about the version, nor another change at work. */
export const BREAKABLE_GATES: readonly GateId[] = [
  'freeze',
  'soak',
  'approvals',
];

/** Whether the author has the permissions that it takes to break the glass of a gate. */
export function mayBreak(
  id: GateId,
  permissions: CommonFacts['permissions'],
): boolean {
  return (
    BREAKABLE_GATES.includes(id) &&
    permissions.freezeOverride &&
    (id !== 'approvals' || permissions.approve)
  );
}

/** The gate as it is, or passed where the author breaks its glass and may. */
export function withBreakGlass(gate: Gate, facts: CommonFacts): Gate {
  if (gate.status === 'pass') {
    return gate;
  }
  const may = mayBreak(gate.id, facts.permissions);
  if (!may || !facts.breaks.includes(gate.id)) {
    return { ...gate, breakGlass: may };
  }
  return {
    id: gate.id,
    title: gate.title,
    status: 'pass',
    reason: `${gate.reason}. Passed by breaking the glass`,
  };
}
