import { screen, within } from '@testing-library/react';
import { fakeApi, layer, order, orderPath } from '../../__testUtils__/orders';
import { renderOrders } from '../../__testUtils__/renderOrders';

describe('EventList', () => {
  it('shows the warnings of a layer with how often and when', async () => {
    renderOrders(
      fakeApi({
        getOrder: async () =>
          order({
            layers: [
              layer('providers', 'failed', {
                events: [
                  {
                    resource: { apiVersion: 'v1', kind: 'Record', name: 'www' },
                    reason: 'CannotCreate',
                    message: 'AccessDenied',
                    count: 7,
                    lastSeenAt: '2026-01-01T10:00:00Z',
                  },
                ],
              }),
            ],
          }),
      }),
      { path: orderPath },
    );
    const list = await screen.findByRole('list', {
      name: 'Recent warnings of the cluster',
    });
    const [item] = within(list).getAllByRole('listitem');
    expect(item).toHaveTextContent(
      /CannotCreate: AccessDenied.*Record www · 7 times · /,
    );
    expect(item.querySelector('time')).toHaveAttribute(
      'datetime',
      '2026-01-01T10:00:00Z',
    );
    expect(screen.queryByText(/Events unknown/)).toBeNull();
  });

  it('says that there may be others, and nothing where there are none', async () => {
    renderOrders(
      fakeApi({
        getOrder: async () =>
          order({
            layers: [
              layer('composition', 'progressing', { events: [] }),
              layer('providers', 'failed', {
                events: [],
                eventsProblem: 'events is forbidden',
              }),
            ],
          }),
      }),
      { path: orderPath },
    );
    expect(
      await screen.findByText('Events unknown: events is forbidden'),
    ).toBeVisible();
    expect(screen.getAllByText('Recent warnings of the cluster')).toHaveLength(
      1,
    );
  });
});
