import { EnvironmentState } from '@openportal/plugin-deploy-common';
import {
  deploymentView,
  environmentView,
  version,
} from '../__testUtils__/views';
import { isBeingCreated } from './isBeingCreated';

function view(...states: Partial<EnvironmentState>[]) {
  return deploymentView(
    states.map((state, index) => {
      const environment = environmentView(`environment-${index}`);
      return { ...environment, state: { ...environment.state, ...state } };
    }),
  );
}

const NOW = '2026-01-01T10:00:00.000Z';
const healthyAt = (time: string) => ({
  lastHealthy: { ...version('1111111'), healthyAt: `2026-01-01T${time}:00Z` },
});

describe('an application', () => {
  it('is being created until it has been healthy, and a while longer', () => {
    expect(view().generatedAt).toBe(NOW);
    expect(isBeingCreated(view({}, {}))).toBe(true);
    expect(isBeingCreated(view(healthyAt('09:30'), {}))).toBe(true);
  });

  it('is not new once it has run for long, or has had another version', () => {
    expect(isBeingCreated(view(healthyAt('08:30'), {}))).toBe(false);
    expect(isBeingCreated(view(healthyAt('08:30'), healthyAt('09:59')))).toBe(
      false,
    );
    expect(
      isBeingCreated(
        view({
          ...healthyAt('09:59'),
          previousHealthy: { ...version('0000000'), healthyAt: NOW },
        }),
      ),
    ).toBe(false);
    expect(isBeingCreated(view())).toBe(false);
  });

  it('is not new where nobody tells whether it runs, nor where it was written long ago in vain', () => {
    expect(isBeingCreated({ ...view({}), observer: undefined })).toBe(false);
    const writtenAt = (changedAt: string) =>
      view({ desired: { ...version('1111111'), changedAt } }, {});
    expect(isBeingCreated(writtenAt('2025-12-31T10:00:01.000Z'))).toBe(true);
    expect(isBeingCreated(writtenAt('2025-12-31T10:00:00.000Z'))).toBe(false);
  });
});
