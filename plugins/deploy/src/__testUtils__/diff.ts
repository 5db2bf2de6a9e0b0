import { DiffCommit, EnvironmentDiff } from '@openportal/plugin-deploy-common';
import { environmentDiff, version } from './views';

/** A comparison of tests with everything that there can be. */
export function fullDiff(
  overrides: Partial<EnvironmentDiff> = {},
): EnvironmentDiff {
  return {
    ...environmentDiff(),
    from: {
      environment: 'development',
      version: version('2222222'),
      sourceCommit: '2222222222222222222222222222222222222222',
    },
    to: { environment: 'qa', version: version('1111111') },
    commits: {
      items: [
        {
          sha: '2222222222222222222222222222222222222222',
          title: 'Round the fees',
          author: 'Ada',
          at: '2026-01-01T09:00:00.000Z',
          url: 'https://github.example/commit/2222222',
          pullRequest: { number: 7, url: 'https://github.example/pull/7' },
        },
      ],
      total: 1,
      direction: 'forward',
      url: 'https://github.example/compare',
    },
    files: {
      items: [
        { path: 'src/fees.ts', status: 'modified', additions: 4, deletions: 2 },
        { path: 'logo.png', status: 'added' },
      ],
      total: 2,
    },
    manifests: {
      items: [
        {
          file: 'deployment.yaml',
          path: 'Deployment/service image',
          from: 'service:2',
          to: 'service:1',
          kind: 'change',
        },
        {
          file: 'deployment.yaml',
          path: 'Deployment/service spec.replicas',
          from: undefined,
          to: '3',
          kind: 'stays',
        },
      ],
    },
    instructions: {
      button: 'Promote to qa',
      slack: '/artifact promote service qa',
      git: 'Commits to the branch main.',
      pullRequest: 'https://github.example/pull/9',
    },
    ...overrides,
  };
}

/** So many commits, newest first. */
export function manyCommits(count: number): DiffCommit[] {
  return Array.from({ length: count }, (_, index) => ({
    sha: String(index).padStart(40, '0'),
    title: `Commit ${index}`,
  }));
}
