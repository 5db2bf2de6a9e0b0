import { Gate, GateId } from '@openportal/plugin-deploy-common';
import { approvalsGate, givenApprovalsGate } from './approvalsGate';
import { freezeGate } from './freezeGate';
import { ExecutionFacts, GateFacts } from './GateFacts';
import { manifestUnchangedGate } from './manifestGate';
import {
  adaptersGate,
  freshnessGate,
  oneAtATimeGate,
  permissionGate,
  requesterGate,
  skipPermissionGate,
} from './requestGates';
import {
  notRunningAlreadyGate,
  rollbackTargetGate,
  soakGate,
  sourceHealthyGate,
  versionImmutableGate,
  versionNotBadGate,
  versionPresentGate,
} from './versionGates';

const promoteGates = [
  permissionGate,
  skipPermissionGate,
  adaptersGate,
  freshnessGate,
  sourceHealthyGate,
  soakGate,
  notRunningAlreadyGate,
  versionImmutableGate,
  versionPresentGate,
  versionNotBadGate,
  manifestUnchangedGate,
  oneAtATimeGate,
  freezeGate,
  approvalsGate,
];

const rollbackGates = [
  permissionGate,
  adaptersGate,
  freshnessGate,
  rollbackTargetGate,
  versionImmutableGate,
  versionPresentGate,
  versionNotBadGate,
  manifestUnchangedGate,
  oneAtATimeGate,
  freezeGate,
  approvalsGate,
];

// What can change between the request and the work. The version is pinned by then: where it came from may have
// moved on, and the environment is kept free by the operation itself.
const executionGates = [
  requesterGate,
  skipPermissionGate,
  adaptersGate,
  soakGate,
  versionImmutableGate,
  versionPresentGate,
  manifestUnchangedGate,
  freezeGate,
  givenApprovalsGate,
];

/**
 * Every gate of an action, in the order in which people should read them. The one place that decides: the
 * button, the API, MCP and the worker all ask here.
 */
export function evaluateGates(facts: GateFacts): Gate[] {
  const gates = facts.action === 'promote' ? promoteGates : rollbackGates;
  return gates.flatMap(gate => gate(facts) ?? []);
}

/** The gates that are asked again when a change is about to be written, with the facts of that moment. */
export function evaluateExecutionGates(facts: ExecutionFacts): Gate[] {
  return executionGates.flatMap(gate => gate(facts) ?? []);
}

/** Which gates pass only because the glass is broken. */
export function findBrokenGates(facts: GateFacts): GateId[] {
  if (facts.breaks.length === 0) {
    return [];
  }
  const passed = evaluateGates(facts).flatMap(gate =>
    gate.status === 'pass' ? [gate.id] : [],
  );
  return evaluateGates({ ...facts, breaks: [] }).flatMap(gate =>
    gate.status !== 'pass' && passed.includes(gate.id) ? [gate.id] : [],
  );
}
