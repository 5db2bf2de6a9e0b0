import { EnvironmentView, Operation } from '@openportal/plugin-deploy-common';

/**
 * How an environment looks at first glance. One classifier for everything that
 * shows it, so that no two places disagree.
 */
export type EnvironmentStatus =
  | 'waiting'
  | 'progressing'
  | 'healthy'
  | 'degraded'
  | 'suspended'
  | 'missing'
  | 'empty'
  | 'unknown';

/**
 * Classifies an environment. A change under way comes before health, since the
 * health is still that of the version before. Unknown is never healthy.
 */
export function environmentStatus(view: {
  state: Pick<EnvironmentView['state'], 'health'> & { desired?: unknown };
  activeOperation?: Pick<Operation, 'state'>;
}): EnvironmentStatus {
  const { state, activeOperation } = view;
  if (activeOperation) {
    return activeOperation.state === 'awaiting-approval'
      ? 'waiting'
      : 'progressing';
  }
  switch (state.health) {
    case 'healthy':
    case 'progressing':
    case 'degraded':
    case 'suspended':
      return state.health;
    case 'missing':
      return state.desired ? 'missing' : 'empty';
    default:
      return 'unknown';
  }
}
