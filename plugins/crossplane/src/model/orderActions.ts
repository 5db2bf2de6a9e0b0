import {
  OrderPullRequest,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';

/** What can be done with an order. */
export type OrderActionId = 'update' | 'delete' | 'restore';

/** Why an action is not possible; each is a text of its own. */
export type Refusal =
  | {
      id:
        | 'notAllowed'
        | 'notInGit'
        | 'noRepository'
        | 'noDeleteTemplate'
        | 'noRestoreTemplate';
    }
  | { id: 'notInGitYet'; pullRequest: OrderPullRequest };

/**
 * Why the caller cannot do something with an order; undefined when it is possible.
 *
 * @param missingTemplates - actions whose template the portal does not have
 */
export function refusalOf(
  order: OrderStatus,
  action: OrderActionId,
  missingTemplates: ReadonlySet<OrderActionId>,
): Refusal | undefined {
  if (!order.file) {
    return { id: 'noRepository' };
  }
  if (!order.allowed[action]) {
    return { id: 'notAllowed' };
  }
  if (action !== 'update' && missingTemplates.has(action)) {
    return {
      id: action === 'delete' ? 'noDeleteTemplate' : 'noRestoreTemplate',
    };
  }
  // What git does not have can be brought back, but not changed or removed.
  if (order.file.exists !== false || action === 'restore') {
    return undefined;
  }
  const pullRequest = order.pullRequests.find(
    ({ state, operation }) => state === 'open' && operation !== 'delete',
  );
  return pullRequest ? { id: 'notInGitYet', pullRequest } : { id: 'notInGit' };
}
