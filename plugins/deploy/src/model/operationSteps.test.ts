import { OperationState } from '@openportal/plugin-deploy-common';
import { operationSteps } from './operationSteps';
import { operation } from '../__testUtils__/views';

function statuses(
  state: OperationState,
  change?: Parameters<typeof operation>[1],
  reached?: OperationState[],
) {
  return operationSteps(operation(state, change), reached).map(
    step => `${step.id}:${step.status}`,
  );
}

describe('operationSteps', () => {
  it('follows a direct change', () => {
    expect(statuses('requested')).toEqual([
      'requested:done',
      'committed:current',
      'syncing:open',
      'healthy:open',
    ]);
    const change = { kind: 'commit', commit: 'c0ffee' } as const;
    expect(statuses('committed', change)).toEqual([
      'requested:done',
      'committed:done',
      'syncing:current',
      'healthy:open',
    ]);
    expect(statuses('progressing', change)).toEqual([
      'requested:done',
      'committed:done',
      'syncing:done',
      'healthy:current',
    ]);
    expect(statuses('succeeded')).toEqual([
      'requested:done',
      'committed:done',
      'syncing:done',
      'healthy:done',
    ]);
  });

  it('has a step for the approval of a pull request', () => {
    expect(statuses('awaiting-approval', { kind: 'pull-request' })).toEqual([
      'requested:done',
      'approval:current',
      'committed:open',
      'syncing:open',
      'healthy:open',
    ]);
    expect(statuses('rejected', { kind: 'pull-request' })).toEqual([
      'requested:done',
      'approval:failed',
      'committed:open',
      'syncing:open',
      'healthy:open',
    ]);
  });

  it('waits for approvals of the portal before anything is written', () => {
    const approval = { required: 1, diffHash: 'a', items: [] };
    expect(operationSteps({ ...operation('requested'), approval })[1]).toEqual({
      id: 'approval',
      status: 'current',
    });
    expect(
      operationSteps({ ...operation('applying'), approval }).map(
        ({ status }) => status,
      ),
    ).toEqual(['done', 'done', 'current', 'open', 'open']);
  });

  it('fails at the step where the operation stood', () => {
    const change = { kind: 'commit', commit: 'c0ffee' } as const;
    expect(
      statuses('timed-out', change, ['requested', 'committed', 'progressing']),
    ).toEqual([
      'requested:done',
      'committed:done',
      'syncing:done',
      'healthy:failed',
    ]);
    expect(statuses('timed-out', change)).toEqual([
      'requested:done',
      'committed:done',
      'syncing:failed',
      'healthy:open',
    ]);
    expect(statuses('failed')).toEqual([
      'requested:done',
      'committed:failed',
      'syncing:open',
      'healthy:open',
    ]);
  });

  it('fails at writing where the approvals were there', () => {
    const approval = { required: 1, diffHash: 'a', items: [] };
    expect(
      operationSteps({ ...operation('failed'), approval }, [
        'requested',
        'awaiting-approval',
        'applying',
        'failed',
      ]).map(({ id, status }) => `${id}:${status}`),
    ).toEqual([
      'requested:done',
      'approval:done',
      'committed:failed',
      'syncing:open',
      'healthy:open',
    ]);
  });
});
