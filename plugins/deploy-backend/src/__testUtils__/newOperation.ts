import { NewOperation } from '../operations/OperationRecord';

/** A pinned image of the test application. */
export function testImage(number: number): string {
  const hex = number.toString(16).padStart(2, '0');
  return `registry.test/acme/idp-payments:sha-${hex.repeat(
    20,
  )}@sha256:${hex.repeat(32)}`;
}

/** A promotion to store. */
export function newOperation(
  overrides: Partial<NewOperation> = {},
): NewOperation {
  const environment = overrides.environment ?? 'qa';
  const entityRef = overrides.entityRef ?? 'component:default/payments';
  return {
    kind: 'promote',
    entityRef,
    environment,
    sourceEnvironment: 'development',
    fromImage: testImage(1),
    toImage: testImage(2),
    requestedBy: 'user:default/developer',
    channel: 'ui',
    requestHash: 'hash',
    mode: 'direct',
    settings: {
      target: {
        entityRef,
        name: 'payments',
        environment,
        repository: { owner: 'acme', name: 'idp-payments' },
        manifestPath: `environments/${environment}`,
        imageRepository: 'registry.test/acme/idp-payments',
        argocdApplication: `idp-payments-${environment}`,
        namespace: `payments-${environment}`,
        annotations: {},
      },
      strategy: 'manifest',
      observer: 'argocd',
      owners: ['group:default/team-alpha'],
    },
    timeoutMs: 900_000,
    latestOperationId: undefined,
    ...overrides,
  };
}
