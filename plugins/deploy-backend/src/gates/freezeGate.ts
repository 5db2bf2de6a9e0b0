import { Gate } from '@openportal/plugin-deploy-common';
import { withBreakGlass } from './breakGlass';
import { findFreeze } from './freezes';
import { CommonFacts } from './GateFacts';

/** Is the environment frozen? Rollbacks are exempt unless the window says otherwise. */
export function freezeGate(facts: CommonFacts): Gate {
  const gate = { id: 'freeze', title: 'Freeze' } as const;
  const { name } = facts.environment;
  const freeze = findFreeze(facts.freezes, {
    action: facts.action,
    environment: name,
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
  return withBreakGlass(
    {
      ...gate,
      status: 'fail',
      reason: `'${name}' is frozen by '${freeze.name}': ${freeze.reason}`,
      clearsAt: freeze.endsAt,
      clearedBy: `Time, or who has the permission 'deploy.freeze.override' in '${name}', by breaking the glass with a reason`,
    },
    facts,
  );
}
