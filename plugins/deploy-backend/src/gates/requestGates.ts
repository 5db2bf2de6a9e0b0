import { Gate } from '@openportal/plugin-deploy-common';
import { actionVerb } from './actionVerb';
import { CommonFacts, ExecutionFacts, GateFacts } from './GateFacts';

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

/** May the requester still do this there? */
export function requesterGate(facts: ExecutionFacts): Gate {
  const { name } = facts.environment;
  const verb = actionVerb(facts.action);
  return {
    id: 'permission',
    title: 'Permission',
    ...(facts.permissions.action
      ? {
          status: 'pass',
          reason: `'${facts.requestedBy}' may ${verb} in '${name}'`,
        }
      : {
          status: 'fail',
          reason: `'${facts.requestedBy}' may no longer ${verb} in '${name}': the permission 'deploy.${facts.action}' was withdrawn`,
          clearedBy: 'Who manages the permission policy of the portal',
        }),
  };
}

/** May the caller leave environments out? */
export function skipPermissionGate(facts: CommonFacts): Gate | undefined {
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
export function adaptersGate(facts: CommonFacts): Gate {
  return {
    id: 'adapters',
    title: 'Desired state',
    ...(facts.cannotPropose === undefined
      ? { status: 'pass', reason: 'The desired state can be written' }
      : {
          status: 'fail',
          ...facts.cannotPropose,
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
      clearedBy: 'The git host, once it can be read again',
    };
  }
  // A rollback is not held up: when nobody can look, going back to what was healthy is the safe way.
  const stale = [source?.state, source && target].find(state => state?.stale);
  if (stale) {
    const { environment, observedAt, sources } = stale;
    const error = sources.observed.error;
    return {
      ...gate,
      status: 'fail',
      reason: `${
        observedAt === undefined
          ? `It is not known what runs in '${environment}'`
          : `What is known of '${environment}' is from ${observedAt}, too old to act on`
      }${error === undefined ? '' : ` (${error})`}`,
      clearedBy: 'The cluster, once it can be read again',
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
        clearedBy: `The end of operation ${
          active.id
        }, or its cancellation by '${
          active.requestedBy
        }' or others who may ${actionVerb(facts.action)} there`,
        ...(active.deadline !== undefined && { clearsAt: active.deadline }),
      }
    : {
        ...gate,
        status: 'pass',
        reason: `Nothing else is changing '${facts.environment.name}'`,
      };
}
