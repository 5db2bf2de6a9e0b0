import { NotFoundError } from '@backstage/errors';
import {
  CrossplaneApi,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { exampleOrders } from './exampleOrders';
import { exampleChecks, exampleIngestor } from './exampleIngestor';
import { exampleDiff, exampleRevisions } from './exampleRevisions';

/** Answers with the example orders, wherever they are asked for. */
export function createExampleApi(): CrossplaneApi {
  const unavailable = async (): Promise<never> => {
    throw new NotFoundError('The examples have no forms');
  };
  return {
    getOrder: async ref => {
      const order = exampleOrders.find(
        example => stringifyOrderRef(example.ref) === stringifyOrderRef(ref),
      );
      if (!order) {
        throw new NotFoundError(
          `There is no order '${stringifyOrderRef(ref)}'`,
        );
      }
      return order;
    },
    listOrders: async (filter = {}) => {
      const items = exampleOrders
        .filter(
          ({ ref, state }) =>
            (!filter.state || state === filter.state) &&
            (!filter.namespace || ref.namespace === filter.namespace) &&
            ref.name.includes(filter.search ?? ''),
        )
        .map(
          ({ ref, kind, state, layers, requestedBy, createdAt, orphaned }) => ({
            ref,
            kind,
            state,
            requestedBy,
            createdAt,
            orphaned,
            message:
              layers.find(layer => layer.state !== 'ready')?.message ??
              'Everything is ready',
          }),
        );
      return {
        items,
        totalItems: items.length,
        facets: {
          clusters: ['platform', 'production'],
          namespaces: ['team-alpha', 'team-beta'],
          xrds: [
            { name: 'dnsrecords.network.openportal.dev', kind: 'DNSRecord' },
          ],
          requesters: ['user:default/developer'],
        },
        unreadable: [{ cluster: 'production', reason: 'connect ETIMEDOUT' }],
      };
    },
    listOrderRevisions: async () => exampleRevisions,
    getOrderRevision: async () => ({
      content: '',
      deleted: false,
      diff: exampleDiff,
    }),
    getOrderForm: unavailable,
    previewOrder: unavailable,
    listNamespaces: async () => ({ items: [] }),
    getIngestorStatus: async () => exampleIngestor,
    refreshIngestor: async () => undefined,
    findDefinitions: async () => ({
      items: [{ xrd: 'dnsrecords.network.openportal.dev', kind: 'DNSRecord' }],
      problems: [],
    }),
    troubleshoot: async ({ xrd }) => ({ xrd, checks: exampleChecks }),
  };
}
