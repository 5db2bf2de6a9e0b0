import { Gate } from '@openportal/plugin-deploy-common';
import { actionVerb } from './actionVerb';
import { GateFacts } from './GateFacts';

/** May the caller do this there? */
export function permissionGate(facts: GateFacts): Gate {
  const { name } = facts.environment;
  const verb = actionVerb(facts.action);
  return {
    id: 'permission',
    title: 'Permission',
    ...(facts.permissions.action
      ? { status: 'pass', reason: `You may ${verb} in '${name}'` }
      : {
          status: 'fail',
          reason: `You may not ${verb} in '${name}': it needs the permission 'deploy.${facts.action}'`,
          clearedBy: 'Who manages the permission policy of the portal',
        }),
  };
}

/** May the caller leave environments out? */
export function skipPermissionGate(facts: GateFacts): Gate | undefined {
  if (facts.skipped.length === 0) {
    return undefined;
  }
  const skipped = facts.skipped.join(', ');
  return {
    id: 'skip-permission',
    title: 'Skipping environments',
    ...(facts.permissions.skip
      ? { status: 'pass', reason: `You may skip ${skipped}` }
      : {
          status: 'fail',
          reason: `This skips ${skipped}: it needs the permission 'deploy.promote.skip'. Promote to '${facts.skipped[0]}' first`,
          clearedBy: 'Who manages the permission policy of the portal',
        }),
  };
}

/** Can the desired state be written? */
export function adaptersGate(facts: GateFacts): Gate {
  return {
    id: 'adapters',
    title: 'Desired state',
    ...(facts.cannotPropose === undefined
      ? { status: 'pass', reason: 'The desired state can be written' }
      : {
          status: 'fail',
          reason: facts.cannotPropose,
          clearedBy: 'Owner of the entity',
        }),
  };
}

/** Is what we know new enough to act on? */
export function freshnessGate(facts: GateFacts): Gate {
  const { source, target } = facts;
  const gate = { id: 'freshness', title: 'Known state' } as const;
  if (target.sources.desired.error !== undefined) {
    return {
      ...gate,
      status: 'fail',
      reason: `The desired state of '${target.environment}' cannot be read now: ${target.sources.desired.error}`,
      clearedBy: 'Clears when it can be read again',
    };
  }
  if (source && source.state.stale) {
    return {
      ...gate,
      status: 'fail',
      reason:
        source.state.observedAt === undefined
          ? `It is not known what runs in '${source.environment.name}'`
          : `What is known of '${source.environment.name}' is from ${source.state.observedAt}, too old to act on`,
      clearedBy: 'Clears when the cluster can be read again',
    };
  }
  return { ...gate, status: 'pass', reason: 'What is known is new enough' };
}

/** Is the environment free? */
export function oneAtATimeGate(facts: GateFacts): Gate {
  const active = facts.activeOperation;
  const gate = { id: 'one-at-a-time', title: 'No other change' } as const;
  return active
    ? {
        ...gate,
        status: 'fail',
        reason: `'${facts.environment.name}' is being changed: ${active.kind} to '${active.to.version}' is '${active.state}' (operation ${active.id})`,
        clearedBy: `The end of that operation, or its cancellation`,
      }
    : {
        ...gate,
        status: 'pass',
        reason: `Nothing else is changing '${facts.environment.name}'`,
      };
}

/** Who must approve after the request? */
export function approvalsGate(facts: GateFacts): Gate {
  const { protection, name } = facts.environment;
  const gate = { id: 'approvals', title: 'Approvals' } as const;
  if (
    protection.mode === 'none' ||
    (facts.action === 'rollback' && protection.rollback === 'direct')
  ) {
    return {
      ...gate,
      status: 'pass',
      reason: `'${name}' asks for no approval of a ${
        facts.action === 'promote' ? 'promotion' : 'rollback'
      }`,
    };
  }
  const people = protection.approvals === 1 ? 'person' : 'people';
  return {
    ...gate,
    status: 'wait',
    reason:
      protection.approvals === 0
        ? `A pull request is opened, which the rules of its repository let through`
        : `A pull request is opened, which ${protection.approvals} ${people}${
            protection.excludeRequester ? ' other than you' : ''
          } must approve`,
    clearedBy: 'Reviewers of the repository',
  };
}
