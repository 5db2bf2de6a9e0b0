import {
  DeploymentView,
  EnvironmentView,
  Operation,
  OperationChange,
  OperationState,
} from '@openportal/plugin-deploy-common';

const image = (commit: string) =>
  `registry.example/team/service:sha-${commit}@sha256:${'0'.repeat(64)}`;

/** A version in tests. */
export function version(commit: string) {
  return { version: `sha-${commit}`, image: image(commit) };
}

/** An operation of tests in the given state. */
export function operation(
  state: OperationState,
  change?: OperationChange,
): Operation {
  return {
    id: 'operation-1',
    kind: 'promote',
    entityRef: 'component:default/service',
    environment: 'qa',
    sourceEnvironment: 'development',
    from: version('1111111'),
    to: version('2222222'),
    requestedBy: 'user:default/developer',
    channel: 'ui',
    state,
    change,
    correlationId: 'correlation-1',
    requestedAt: '2026-01-01T10:00:00.000Z',
    updatedAt: '2026-01-01T10:00:00.000Z',
  };
}

/** A healthy environment of tests. */
export function environmentView(
  name: string,
  overrides: Partial<EnvironmentView> = {},
): EnvironmentView {
  return {
    environment: {
      name,
      title: name,
      aliases: [],
      protection: {
        mode: 'none',
        approvals: 0,
        excludeRequester: true,
        rollback: 'same',
        mergeWhenApproved: true,
      },
    },
    state: {
      entityRef: 'component:default/service',
      environment: name,
      desired: { ...version('1111111'), changedAt: '2026-01-01T09:00:00.000Z' },
      observed: version('1111111'),
      sync: 'synced',
      health: 'healthy',
      observedAt: '2026-01-01T10:00:00.000Z',
      stale: false,
      sources: { desired: {}, observed: {} },
      links: [],
    },
    ...overrides,
  };
}

/** The answer of the deploy API in tests. */
export function deploymentView(
  environments: EnvironmentView[],
): DeploymentView {
  return {
    entityRef: 'component:default/service',
    strategy: 'manifest',
    observer: 'argocd',
    environments,
    problems: [],
    freezes: [],
    generatedAt: '2026-01-01T10:00:00.000Z',
  };
}
