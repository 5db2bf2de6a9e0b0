import {
  FleetFilter,
  isNarrowed,
  parseFleetFilter,
  toMatrixQuery,
} from './fleetFilter';

const full: FleetFilter = {
  search: 'a&b',
  owner: 'group:default/team-alpha',
  system: 'system:default/shop',
  environment: 'qa',
  state: 'waiting',
};

describe('the filter of the fleet page', () => {
  it('comes back from an address as it was', () => {
    expect(
      parseFleetFilter(
        new URLSearchParams(new URLSearchParams(full).toString()),
      ),
    ).toEqual(full);
    expect(isNarrowed(full)).toBe(true);
    expect(toMatrixQuery(full)).toEqual(full);
  });

  it('is nothing where the address says nothing', () => {
    const nothing = parseFleetFilter(new URLSearchParams());
    expect(Object.values(nothing)).toEqual(Array(5).fill(''));
    expect(isNarrowed(nothing)).toBe(false);
    expect(Object.values(toMatrixQuery(nothing))).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('leaves out what it does not understand, and cuts what is too long', () => {
    const filter = parseFleetFilter(
      new URLSearchParams({ state: '__proto__', search: 'x'.repeat(500) }),
    );
    expect(filter.state).toBe('');
    expect(filter.search).toHaveLength(200);
  });
});
