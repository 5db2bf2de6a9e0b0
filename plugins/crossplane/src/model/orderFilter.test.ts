import {
  isNarrowed,
  OrderFilter,
  parseOrderFilter,
  stringifyOrderFilter,
  toListFilter,
} from './orderFilter';

const full: OrderFilter = {
  search: 'a&b',
  cluster: 'platform',
  namespace: 'team-alpha',
  xrd: 'dnsrecords.network.openportal.dev',
  state: 'failed',
  isMine: true,
  sort: 'createdAt',
  direction: 'desc',
};

describe('order filter', () => {
  it('comes back from an address as it was', () => {
    expect(
      parseOrderFilter(
        new URLSearchParams(stringifyOrderFilter(full).toString()),
      ),
    ).toEqual(full);
    const nothing = parseOrderFilter(new URLSearchParams());
    expect(stringifyOrderFilter(nothing).toString()).toBe('');
    expect(isNarrowed(nothing)).toBe(false);
    expect(isNarrowed({ ...nothing, sort: 'kind' })).toBe(false);
    expect(isNarrowed({ ...nothing, isMine: true })).toBe(true);
  });

  it('leaves out what it does not understand', () => {
    const filter = parseOrderFilter(
      new URLSearchParams(
        `state=broken&sort=__proto__&direction=up&mine=1&search=${'x'.repeat(
          500,
        )}`,
      ),
    );
    expect(filter).toMatchObject({
      state: '',
      sort: 'name',
      direction: 'asc',
      isMine: false,
    });
    expect(filter.search).toHaveLength(200);
  });

  it('asks for mine only when it is known who that is', () => {
    expect(toListFilter(full, 'user:default/developer')).toMatchObject({
      requestedBy: 'user:default/developer',
    });
    expect(toListFilter(full, undefined)).not.toHaveProperty('requestedBy');
  });
});
