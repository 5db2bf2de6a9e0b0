import { OrderStatus } from '@openportal/plugin-crossplane-common';
import { order, pullRequest } from '../__testUtils__/orders';
import { OrderActionId, refusalOf as refusalWithout } from './orderActions';

const notInGit = { repository: 'a/b', path: 'www.yaml', exists: false };

/** In a portal that has every template. */
function refusalOf(status: OrderStatus, action: OrderActionId) {
  return refusalWithout(status, action, new Set());
}

describe('refusalOf', () => {
  it('allows what git has, and what is not known to be missing', () => {
    expect(refusalOf(order(), 'update')).toBeUndefined();
    expect(
      refusalOf(order({ file: { ...notInGit, exists: undefined } }), 'delete'),
    ).toBeUndefined();
  });

  it('names the pull request that an order waits for', () => {
    const open = pullRequest({ state: 'open' });
    const waiting = order({ file: notInGit, pullRequests: [open] });
    for (const action of ['update', 'delete'] as const) {
      expect(refusalOf(waiting, action)).toEqual({
        id: 'notInGitYet',
        pullRequest: open,
      });
    }
    expect(refusalOf(waiting, 'restore')).toBeUndefined();
  });

  it('does not wait for what was removed or turned down', () => {
    for (const pullRequests of [
      [],
      [pullRequest({ state: 'closed' })],
      [pullRequest({ state: 'merged', operation: 'delete' })],
    ]) {
      expect(
        refusalOf(order({ file: notInGit, pullRequests }), 'update'),
      ).toEqual({ id: 'notInGit' });
    }
  });

  it('names the template that the portal does not have', () => {
    const missing = new Set<OrderActionId>(['delete', 'restore']);
    expect(refusalWithout(order(), 'update', missing)).toBeUndefined();
    expect(refusalWithout(order(), 'delete', missing)).toEqual({
      id: 'noDeleteTemplate',
    });
    expect(refusalWithout(order(), 'restore', missing)).toEqual({
      id: 'noRestoreTemplate',
    });
    expect(
      refusalWithout(order(), 'delete', new Set<OrderActionId>(['restore'])),
    ).toBeUndefined();
    const allowed = { update: false, delete: false, restore: false };
    expect(refusalWithout(order({ allowed }), 'delete', missing)).toEqual({
      id: 'notAllowed',
    });
  });

  it('says first what waiting would not change', () => {
    const open = pullRequest({ state: 'open' });
    expect(
      refusalOf(order({ file: undefined, pullRequests: [open] }), 'update'),
    ).toEqual({ id: 'noRepository' });
    expect(
      refusalOf(
        order({
          file: notInGit,
          pullRequests: [open],
          allowed: { update: false, delete: true, restore: true },
        }),
        'update',
      ),
    ).toEqual({ id: 'notAllowed' });
  });
});
