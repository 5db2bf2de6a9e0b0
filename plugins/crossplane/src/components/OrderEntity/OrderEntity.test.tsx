import { Entity } from '@backstage/catalog-model';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { renderTestApp } from '@backstage/frontend-test-utils';
import {
  CrossplaneKeys,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { screen, within } from '@testing-library/react';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { isOrderAvailable } from '../../model/isOrderAvailable';
import { crossplanePlugin } from '../../plugin';
import { ordersRouteRef } from '../../routes';
import {
  fakeApi,
  layer,
  order,
  orderPath,
  ref,
} from '../../__testUtils__/orders';

function entity(overrides: Partial<Entity> = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'www',
      annotations: { [CrossplaneKeys.orderRef]: stringifyOrderRef(ref) },
    },
    spec: { type: 'dnsrecord', owner: 'group:default/team-alpha' },
    ...overrides,
  };
}

const failed = order({
  state: 'failed',
  failingLayer: 'providers',
  failure: {
    category: 'provider',
    layer: 'providers',
    cause: 'other',
    message: 'The zone does not exist.',
    fix: 'Ask for the zone first.',
    responsible: 'platform',
  },
  layers: [layer('flux', 'ready'), layer('providers', 'failed')],
});

function renderEntity(extensions: string[], shown: Entity) {
  renderTestApp({
    extensions: [
      createTestEntityPage({ entity: shown }),
      ...extensions.map(name => crossplanePlugin.getExtension(name)),
    ],
    apis: [[crossplaneApiRef, fakeApi({ getOrder: async () => failed })]],
    mountedRoutes: { '/orders': ordersRouteRef },
  });
}

const card = 'entity-card:crossplane/order-status';
const tab = 'entity-content:crossplane/order';

describe('order of an entity', () => {
  it('is a card with its state, what failed, what to do, and the way to it', async () => {
    renderEntity([card], entity());

    expect(
      await screen.findByRole('heading', { name: 'Order status' }),
    ).toBeVisible();
    expect(await screen.findByText('Failed')).toBeVisible();
    expect(screen.getByText('Stopped at: Providers')).toBeVisible();
    expect(screen.getByText('The zone does not exist.')).toBeVisible();
    expect(
      screen.getByText('What to do: Ask for the zone first.'),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Open the order' }),
    ).toHaveAttribute('href', orderPath);
  });

  it('is a tab with its layers', async () => {
    renderEntity([tab], entity());

    const layers = await screen.findByRole('list', { name: 'Layers' });
    expect(
      within(layers)
        .getAllByRole('heading')
        .map(heading => heading.textContent),
    ).toEqual(['Flux', 'Providers']);
    expect(screen.getByRole('alert')).toHaveTextContent(
      'Stopped at: Providers',
    );
  });

  it.each([
    ['a component', entity({ kind: 'Component' }), false],
    ['no order', entity({ metadata: { name: 'www' } }), false],
    [
      'a reference that is none',
      entity({
        metadata: {
          name: 'x',
          annotations: { [CrossplaneKeys.orderRef]: 'x' },
        },
      }),
      false,
    ],
    ['an order', entity(), true],
  ])('knows whether there is one: %s', (_, shown, isAvailable) => {
    expect(isOrderAvailable(shown)).toBe(isAvailable);
  });
});
