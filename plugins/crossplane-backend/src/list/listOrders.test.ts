import { OrderSummary } from '@openportal/plugin-crossplane-common';
import { selectPage } from './listOrders';

const order = (
  name: string,
  change: Partial<OrderSummary> = {},
): OrderSummary => ({
  ref: { cluster: 'one', namespace: 'team-alpha', xrd: 'a.example.org', name },
  kind: 'Thing',
  state: 'ready',
  message: '',
  ...change,
});

const everything = () => true;
const names = (page: { items: OrderSummary[] }) =>
  page.items.map(({ ref }) => ref.name);

describe('selectPage', () => {
  it('walks through all pages, each order once, also while orders come and go', () => {
    const all = Array.from({ length: 25 }, (_, index) =>
      order(`o${String(index).padStart(2, '0')}`),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    let rest = all;
    do {
      const page = selectPage(rest, { limit: 10, cursor }, everything);
      seen.push(...names(page));
      cursor = page.nextCursor;
      // The last one of the page is removed, and one that sorts before comes.
      rest = [
        order('a-new'),
        ...rest.filter(({ ref }) => ref.name !== seen.at(-1)),
      ];
    } while (cursor);
    expect(seen).toEqual(all.map(({ ref }) => ref.name));
  });

  it('filters, searches and sorts', () => {
    const all = [
      order('a', { state: 'ready', createdAt: '2026-01-02' }),
      order('b', {
        state: 'failed',
        createdAt: '2026-01-03',
        requestedBy: 'user:default/x',
      }),
      order('c', { state: 'waiting', createdAt: '2026-01-01', kind: 'Other' }),
    ];
    expect(names(selectPage(all, { sort: 'state' }, everything))).toEqual([
      'b',
      'c',
      'a',
    ]);
    expect(
      names(
        selectPage(all, { sort: 'createdAt', direction: 'desc' }, everything),
      ),
    ).toEqual(['b', 'a', 'c']);
    expect(names(selectPage(all, { search: 'OTHER' }, everything))).toEqual([
      'c',
    ]);
    expect(names(selectPage(all, { search: 'default/x' }, everything))).toEqual(
      ['b'],
    );
    expect(names(selectPage(all, { state: 'failed' }, everything))).toEqual([
      'b',
    ]);
    expect(
      names(selectPage(all, { requestedBy: 'user:default/x' }, everything)),
    ).toEqual(['b']);
    expect(selectPage(all, { namespace: 'x' }, everything)).toMatchObject({
      items: [],
      totalItems: 0,
    });
  });

  it('A22: counts and names only what the caller may see', () => {
    const foreign = order('secret', { requestedBy: 'user:default/foreign' });
    foreign.ref = { ...foreign.ref, namespace: 'team-beta', cluster: 'two' };
    const asked: string[] = [];
    const page = selectPage(
      [order('a'), order('b'), foreign],
      {},
      ({ namespace }) => {
        asked.push(namespace);
        return namespace === 'team-alpha';
      },
    );
    expect(page.totalItems).toBe(2);
    expect(JSON.stringify(page)).not.toMatch(/secret|team-beta|foreign|two/);
    // One decision for each namespace, not for each order.
    expect(asked).toEqual(['team-alpha', 'team-beta']);
  });

  it('answers 100,000 orders in time', () => {
    const all = Array.from({ length: 100_000 }, (_, index) =>
      order(`o${index}`),
    );
    const start = performance.now();
    const page = selectPage(all, { search: 'o9', limit: 100 }, everything);
    expect(page.items).toHaveLength(100);
    // Far more than it takes; it fails when somebody makes it quadratic.
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
