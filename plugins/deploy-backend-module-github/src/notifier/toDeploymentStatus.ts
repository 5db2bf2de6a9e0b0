import { OperationState } from '@openportal/plugin-deploy-common';

/** The states of a deployment that GitHub takes. */
export type GithubDeploymentState =
  | 'error'
  | 'failure'
  | 'inactive'
  | 'in_progress'
  | 'queued'
  | 'success';

const states: Record<OperationState, GithubDeploymentState> = {
  requested: 'queued',
  'awaiting-approval': 'queued',
  applying: 'in_progress',
  committed: 'in_progress',
  progressing: 'in_progress',
  succeeded: 'success',
  failed: 'failure',
  'timed-out': 'failure',
  superseded: 'inactive',
  cancelled: 'inactive',
  rejected: 'inactive',
};

const order: GithubDeploymentState[] = ['queued', 'in_progress'];

/** The state of a deployment for the state of an operation. */
export function toDeploymentStatus(
  state: OperationState,
): GithubDeploymentState {
  return states[state];
}

/** Whether a status is news: messages may come twice and late, and an end is the end. */
export function isNews(
  next: GithubDeploymentState,
  known: string | undefined,
): boolean {
  if (known === undefined) {
    return true;
  }
  const at = order.findIndex(state => state === known);
  if (at < 0) {
    return false;
  }
  const to = order.indexOf(next);
  return to < 0 || to > at;
}
