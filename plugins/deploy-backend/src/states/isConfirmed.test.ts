import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { testImage } from '../__testUtils__/newOperation';
import { toDeployedVersion } from '../database/toOperationRecord';
import { isConfirmed } from './isConfirmed';

const nowMs = Date.parse('2026-06-08T12:00:00Z');
const watching = { revision: true, watch: true };

const state: EnvironmentState = {
  entityRef: 'component:default/payments',
  environment: 'qa',
  desired: { ...toDeployedVersion(testImage(2)), revision: 'abc' },
  observed: { ...toDeployedVersion(testImage(2)), revision: 'abc' },
  sync: 'synced',
  health: 'degraded',
  drift: false,
  stale: false,
  sources: {
    desired: { adapter: 'manifest', readAt: '2026-06-08T00:00:00Z' },
    observed: { adapter: 'argocd', readAt: '2026-06-08T11:59:00Z' },
  },
  links: [],
};

describe('isConfirmed', () => {
  it('is so where the observer compared with the revision that is known, however well that runs', () => {
    expect(isConfirmed(state, watching, nowMs)).toBe(true);
  });

  it.each<[string, Partial<EnvironmentState>]>([
    ['git moved on', { observed: { ...state.observed, revision: 'def' } }],
    ['git was never read', { desired: undefined }],
    ['the observer says no revision', { observed: { image: testImage(2) } }],
    ['it is not applied', { sync: 'out-of-sync' }],
    ['something else runs', { drift: true }],
    ['it is not known what runs', { drift: undefined }],
    ['the observer is silent', { stale: true }],
    [
      'git could not be read',
      {
        sources: {
          ...state.sources,
          desired: { ...state.sources.desired, error: '503' },
        },
      },
    ],
    [
      'the cluster could not be read',
      {
        sources: {
          ...state.sources,
          observed: { ...state.sources.observed, error: '503' },
        },
      },
    ],
    [
      'git was read more than a week ago',
      {
        sources: {
          ...state.sources,
          desired: { adapter: 'manifest', readAt: '2026-06-01T11:00:00Z' },
        },
      },
    ],
  ])('is not so where %s', (_, changes) => {
    expect(isConfirmed({ ...state, ...changes }, watching, nowMs)).toBe(false);
  });

  it('is not so by an observer that does not watch, or knows nothing of git', () => {
    for (const observer of [
      undefined,
      { revision: true, watch: false },
      { revision: false, watch: true },
    ]) {
      expect(isConfirmed(state, observer, nowMs)).toBe(false);
    }
  });
});
