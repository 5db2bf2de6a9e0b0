import { Gate } from '@openportal/plugin-deploy-common';
import { preview, version } from '../__testUtils__/views';
import {
  breakableGates,
  needsGlassBroken,
  offerOf,
  rollbackOfferOf,
} from './actionRefusal';

function gate(id: Gate['id'], change: Partial<Gate> = {}): Gate {
  return { id, title: id, status: 'fail', reason: `${id} refuses`, ...change };
}

describe('offerOf', () => {
  it('offers what is allowed', () => {
    expect(offerOf(preview())).toEqual({
      isOffered: true,
      needsBreakGlass: false,
      refusal: undefined,
    });
  });

  it('offers what only breaking the glass gets through, and says so', () => {
    const freeze = gate('freeze', { breakGlass: true });
    expect(offerOf(preview({ allowed: false, gates: [freeze] }))).toEqual({
      isOffered: true,
      needsBreakGlass: true,
      refusal: freeze,
    });
  });

  it.each([
    ['another gate refuses too', {}, [gate('permission')]],
    ['the backend says that the caller cannot', { breakGlass: false }, []],
  ])('offers nothing where %s', (_, change, others) => {
    const gates = [gate('freeze', { breakGlass: true }), ...others];
    expect(
      offerOf(preview({ allowed: false, gates, ...change })),
    ).toMatchObject({ isOffered: false, needsBreakGlass: false });
  });
});

describe('rollbackOfferOf', () => {
  it('offers the choice of another version where only the suggested one is refused', () => {
    const gates = [gate('version-present')];
    expect(rollbackOfferOf(preview({ allowed: false, gates }))).toMatchObject({
      isOffered: true,
      needsBreakGlass: false,
    });
  });

  it.each([
    ['there is nothing to go back to', { to: undefined }, []],
    ['something else refuses', { to: version('0000000') }, [gate('freeze')]],
  ])('offers nothing where %s', (_, change, others) => {
    const gates = [gate('version-present'), ...others];
    expect(
      rollbackOfferOf(preview({ allowed: false, gates, ...change })).isOffered,
    ).toBe(false);
  });
});

describe('breaking the glass', () => {
  it('passes what refuses or waits, never what passes anyway', () => {
    const gates = [
      gate('freeze', { breakGlass: true }),
      gate('approvals', { breakGlass: true, status: 'wait' }),
      gate('soak', { breakGlass: true, status: 'pass' }),
      gate('permission'),
    ];
    expect(breakableGates(gates).map(({ id }) => id)).toEqual([
      'freeze',
      'approvals',
    ]);
    expect(needsGlassBroken(gates)).toBe(false);
    expect(needsGlassBroken(gates.slice(0, 3))).toBe(true);
    expect(needsGlassBroken(gates.slice(1, 3))).toBe(false);
  });
});
