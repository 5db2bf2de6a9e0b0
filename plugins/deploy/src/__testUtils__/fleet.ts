import {
  MatrixCell,
  MatrixResponse,
  MatrixRow,
} from '@openportal/plugin-deploy-common';

/** A healthy environment in the matrix of tests. */
export function cell(
  environment: string,
  overrides: Partial<MatrixCell> = {},
): MatrixCell {
  return {
    environment,
    version: 'sha-1111111',
    image: 'registry.example/team/service:sha-1111111',
    health: 'healthy',
    sync: 'synced',
    stale: false,
    observedAt: '2026-01-01T10:00:00.000Z',
    ...overrides,
  };
}

/** An entity in the matrix of tests. */
export function row(
  name: string,
  environments: MatrixCell[],
  overrides: Partial<MatrixRow> = {},
): MatrixRow {
  return {
    entityRef: `component:default/${name}`,
    title: name,
    environments,
    ...overrides,
  };
}

/** An answer of the matrix in tests, with all of it on one page. */
export function matrix(
  items: MatrixRow[],
  overrides: Partial<MatrixResponse> = {},
): MatrixResponse {
  return {
    environments: ['development', 'qa', 'prod'],
    items,
    total: items.length,
    activeOperations: [],
    freezes: [],
    generatedAt: '2026-01-01T10:00:00.000Z',
    ...overrides,
  };
}
