import { Gate } from '@openportal/plugin-deploy-common';
import { findFreeze } from './freezes';
import { GateFacts } from './GateFacts';

/** Is the environment frozen? Rollbacks are exempt unless the window says otherwise. */
export function freezeGate(facts: GateFacts): Gate {
  const gate = { id: 'freeze', title: 'Freeze' } as const;
  const freeze = findFreeze(facts.freezes, {
    action: facts.action,
    environment: facts.environment.name,
    now: facts.now,
  });
  if (!freeze) {
    return {
      ...gate,
      status: 'pass',
      reason: `No freeze holds this ${
        facts.action === 'promote' ? 'promotion' : 'rollback'
      } up`,
    };
  }
  const held = {
    ...gate,
    reason: `'${facts.environment.name}' is frozen until ${freeze.endsAt}: ${freeze.reason}`,
    clearsAt: freeze.endsAt,
    clearedBy: "Who has the permission 'deploy.freeze.override', with a reason",
  };
  if (!facts.permissions.freezeOverride) {
    return { ...held, status: 'fail' };
  }
  if (facts.reasonGiven === undefined) {
    return { ...held, status: 'wait', needsReason: true };
  }
  return facts.reasonGiven
    ? { ...held, status: 'pass', reason: `${held.reason}. Overridden` }
    : { ...held, status: 'fail', needsReason: true };
}
