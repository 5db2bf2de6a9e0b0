import { decideAutoMerge } from './decideAutoMerge';

describe('decideAutoMerge', () => {
  it.each([
    ['clean', false, 'merge'],
    ['unstable', false, 'merge'],
    ['blocked', false, 'arm'],
    ['blocked', true, 'done'],
    ['behind', false, 'arm'],
    ['unknown', false, 'wait'],
    ['dirty', false, 'stop'],
    ['draft', false, 'stop'],
  ])('%p with auto-merge armed %p: %p', (mergeableState, armed, step) => {
    const pull = {
      state: 'open' as const,
      mergeableState,
      autoMergeArmed: armed,
      headOid: 'seen',
    };
    expect(decideAutoMerge(pull, 'seen')).toMatchObject({ step });
    expect(decideAutoMerge(pull, 'other')).toMatchObject({
      step: 'stop',
      cause: 'head-moved',
    });
  });

  it('is done when merged and stops when closed', () => {
    const rest = {
      mergeableState: 'unknown',
      autoMergeArmed: false,
      headOid: 'any',
    };
    expect(decideAutoMerge({ state: 'merged', ...rest }, 'seen').step).toBe(
      'done',
    );
    expect(decideAutoMerge({ state: 'closed', ...rest }, 'any')).toMatchObject({
      step: 'stop',
      cause: 'closed',
    });
  });
});
