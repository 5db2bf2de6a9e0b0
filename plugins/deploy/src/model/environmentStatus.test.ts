import { environmentStatus } from './environmentStatus';
import { environmentView, operation } from '../__testUtils__/views';

describe('environmentStatus', () => {
  it('shows a change under way before the health', () => {
    expect(
      environmentStatus(
        environmentView('qa', { activeOperation: operation('progressing') }),
      ),
    ).toBe('progressing');
    expect(
      environmentStatus(
        environmentView('qa', {
          activeOperation: operation('awaiting-approval'),
        }),
      ),
    ).toBe('waiting');
  });

  it.each([
    ['healthy', 'healthy'],
    ['degraded', 'degraded'],
    ['suspended', 'suspended'],
    ['progressing', 'progressing'],
    ['unknown', 'unknown'],
    ['missing', 'missing'],
  ] as const)('shows the health %s as %s', (health, status) => {
    const view = environmentView('qa');
    expect(
      environmentStatus({ ...view, state: { ...view.state, health } }),
    ).toBe(status);
  });

  it('tells an environment without a version from one that cannot be seen', () => {
    const view = environmentView('qa');
    expect(
      environmentStatus({
        ...view,
        state: { ...view.state, health: 'missing', desired: undefined },
      }),
    ).toBe('empty');
  });
});
