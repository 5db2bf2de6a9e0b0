import { EnvironmentProtection, Gate } from '@openportal/plugin-deploy-common';
import { modeOf } from './modeOf';
import { withBreakGlass } from './breakGlass';
import { ExecutionFacts, GateFacts } from './GateFacts';

const gate = { id: 'approvals', title: 'Approvals' } as const;

/** Who must approve after the request? */
export function approvalsGate(facts: GateFacts): Gate {
  const { protection, name } = facts.environment;
  switch (modeOf(facts.action, facts.environment)) {
    case 'direct':
      return {
        ...gate,
        status: 'pass',
        reason: `'${name}' asks for no approval of a ${
          facts.action === 'promote' ? 'promotion' : 'rollback'
        }`,
      };
    case 'approvals':
      return withBreakGlass(
        {
          ...gate,
          status: 'wait',
          reason: `${people(protection)} must approve it in the portal`,
          clearedBy: approvers(name),
        },
        facts,
      );
    default:
      return {
        ...gate,
        status: 'wait',
        reason:
          protection.approvals === 0
            ? 'A pull request is opened, which the rules of its repository let through'
            : `A pull request is opened, which ${people(
                protection,
              )} must approve`,
        clearedBy: 'Reviewers of the repository',
      };
  }
}

/** Has everybody agreed who must, by what the configuration asks for now? */
export function givenApprovalsGate(facts: ExecutionFacts): Gate {
  const { environment, mode, approvals, breaks } = facts;
  const { name } = environment;
  const wanted = modeOf(facts.action, environment);
  if (mode === 'pull-request') {
    return {
      ...gate,
      status: 'pass',
      reason: 'The git host collects the approvals of its pull request',
    };
  }
  if (
    wanted !== 'direct' &&
    wanted !== mode &&
    !(wanted === 'approvals' && breaks.includes('approvals'))
  ) {
    return {
      ...gate,
      status: 'fail',
      reason: `'${name}' asks for ${
        wanted === 'approvals' ? 'approvals in the portal' : 'a pull request'
      } now, which it did not when this was requested`,
      clearedBy: 'A new request',
    };
  }
  if (mode === 'direct') {
    return {
      ...gate,
      status: 'pass',
      reason: breaks.includes('approvals')
        ? 'Its approvals were passed by breaking the glass'
        : `'${name}' asks for no approval of it`,
    };
  }
  const by = approvals?.by ?? [];
  const required =
    approvals?.required ?? Math.max(1, environment.protection.approvals);
  return by.length >= required
    ? {
        ...gate,
        status: 'pass',
        reason: `Approved by ${by.map(ref => `'${ref}'`).join(', ')}`,
      }
    : {
        ...gate,
        status: 'wait',
        reason: `It has ${by.length} of ${required} approvals`,
        clearedBy: approvers(name),
      };
}

function people(protection: EnvironmentProtection): string {
  const { approvals, excludeRequester } = protection;
  return `${approvals} ${approvals === 1 ? 'person' : 'people'}${
    excludeRequester ? ' other than you' : ''
  }`;
}

function approvers(environment: string): string {
  return `Who has the permission 'deploy.approve' in '${environment}'`;
}
