import {
  ActionPreview,
  DeploymentView,
  EnvironmentDiff,
  EnvironmentView,
  Operation,
  OperationChange,
  OperationResponse,
  OperationState,
} from '@openportal/plugin-deploy-common';

const image = (commit: string) =>
  `registry.example/team/service:sha-${commit}@sha256:${commit.padEnd(
    64,
    '0',
  )}`;

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

/** A promotion from development to qa that everything lets through. */
export function preview(overrides: Partial<ActionPreview> = {}): ActionPreview {
  return {
    environment: 'qa',
    from: version('1111111'),
    to: version('2222222'),
    allowed: true,
    gates: [
      {
        id: 'source-healthy',
        title: 'Source healthy',
        status: 'pass',
        reason: 'development runs it healthy',
      },
    ],
    mode: 'direct',
    ...overrides,
  };
}

/** The answer about one operation in tests; nothing can be done with it unless said otherwise. */
export function operationResponse(
  about: Operation,
  allowed: { approve?: boolean; cancel?: boolean; retry?: boolean } = {},
): OperationResponse {
  const action = (name: keyof typeof allowed) =>
    allowed[name]
      ? { allowed: true }
      : { allowed: false, reason: `You may not ${name} this` };
  return {
    operation: about,
    events: [],
    actions: {
      approve: action('approve'),
      cancel: action('cancel'),
      retry: action('retry'),
    },
  };
}

/** A comparison of tests: one commit, one value that changes and one that stays. */
export function environmentDiff(): EnvironmentDiff {
  return {
    entityRef: 'component:default/service',
    from: { environment: 'development', version: version('2222222') },
    to: { environment: 'qa', version: version('1111111') },
    commits: {
      items: [{ sha: '2222222', title: 'Round the fees', author: 'developer' }],
      total: 1,
      direction: 'forward',
    },
    files: { items: [], total: 0 },
    manifests: {
      items: [
        {
          file: 'deployment.yaml',
          path: 'Deployment/service spec.template',
          from: 'two',
          to: 'one',
          kind: 'change',
        },
      ],
    },
    instructions: { button: 'Promote to qa' },
    generatedAt: '2026-01-01T10:00:00.000Z',
  };
}
