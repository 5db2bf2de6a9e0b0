import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  CrossplaneApi,
  OrderLayer,
  OrderLayerState,
  OrderStatus,
} from '@openportal/plugin-crossplane-common';
import { screen, within } from '@testing-library/react';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { ordersRouteRef } from '../../routes';
import { OrdersPage } from './OrdersPage';

const ref = {
  cluster: 'platform',
  namespace: 'team-alpha',
  xrd: 'dnsrecords.network.openportal.dev',
  name: 'www',
};

function layer(
  id: OrderLayer['id'],
  state: OrderLayerState,
  overrides: Partial<OrderLayer> = {},
): OrderLayer {
  return {
    id,
    state,
    message: `${id} is ${state}`,
    links: [],
    resources: [],
    ...overrides,
  };
}

function order(overrides: Partial<OrderStatus> = {}): OrderStatus {
  return {
    ref,
    kind: 'DNSRecord',
    state: 'ready',
    links: [],
    layers: [
      layer('pullRequest', 'ready'),
      layer('flux', 'ready'),
      layer('compositeResource', 'ready'),
      layer('composition', 'ready'),
      layer('providers', 'ready'),
    ],
    observedAt: '2026-01-01T10:00:00.000Z',
    ...overrides,
  };
}

function fakeApi(overrides: Partial<CrossplaneApi> = {}): CrossplaneApi {
  return {
    getOrder: async () => order(),
    listOrders: async () => ({ items: [], unreadable: [] }),
    getIngestorStatus: async () => ({ clusters: [] }),
    ...overrides,
  };
}

function renderPage(api: CrossplaneApi, path = '/orders') {
  return renderInTestApp(<OrdersPage />, {
    apis: [[crossplaneApiRef, api]],
    mountPath: '/orders',
    mountedRoutes: { '/orders': ordersRouteRef },
    initialRouteEntries: [path],
  });
}

const orderPath =
  '/orders/platform/team-alpha/dnsrecords.network.openportal.dev/www';

describe('OrdersPage', () => {
  it('lists orders and names the clusters that are missing', async () => {
    renderPage(
      fakeApi({
        listOrders: async () => ({
          items: [
            {
              ref,
              kind: 'DNSRecord',
              state: 'ready',
              message: 'All is well',
              requestedBy: 'user:default/developer',
            },
          ],
          unreadable: [{ cluster: 'production', reason: 'timed out' }],
        }),
      }),
    );

    expect(await screen.findByRole('link', { name: 'www' })).toHaveAttribute(
      'href',
      orderPath,
    );
    expect(screen.getByRole('cell', { name: 'developer' })).toBeVisible();
    expect(
      screen.getByText(/cluster production are missing: timed out/),
    ).toBeVisible();
  });

  it('says that there are no orders, and where to order', async () => {
    renderPage(fakeApi());
    expect(
      await screen.findByRole('link', { name: 'Order something' }),
    ).toHaveAttribute('href', '/create');
  });

  it('shows every layer of an order', async () => {
    const getOrder = jest.fn(async () => order());
    renderPage(fakeApi({ getOrder }), orderPath);

    const layers = await screen.findByRole('list', { name: 'Layers' });
    expect(
      within(layers)
        .getAllByRole('heading')
        .map(heading => heading.textContent),
    ).toEqual([
      'Pull request',
      'Flux',
      'Composite resource',
      'Composition',
      'Providers',
    ]);
    expect(getOrder).toHaveBeenCalledWith(ref);
  });

  it('names the layer where the order stopped, and what to do', async () => {
    renderPage(
      fakeApi({
        getOrder: async () =>
          order({
            state: 'failed',
            failingLayer: 'providers',
            layers: [
              layer('pullRequest', 'ready'),
              layer('flux', 'ready'),
              layer('compositeResource', 'progressing'),
              layer('composition', 'ready'),
              layer('providers', 'failed', {
                message: 'The zone does not exist.',
                fix: 'Ask for the zone first.',
              }),
            ],
          }),
      }),
      orderPath,
    );

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Stopped at: Providers');
    expect(alert).toHaveTextContent('The zone does not exist.');
    expect(alert).toHaveTextContent('What to do: Ask for the zone first.');
  });

  it('shows what cannot be read as unknown', async () => {
    renderPage(
      fakeApi({
        getOrder: async () =>
          order({ state: 'unknown', layers: [layer('flux', 'unknown')] }),
      }),
      orderPath,
    );
    const flux = await screen.findByRole('listitem', { name: 'Flux' });
    expect(within(flux).getByText('Unknown')).toBeVisible();
  });

  it('explains why an order cannot be shown', async () => {
    renderPage(
      fakeApi({
        getOrder: async () => {
          throw new Error('You may not read orders of team-alpha');
        },
      }),
      orderPath,
    );
    expect(
      await screen.findByText('You may not read orders of team-alpha'),
    ).toBeVisible();
  });
});
