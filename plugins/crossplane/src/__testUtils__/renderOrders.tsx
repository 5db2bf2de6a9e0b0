import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  ScaffolderApi,
  scaffolderApiRef,
} from '@backstage/plugin-scaffolder-react';
import { JsonObject } from '@backstage/types';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  CROSSPLANE_ORDERS_CHANNEL,
  CrossplaneApi,
} from '@openportal/plugin-crossplane-common';
import { Route, Routes, useLocation } from 'react-router-dom';
import { SWRConfig } from 'swr';
import { crossplaneApiRef } from '../api/crossplaneApiRef';
import { OrdersPage } from '../components/OrdersPage';
import { ordersRouteRef, taskRouteRef, templatesRouteRef } from '../routes';

/** Signals that tests send themselves. */
class FakeSignals implements SignalApi {
  readonly #listeners = new Set<(message: JsonObject) => void>();

  subscribe<TMessage extends JsonObject = JsonObject>(
    channel: string,
    onMessage: (message: TMessage) => void,
  ) {
    const listener = (message: JsonObject) => onMessage(message as TMessage);
    if (channel === CROSSPLANE_ORDERS_CHANNEL) {
      this.#listeners.add(listener);
    }
    return { unsubscribe: () => void this.#listeners.delete(listener) };
  }

  send(hint: string) {
    for (const listener of this.#listeners) {
      listener({ hint });
    }
  }
}

/** What {@link renderOrders} can stand in for. */
export type RenderOrdersOptions = {
  path?: string;
  scaffold?: (request: {
    templateRef: string;
    values: object;
  }) => Promise<{ taskId: string }>;
  /** What the scaffolder says about a template; by default it has all. */
  getTemplate?: ScaffolderApi['getTemplateParameterSchema'];
  permission?: Parameters<typeof mockApis.permission>[0];
};

/**
 * Shows the pages of orders as an app does. The address is shown too, so that
 * tests can see it; what is returned sends signals to the page.
 */
export function renderOrders(
  api: CrossplaneApi,
  options: RenderOrdersOptions = {},
) {
  const signals = new FakeSignals();
  const scaffold = options.scaffold ?? jest.fn();
  const getTemplate =
    options.getTemplate ?? (async () => ({ title: 'Any', steps: [] }));
  renderInTestApp(
    // Answers about permissions are kept between pages, but must not be between tests.
    <SWRConfig value={{ provider: () => new Map() }}>
      <Routes>
        <Route path="/create/*" element={<></>} />
        <Route path="/orders/*" element={<OrdersPage />} />
      </Routes>
      <Address />
    </SWRConfig>,
    {
      apis: [
        [crossplaneApiRef, api],
        [signalApiRef, signals],
        [
          scaffolderApiRef,
          { scaffold, getTemplateParameterSchema: getTemplate },
        ],
        mockApis.identity({ userEntityRef: 'user:default/developer' }),
        mockApis.permission(options.permission),
      ],
      mountedRoutes: {
        '/orders': ordersRouteRef,
        '/create': templatesRouteRef,
        '/create/tasks/:taskId': taskRouteRef,
      },
      initialRouteEntries: [options.path ?? '/orders'],
    },
  );
  return signals;
}

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="Address">{pathname + search}</output>;
}
