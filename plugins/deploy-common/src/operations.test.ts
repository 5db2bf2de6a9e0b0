import fc from 'fast-check';
import {
  canTransition,
  isCancellable,
  isFinalState,
  OPERATION_STATES,
  OPERATION_TRANSITIONS,
} from './operations';

describe('operation transitions', () => {
  it('end in a final state on every walk, however it goes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
        choices => {
          let state = OPERATION_STATES[0];
          const seen = [state];
          for (const choice of choices) {
            const next = OPERATION_TRANSITIONS[state];
            if (next.length === 0) {
              break;
            }
            // The one pair that may alternate is taken at most once each way, as operations do.
            const options = next.filter(
              candidate =>
                seen.filter(earlier => earlier === candidate).length < 2,
            );
            state = options[choice % options.length];
            seen.push(state);
          }
          expect(isFinalState(state)).toBe(true);
        },
      ),
    );
  });

  it('let nothing follow an end, and reach every state', () => {
    const reachable = new Set(['requested']);
    for (const from of OPERATION_STATES) {
      for (const to of OPERATION_TRANSITIONS[from]) {
        reachable.add(to);
        expect(isFinalState(from)).toBe(false);
        expect(canTransition(from, to)).toBe(true);
        expect(canTransition(to, 'requested')).toBe(false);
      }
    }
    expect([...reachable].sort()).toEqual([...OPERATION_STATES].sort());
  });

  it('never cancel or reject what is in git', () => {
    for (const state of ['committed', 'progressing'] as const) {
      expect(isCancellable(state)).toBe(false);
      expect(canTransition(state, 'rejected')).toBe(false);
    }
    expect(isCancellable('awaiting-approval')).toBe(true);
  });

  it('succeed only after a commit', () => {
    for (const state of OPERATION_STATES) {
      expect(canTransition(state, 'succeeded')).toBe(
        state === 'committed' || state === 'progressing',
      );
    }
  });
});
