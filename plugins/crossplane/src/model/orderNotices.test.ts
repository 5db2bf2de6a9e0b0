import { OrderStatus } from '@openportal/plugin-crossplane-common';
import { layer, order, pullRequest } from '../__testUtils__/orders';
import { isSettled, orderNotices } from './orderNotices';

const notInGit = { repository: 'a/b', path: 'www.yaml', exists: false };

function ids(overrides: Partial<OrderStatus>): string[] {
  return orderNotices(order(overrides)).map(({ id }) => id);
}

describe('orderNotices', () => {
  it('has nothing to say about an order that is fine', () => {
    expect(ids({ pullRequests: [pullRequest()] })).toEqual([]);
  });

  it('tells an order that was turned down from one that never was', () => {
    const absent = {
      file: notInGit,
      layers: [layer('compositeResource', 'waiting')],
    };
    expect(ids(absent)).toEqual(['missing']);
    expect(
      ids({ ...absent, pullRequests: [pullRequest({ state: 'closed' })] }),
    ).toEqual(['closed']);
  });

  it('does not call missing what it cannot read', () => {
    expect(
      ids({
        file: notInGit,
        layers: [layer('compositeResource', 'unknown')],
      }),
    ).toEqual([]);
    expect(
      ids({
        file: { ...notInGit, exists: undefined },
        layers: [layer('compositeResource', 'waiting')],
      }),
    ).toEqual([]);
  });

  it('says what each open pull request waits for and asks for', () => {
    const reviews = { approvedBy: [], changesRequestedBy: [], required: true };
    expect(
      ids({
        pullRequests: [
          pullRequest({ state: 'open', operation: 'delete', reviews }),
          pullRequest({
            state: 'open',
            operation: 'update',
            mergeable: 'conflict',
          }),
          pullRequest({
            state: 'open',
            operation: 'create',
            reviews: { ...reviews, changesRequestedBy: ['ada'] },
          }),
        ],
      }),
    ).toEqual([
      'awaitingApproval',
      'deletionOpen',
      'conflict',
      'updateOpen',
      'changesRequested',
    ]);
  });

  it('says what stays in the cluster and what differs from git', () => {
    expect(
      ids({
        orphaned: true,
        prune: false,
        file: notInGit,
        drift: ['spec.replicas'],
      }),
    ).toEqual(['orphaned', 'drift']);
    expect(ids({ orphaned: true, prune: true, file: notInGit })).toEqual([
      'pruning',
    ]);
    expect(ids({ orphaned: true, prune: undefined, file: notInGit })).toEqual([
      'orphanedUnknown',
    ]);
  });
});

describe('isSettled', () => {
  it('is not while anything may still change', () => {
    expect(isSettled(order())).toBe(true);
    expect(isSettled(order({ state: 'failed' }))).toBe(true);
    expect(isSettled(order({ state: 'progressing' }))).toBe(false);
    expect(
      isSettled(order({ pullRequests: [pullRequest({ state: 'open' })] })),
    ).toBe(false);
    expect(isSettled(order({ layers: [layer('flux', 'progressing')] }))).toBe(
      false,
    );
  });

  it('is not just after a merge, which other answers may not know yet', () => {
    const merged = (mergedAt: string) =>
      isSettled(
        order({
          observedAt: '2026-01-01T12:01:00Z',
          pullRequests: [pullRequest({ state: 'merged', mergedAt })],
        }),
      );
    expect(merged('2026-01-01T12:00:30Z')).toBe(false);
    expect(merged('2026-01-01T12:00:00Z')).toBe(true);
  });
});
