import { orderHint, OrderStatus } from '@openportal/plugin-crossplane-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  layer,
  order,
  orderPath,
  pullRequest,
  ref,
  refusedBy,
} from '../../__testUtils__/orders';
import { renderOrders } from '../../__testUtils__/renderOrders';

function renderOrder(overrides: Partial<OrderStatus> = {}) {
  return renderOrders(fakeApi({ getOrder: async () => order(overrides) }), {
    path: orderPath,
  });
}

describe('OrderPage', () => {
  it('shows what was ordered, by whom, where, and every layer', async () => {
    const getOrder = jest.fn(async () =>
      order({
        requestedBy: 'user:default/developer',
        createdAt: '2026-01-01T09:00:00.000Z',
        links: [
          { title: 'www.example.org', url: 'https://www.example.org' },
          { title: 'endpoint', url: 'https://api.example.org/' },
        ],
      }),
    );
    renderOrders(fakeApi({ getOrder }), { path: orderPath });

    expect(
      await screen.findByRole('heading', { name: 'DNSRecord www' }),
    ).toBeVisible();
    for (const text of ['platform', 'team-alpha', 'developer']) {
      expect(screen.getByText(text)).toBeVisible();
    }
    expect(
      screen.getByRole('link', { name: 'www.example.org' }),
    ).toHaveAttribute('href', 'https://www.example.org');
    expect(
      screen.getByRole('link', { name: 'endpoint: api.example.org' }),
    ).toHaveAttribute('href', 'https://api.example.org/');
    expect(
      screen.getByRole('link', {
        name: 'namespaces/team-alpha/dnsrecords/www.yaml',
      }),
    ).toHaveAttribute('href', 'https://github.example/www.yaml');
    const layers = screen.getByRole('list', { name: 'Layers' });
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
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('link', { name: 'All orders' })).toHaveAttribute(
      'href',
      '/orders',
    );
  });

  it('names the layer where the order stopped, what to do, where, and who', async () => {
    renderOrder({
      state: 'failed',
      failingLayer: 'providers',
      failure: {
        category: 'provider',
        layer: 'providers',
        cause: 'zone-missing',
        message: 'The zone does not exist.',
        fix: 'Ask for the zone first.',
        responsible: 'platform',
        resource: { apiVersion: 'v1', kind: 'Record', name: 'www-abc' },
        link: { title: 'Open the file', url: 'https://github.example/file' },
      },
      layers: [layer('providers', 'failed')],
    });

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Stopped at: Providers');
    expect(alert).toHaveTextContent('The zone does not exist.');
    expect(alert).toHaveTextContent('What fails: Record www-abc');
    expect(alert).toHaveTextContent('What to do: Ask for the zone first.');
    expect(alert).toHaveTextContent('The platform team has to act.');
    expect(
      within(alert).getByRole('link', { name: 'Open the file' }),
    ).toHaveAttribute('href', 'https://github.example/file');
  });

  it('shows what cannot be read as unknown', async () => {
    renderOrder({ state: 'unknown', layers: [layer('flux', 'unknown')] });
    const flux = await screen.findByRole('listitem', { name: 'Flux' });
    expect(within(flux).getByText('Unknown')).toBeVisible();
    expect(within(flux).queryByText('Ready')).toBeNull();
  });

  it('shows every pull request with its checks and reviews', async () => {
    renderOrder({
      state: 'waiting',
      file: {
        repository: 'sandbox/catalog-orders',
        path: 'namespaces/team-alpha/dnsrecords/www.yaml',
        exists: false,
      },
      pullRequests: [
        pullRequest({
          state: 'open',
          mergeable: 'blocked',
          autoMerge: true,
          checks: [
            { name: 'validate', state: 'failed', url: 'https://ci.example/1' },
            { name: 'lint', state: 'pending' },
          ],
          reviews: {
            approvedBy: ['ada'],
            changesRequestedBy: [],
            required: true,
          },
        }),
        pullRequest({
          number: 5,
          title: 'Change DNSRecord www',
          operation: 'update',
          state: 'merged',
          mergedBy: 'grace',
        }),
      ],
    });

    const [first, second] = within(
      await screen.findByRole('list', { name: 'Pull requests' }),
    )
      .getAllByRole('listitem', { name: '' })
      .filter(item => item.textContent?.startsWith('#'));
    expect(first).toHaveTextContent('#7 Order DNSRecord www');
    expect(first).toHaveTextContent(
      'makes the order · open · its rules are not met yet · merges by itself when its checks pass',
    );
    expect(first).toHaveTextContent('Approved by ada');
    expect(first).toHaveTextContent('An approval is missing.');
    const checks = within(first).getByRole('list', { name: 'Checks' });
    expect(checks).toHaveTextContent('Failedvalidate');
    expect(checks).toHaveTextContent('Runninglint');
    expect(
      within(checks).getByRole('link', { name: 'validate' }),
    ).toHaveAttribute('href', 'https://ci.example/1');
    expect(second).toHaveTextContent('changes the order · merged · by grace');
    expect(screen.getByText('Waiting for approval')).toBeVisible();
  });

  it('names the connection details and never shows a value', async () => {
    renderOrder({
      connectionDetails: {
        secrets: [{ name: 'www-connection', namespace: 'team-alpha' }],
        keys: ['username', 'password'],
      },
      composition: {
        name: 'dnsrecords',
        revision: 'dnsrecords-1',
        updatePolicy: 'Automatic',
        steps: [
          { step: 'render', function: 'function-go', healthy: true },
          { step: 'ready', function: 'function-auto', message: 'not found' },
        ],
      },
      providers: [
        {
          name: 'provider-dns',
          package: 'dns:v1',
          healthy: false,
          message: 'x',
        },
      ],
    });

    expect(await screen.findByText('team-alpha/www-connection')).toBeVisible();
    expect(screen.getByText('Keys: username, password')).toBeVisible();
    expect(
      screen.getByText(
        'Composition dnsrecords · revision dnsrecords-1 · update policy Automatic',
      ),
    ).toBeVisible();
    const steps = screen.getByRole('list', {
      name: 'Steps of the composition',
    });
    expect(steps).toHaveTextContent('Readyrender by function-go');
    expect(steps).toHaveTextContent('Unknownready by function-auto: not found');
    expect(
      screen.getByRole('list', { name: 'Provider packages' }),
    ).toHaveTextContent('Failedprovider-dns (dns:v1): x');
  });

  it('offers only what the caller may do, and says why not', async () => {
    renderOrder({ allowed: { update: true, delete: false, restore: false } });

    expect(await screen.findByRole('link', { name: 'Edit' })).toHaveAttribute(
      'href',
      `${orderPath}/edit`,
    );
    for (const name of ['Delete', 'Restore']) {
      const button = screen.getByRole('button', { name });
      expect(button).toBeDisabled();
      expect(button).toHaveAccessibleDescription(
        'Your rights in team-alpha do not include this. Ask the owners of the namespace.',
      );
    }
  });

  it('does not offer what it has no template for, and says so', async () => {
    renderOrders(fakeApi({ getOrder: async () => order() }), {
      path: orderPath,
      getTemplate: async templateRef => {
        if (templateRef === 'template:default/order-delete') {
          throw refusedBy(404, 'NotFoundError', 'No such template');
        }
        throw refusedBy(503, 'ServiceUnavailableError', 'Not now');
      },
    });
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Delete' })).toBeDisabled(),
    );
    expect(
      screen.getByRole('button', { name: 'Delete' }),
    ).toHaveAccessibleDescription(
      /needs the template order-delete, which this portal does not have/,
    );
    // Where the scaffolder does not answer, whoever starts it reads why it fails.
    expect(screen.getByRole('link', { name: 'Restore' })).toBeVisible();
  });

  it('does not change what git does not have, and brings it back', async () => {
    renderOrder({
      orphaned: true,
      file: { repository: 'a/b', path: 'www.yaml', exists: false },
    });

    expect(
      await screen.findByText('Removed from git, still in the cluster'),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Edit' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Delete' })).toBeDisabled();
    expect(screen.getByRole('link', { name: 'Restore' })).toHaveAttribute(
      'href',
      `${orderPath}/revisions`,
    );
  });

  it('explains an order that is not there, and one that may not be seen', async () => {
    renderOrders(
      fakeApi({
        getOrder: async () => {
          throw refusedBy(404, 'NotFoundError', 'No order www');
        },
      }),
      { path: orderPath },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no order www here',
    );
    expect(
      screen.getByRole('link', { name: 'Search all orders for www' }),
    ).toHaveAttribute('href', '/orders?search=www');
  });

  it('forgets what it showed when it may no longer be seen', async () => {
    let isForbidden = false;
    const signals = renderOrders(
      fakeApi({
        getOrder: async () => {
          if (isForbidden) {
            throw refusedBy(403, 'NotAllowedError', 'Not your namespace');
          }
          return order();
        },
      }),
      { path: orderPath },
    );
    await screen.findByRole('list', { name: 'Layers' });
    isForbidden = true;
    signals.send(orderHint(ref));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You may not see this order');
    expect(alert).toHaveTextContent('Not your namespace');
    expect(screen.queryByRole('list', { name: 'Layers' })).toBeNull();
  });

  it('reads again on a signal about this order, and keeps the last state when that fails', async () => {
    let read: () => OrderStatus = () => order({ state: 'progressing' });
    const getOrder = jest.fn(async () => read());
    const signals = renderOrders(fakeApi({ getOrder }), { path: orderPath });
    expect(await screen.findByText('In progress')).toBeVisible();

    signals.send('of another order');
    read = () => order({ hints: ['of its file'] });
    signals.send(orderHint(ref));
    await screen.findByRole('link', { name: 'Edit' });
    expect(await screen.findAllByText('Ready')).toHaveLength(6);
    expect(getOrder).toHaveBeenCalledTimes(2);

    read = () => {
      throw new Error('The backend does not answer');
    };
    signals.send('of its file');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Showing the last known state');
    expect(alert).toHaveTextContent('The backend does not answer');
    expect(screen.getByRole('list', { name: 'Layers' })).toBeVisible();
  });

  it('moves between status and revisions by tabs', async () => {
    const user = userEvent.setup();
    renderOrder();
    await user.click(await screen.findByRole('tab', { name: 'Revisions' }));
    expect(
      await screen.findByText('Git has no revision of this order yet.'),
    ).toBeVisible();
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      `${orderPath}/revisions`,
    );
  });
});
