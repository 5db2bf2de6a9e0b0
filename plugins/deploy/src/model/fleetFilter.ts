import { MatrixQuery, MatrixState } from '@openportal/plugin-deploy-common';

/** What the fleet page is narrowed down to, as its address says it. Empty is everything. */
export type FleetFilter = {
  search: string;
  owner: string;
  system: string;
  environment: string;
  state: MatrixState | '';
};

/** States in the order in which they want attention. */
export const FLEET_STATES: readonly MatrixState[] = [
  'waiting',
  'degraded',
  'drift',
  'stale',
  'progressing',
  'healthy',
];

/** No address of a person is longer; the backend refuses more. */
const MOST_CHARACTERS = 200;

/** Reads a filter from an address. What is not understood is left out. */
export function parseFleetFilter(query: URLSearchParams): FleetFilter {
  const text = (key: string) =>
    query.get(key)?.trim().slice(0, MOST_CHARACTERS) ?? '';
  return {
    search: text('search'),
    owner: text('owner'),
    system: text('system'),
    environment: text('environment'),
    state: FLEET_STATES.find(state => state === query.get('state')) ?? '',
  };
}

/** True when a filter leaves entities out. */
export function isNarrowed(filter: FleetFilter): boolean {
  return Object.values(filter).some(Boolean);
}

/** The filter as the API takes it. */
export function toMatrixQuery(filter: FleetFilter): MatrixQuery {
  return {
    search: filter.search || undefined,
    owner: filter.owner || undefined,
    system: filter.system || undefined,
    environment: filter.environment || undefined,
    state: filter.state || undefined,
  };
}
