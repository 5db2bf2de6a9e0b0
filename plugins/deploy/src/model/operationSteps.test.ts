import { operationSteps } from './operationSteps';
import { operation } from '../testing/views';

function statuses(
  state: Parameters<typeof operation>[0],
  change?: Parameters<typeof operation>[1],
) {
  return operationSteps(operation(state, change)).map(
    step => `${step.id}:${step.status}`,
  );
}

describe('operationSteps', () => {
  it('follows a direct change', () => {
    expect(statuses('requested')).toEqual([
      'requested:done',
      'committed:current',
      'healthy:open',
    ]);
    expect(
      statuses('progressing', { kind: 'commit', commit: 'c0ffee' }),
    ).toEqual(['requested:done', 'committed:done', 'healthy:current']);
    expect(statuses('succeeded')).toEqual([
      'requested:done',
      'committed:done',
      'healthy:done',
    ]);
  });

  it('has a step for the approval of a pull request', () => {
    expect(statuses('awaiting-approval', { kind: 'pull-request' })).toEqual([
      'requested:done',
      'approval:current',
      'committed:open',
      'healthy:open',
    ]);
    expect(statuses('rejected', { kind: 'pull-request' })).toEqual([
      'requested:done',
      'approval:failed',
      'committed:open',
      'healthy:open',
    ]);
  });

  it('fails at the step where the operation stood', () => {
    expect(statuses('timed-out', { kind: 'commit', commit: 'c0ffee' })).toEqual(
      ['requested:done', 'committed:done', 'healthy:failed'],
    );
    expect(statuses('failed')).toEqual([
      'requested:done',
      'committed:failed',
      'healthy:open',
    ]);
  });
});
