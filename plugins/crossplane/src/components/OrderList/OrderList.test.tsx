import { CrossplaneApi } from '@openportal/plugin-crossplane-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  orderList,
  orderPath,
  ref,
  refusedBy,
  summary,
} from '../../__testUtils__/orders';
import { renderOrders } from '../../__testUtils__/renderOrders';

type ListOrders = CrossplaneApi['listOrders'];

const facets = {
  clusters: ['platform', 'production'],
  namespaces: ['team-alpha', 'team-beta'],
  xrds: [{ name: ref.xrd, kind: 'DNSRecord' }],
  requesters: ['user:default/developer'],
};

function recorded(implementation: ListOrders = async () => orderList()) {
  return jest.fn<ReturnType<ListOrders>, Parameters<ListOrders>>(
    implementation,
  );
}

const address = () => screen.getByLabelText('Address').textContent;

describe('OrderList', () => {
  it('lists orders and names what is missing', async () => {
    renderOrders(
      fakeApi({
        listOrders: async () =>
          orderList(
            [
              summary({
                requestedBy: 'user:default/developer',
                pullRequest: { number: 7, url: 'https://github.example/7' },
              }),
              summary({ ref: { ...ref, name: 'old' }, orphaned: true }),
            ],
            {
              unreadable: [
                { cluster: 'production', reason: 'timed out' },
                { cluster: 'platform', xrd: 'a.example', reason: 'forbidden' },
                { cluster: 'platform', xrd: 'b.example', reason: 'forbidden' },
              ],
              repositoryProblem: 'GitHub does not answer',
            },
          ),
      }),
    );

    expect(await screen.findByRole('link', { name: 'www' })).toHaveAttribute(
      'href',
      orderPath,
    );
    const [, first, second] = screen.getAllByRole('row');
    expect(first).toHaveTextContent('developer');
    expect(first).toHaveTextContent('Ready');
    expect(
      within(first).getByRole('link', { name: 'Pull request #7' }),
    ).toHaveAttribute('href', 'https://github.example/7');
    expect(second).toHaveTextContent('Removed from git, still in the cluster');
    expect(
      screen.getByText(/cluster production may be missing: timed out/),
    ).toBeVisible();
    expect(
      screen.getByText(
        'Orders of b.example in the cluster platform are missing: forbidden',
      ),
    ).toBeVisible();
    expect(
      screen.getByText(/pull request are missing: GitHub does not answer/),
    ).toBeVisible();
    expect(screen.getByText('1 to 2 of 2')).toBeVisible();
  });

  it('says that there are no orders, where to order, and what to do without a template', async () => {
    renderOrders(fakeApi());

    const empty = (
      await screen.findByText('There are no orders in your namespaces yet.')
    ).closest<HTMLElement>('[role=status]')!;
    expect(
      within(empty).getByRole('link', { name: 'Order something' }),
    ).toHaveAttribute('href', '/create?filters%5Btype%5D=crossplane-xr');
    expect(
      within(empty).getByRole('link', { name: 'A template is missing?' }),
    ).toHaveAttribute('href', '/orders/troubleshoot');
  });

  it('reads the filter from the address, and clears it', async () => {
    const user = userEvent.setup();
    const listOrders = recorded(async () => orderList([], { facets }));
    renderOrders(fakeApi({ listOrders }), {
      path: '/orders?search=w&cluster=gone&state=failed&mine=true&sort=kind&direction=desc',
    });

    expect(
      await screen.findByText('No order matches these filters.'),
    ).toBeVisible();
    await waitFor(() =>
      expect(listOrders).toHaveBeenLastCalledWith({
        search: 'w',
        cluster: 'gone',
        state: 'failed',
        requestedBy: 'user:default/developer',
        sort: 'kind',
        direction: 'desc',
        limit: 50,
        cursor: undefined,
      }),
    );
    expect(screen.getByRole('button', { name: /gone Cluster/ })).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
    expect(
      await screen.findByText('There are no orders in your namespaces yet.'),
    ).toBeVisible();
    expect(address()).toBe('/orders');
  });

  it('keeps every filter in the address', async () => {
    const user = userEvent.setup();
    const listOrders = recorded(async () => orderList([summary()], { facets }));
    renderOrders(fakeApi({ listOrders }));
    await screen.findByRole('link', { name: 'www' });

    await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'ww');
    await waitFor(() => expect(address()).toBe('/orders?search=ww'));
    await user.click(screen.getByRole('button', { name: /All Namespace/ }));
    await user.click(await screen.findByRole('option', { name: 'team-beta' }));
    await user.click(screen.getByRole('button', { name: /All Kind/ }));
    await user.click(await screen.findByRole('option', { name: 'DNSRecord' }));
    await user.click(screen.getByRole('button', { name: /All State/ }));
    await user.click(await screen.findByRole('option', { name: 'Waiting' }));
    await user.click(screen.getByRole('switch', { name: 'Only mine' }));
    await waitFor(() =>
      expect(address()).toBe(
        `/orders?search=ww&namespace=team-beta&xrd=${ref.xrd}&state=waiting&mine=true`,
      ),
    );
    await user.click(await screen.findByRole('columnheader', { name: 'Kind' }));
    await waitFor(() => expect(address()).toContain('sort=kind'));
    await waitFor(() =>
      expect(listOrders).toHaveBeenLastCalledWith(
        expect.objectContaining({
          search: 'ww',
          namespace: 'team-beta',
          xrd: ref.xrd,
          state: 'waiting',
          requestedBy: 'user:default/developer',
          sort: 'kind',
          direction: 'asc',
        }),
      ),
    );
  });

  it('turns pages, and starts again with another filter', async () => {
    const user = userEvent.setup();
    renderOrders(
      fakeApi({
        listOrders: async filter =>
          filter?.cursor
            ? orderList([summary({ ref: { ...ref, name: 'last' } })], {
                totalItems: 51,
              })
            : orderList([summary()], { totalItems: 51, nextCursor: 'two' }),
      }),
    );

    await screen.findByRole('link', { name: 'www' });
    expect(
      screen.getByRole('button', { name: 'Previous page' }),
    ).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(await screen.findByRole('link', { name: 'last' })).toBeVisible();
    expect(screen.getByText('51 to 51 of 51')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Previous page' }));
    expect(await screen.findByRole('link', { name: 'www' })).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByRole('link', { name: 'last' });
    await user.click(screen.getByRole('switch', { name: 'Only mine' }));
    expect(await screen.findByRole('link', { name: 'www' })).toBeVisible();
  });

  it('says in the words of the server why orders cannot be read, and tries again', async () => {
    const user = userEvent.setup();
    let isBroken = true;
    renderOrders(
      fakeApi({
        listOrders: async () => {
          if (isBroken) {
            throw refusedBy(
              503,
              'ServiceUnavailableError',
              'No cluster answers',
            );
          }
          return orderList([summary()]);
        },
      }),
    );

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The orders could not be read');
    expect(alert).toHaveTextContent('No cluster answers');
    isBroken = false;
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'www' })).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('tells those who may not see orders', async () => {
    renderOrders(
      fakeApi({
        listOrders: async () => {
          throw refusedBy(403, 'NotAllowedError', 'Ask the platform team');
        },
      }),
    );
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You may not see orders');
    expect(alert).toHaveTextContent('Ask the platform team');
    expect(within(alert).queryByRole('button')).toBeNull();
  });

  it('reads again when any order changed', async () => {
    let name = 'first';
    const signals = renderOrders(
      fakeApi({
        listOrders: async () => orderList([summary({ ref: { ...ref, name } })]),
      }),
    );
    await screen.findByRole('link', { name: 'first' });
    name = 'second';
    signals.send('0123456789');
    expect(await screen.findByRole('link', { name: 'second' })).toBeVisible();
  });
});
