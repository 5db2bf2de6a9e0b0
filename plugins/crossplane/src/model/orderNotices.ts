import {
  OrderPullRequest,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';

/** Something about an order that no single layer says. */
export type OrderNotice = {
  id:
    | 'orphaned'
    | 'orphanedUnknown'
    | 'pruning'
    | 'missing'
    | 'closed'
    | 'awaitingApproval'
    | 'changesRequested'
    | 'conflict'
    | 'deletionOpen'
    | 'updateOpen'
    | 'drift';
  pullRequest?: OrderPullRequest;
  /** Fields that differ from git. */
  fields?: string[];
};

/** What a user should know about an order before its layers, most important first. */
export function orderNotices(order: OrderStatus): OrderNotice[] {
  const open = order.pullRequests.filter(({ state }) => state === 'open');
  const notices: OrderNotice[] = [];
  if (order.orphaned) {
    notices.push({ id: orphanedNotice(order.prune) });
  }
  notices.push(...absence(order, open));
  for (const pullRequest of open) {
    notices.push(...waitsFor(pullRequest), ...asksFor(pullRequest));
  }
  if (order.drift.length > 0) {
    notices.push({ id: 'drift', fields: order.drift });
  }
  return notices;
}

/** Without its file a resource stays, is about to go, or nobody knows. */
function orphanedNotice(prune: boolean | undefined): OrderNotice['id'] {
  if (prune === undefined) {
    return 'orphanedUnknown';
  }
  return prune ? 'pruning' : 'orphaned';
}

/** Neither git nor the cluster has the order: it was turned down or never made. */
function absence(order: OrderStatus, open: OrderPullRequest[]): OrderNotice[] {
  const isInCluster =
    order.orphaned ||
    order.layers.some(
      ({ id, resources, state }) =>
        id === 'compositeResource' &&
        (resources.length > 0 || state === 'unknown'),
    );
  if (order.file?.exists !== false || isInCluster || open.length > 0) {
    return [];
  }
  const closed = order.pullRequests.find(({ state }) => state === 'closed');
  return [closed ? { id: 'closed', pullRequest: closed } : { id: 'missing' }];
}

function waitsFor(pullRequest: OrderPullRequest): OrderNotice[] {
  const { mergeable, reviews } = pullRequest;
  if (mergeable === 'conflict') {
    return [{ id: 'conflict', pullRequest }];
  }
  if (reviews.changesRequestedBy.length > 0) {
    return [{ id: 'changesRequested', pullRequest }];
  }
  return reviews.required ? [{ id: 'awaitingApproval', pullRequest }] : [];
}

function asksFor(pullRequest: OrderPullRequest): OrderNotice[] {
  switch (pullRequest.operation) {
    case 'delete':
      return [{ id: 'deletionOpen', pullRequest }];
    case 'update':
      return [{ id: 'updateOpen', pullRequest }];
    default:
      return [];
  }
}

/** What was merged just now may not be in every answer yet: GitHub and caches are a few seconds behind. */
const FRESHLY_MERGED_MS = 60_000;

/**
 * An order that is on its way is read often; one that is settled rarely. An
 * order whose resource is ready is still on its way when a later change of git
 * has not reached the cluster.
 */
export function isSettled(order: OrderStatus): boolean {
  const observedAt = Date.parse(order.observedAt);
  return (
    (order.state === 'ready' || order.state === 'failed') &&
    !order.layers.some(({ state }) => state === 'progressing') &&
    !order.pullRequests.some(
      ({ state, mergedAt }) =>
        state === 'open' ||
        (mergedAt !== undefined &&
          observedAt - Date.parse(mergedAt) < FRESHLY_MERGED_MS),
    )
  );
}
