import {
  HistoryQuery,
  OPERATION_STATES,
  OperationKind,
  OperationState,
} from '@openportal/plugin-deploy-common';

/** What the history is narrowed down to, as the address says it. Empty is everything. */
export type HistoryFilter = {
  environment: string;
  kind: OperationKind | '';
  state: OperationState | '';
  by: string;
};

/** What an operation can be, in the order of how often it is. */
export const OPERATION_KINDS: readonly OperationKind[] = [
  'promote',
  'rollback',
  'deploy',
];

/** Longer is neither an environment nor a person. */
const MOST_CHARACTERS = 255;

/** Reads a filter from an address. What is not understood is left out. */
export function parseHistoryFilter(query: URLSearchParams): HistoryFilter {
  const text = (key: string) =>
    query.get(key)?.trim().slice(0, MOST_CHARACTERS) ?? '';
  return {
    environment: text('environment'),
    kind: OPERATION_KINDS.find(kind => kind === query.get('kind')) ?? '',
    state: OPERATION_STATES.find(state => state === query.get('state')) ?? '',
    by: text('by'),
  };
}

/** The filter as the API takes it. */
export function toHistoryQuery(filter: HistoryFilter): HistoryQuery {
  return {
    environment: filter.environment || undefined,
    kind: filter.kind || undefined,
    state: filter.state || undefined,
    requestedBy: filter.by || undefined,
  };
}
