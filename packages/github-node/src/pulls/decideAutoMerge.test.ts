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
    expect(
      decideAutoMerge({ state: 'open', mergeableState, autoMergeArmed: armed }),
    ).toMatchObject({ step });
  });

  it('is done when merged and stops when closed', () => {
    const rest = { mergeableState: 'unknown', autoMergeArmed: false };
    expect(decideAutoMerge({ state: 'merged', ...rest }).step).toBe('done');
    expect(decideAutoMerge({ state: 'closed', ...rest }).step).toBe('stop');
  });
});
