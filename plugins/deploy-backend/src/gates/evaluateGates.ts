import { Gate } from '@openportal/plugin-deploy-common';
import { freezeGate } from './freezeGate';
import { GateFacts } from './GateFacts';
import {
  adaptersGate,
  approvalsGate,
  freshnessGate,
  oneAtATimeGate,
  permissionGate,
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
  oneAtATimeGate,
  freezeGate,
  approvalsGate,
];

/**
 * Every gate of an action, in the order in which people should read them. The one place that decides: the
 * button, the API and the worker all ask here.
 */
export function evaluateGates(facts: GateFacts): Gate[] {
  const gates = facts.action === 'promote' ? promoteGates : rollbackGates;
  return gates.flatMap(gate => gate(facts) ?? []);
}
