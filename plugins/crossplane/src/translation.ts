import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { editMessages } from './edit/messages';
import { fieldMessages } from './fields/messages';

/**
 * The texts of the crossplane plugin.
 *
 * @public
 */
export const crossplaneTranslationRef = createTranslationRef({
  id: 'plugin.crossplane',
  messages: {
    edit: editMessages,
    field: fieldMessages,
    orders: {
      title: 'Orders',
      intro: 'Infrastructure ordered through the portal.',
      loading: 'Loading orders',
      empty: 'There are no orders in your namespaces yet.',
      create: 'Order something',
      errorTitle: 'The orders could not be read',
      unreadable: 'Orders of the cluster {{cluster}} are missing: {{reason}}',
      name: 'Name',
      kind: 'Kind',
      namespace: 'Namespace',
      cluster: 'Cluster',
      state: 'State',
      requestedBy: 'Requested by',
    },
    order: {
      loading: 'Loading the order',
      errorTitle: 'The order could not be read',
      staleErrorTitle: 'Showing the last known state',
      back: 'All orders',
      failing: 'Stopped at: {{layer}}',
      fix: 'What to do: {{fix}}',
      links: 'Links',
      layers: 'Layers',
      resources: 'Resources of {{layer}}',
      requestedBy: 'Requested by {{who}}',
    },
    layer: {
      pullRequest: 'Pull request',
      flux: 'Flux',
      compositeResource: 'Composite resource',
      composition: 'Composition',
      providers: 'Providers',
    },
    state: {
      ready: 'Ready',
      progressing: 'In progress',
      waiting: 'Waiting',
      failed: 'Failed',
      unknown: 'Unknown',
    },
  },
});
