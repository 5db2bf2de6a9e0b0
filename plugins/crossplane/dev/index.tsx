/**
 * The pages with fixed orders in every state and no backend: `yarn start` in
 * this folder, then http://localhost:3000/orders.
 */
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { Container } from '@backstage/ui';
import {
  CrossplaneKeys,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { crossplaneApiRef } from '../src/api/crossplaneApiRef';
import { OrderEntityTab, OrderStatusCard } from '../src/components/OrderEntity';
import { crossplanePlugin } from '../src/plugin';
import { createExampleApi } from './createExampleApi';
import { failedOrder } from './exampleOrders';

const crossplane = crossplanePlugin.withOverrides({
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: crossplaneApiRef,
          deps: {},
          factory: createExampleApi,
        }),
    }),
  ],
});

/** Stands in for the scaffolder: a task can be started, and fails. */
const scaffolder = createFrontendPlugin({
  pluginId: 'scaffolder',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: scaffolderApiRef,
          deps: {},
          factory: () => {
            const unavailable = async (): Promise<never> => {
              throw new Error('There is no scaffolder in this app');
            };
            const stream = () => {
              throw new Error('There is no scaffolder in this app');
            };
            return {
              getTemplateParameterSchema: unavailable,
              scaffold: unavailable,
              getTask: unavailable,
              cancelTask: unavailable,
              retry: unavailable,
              listTasks: unavailable,
              getIntegrationsList: unavailable,
              listActions: unavailable,
              listTemplatingExtensions: unavailable,
              streamLogs: stream,
              dryRun: unavailable,
              autocomplete: unavailable,
            };
          },
        }),
    }),
  ],
});

const entity = createFrontendPlugin({
  pluginId: 'entity',
  title: 'Entity',
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/entity',
        title: 'Entity',
        loader: async () => (
          <EntityProvider
            entity={{
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Resource',
              metadata: {
                name: failedOrder.ref.name,
                annotations: {
                  [CrossplaneKeys.orderRef]: stringifyOrderRef(failedOrder.ref),
                },
              },
            }}
          >
            <Container>
              <div style={{ maxWidth: 420, marginBlock: 24 }}>
                <OrderStatusCard />
              </div>
              <OrderEntityTab />
            </Container>
          </EntityProvider>
        ),
      },
    }),
  ],
});

createDevApp({ features: [crossplane, scaffolder, entity] });
