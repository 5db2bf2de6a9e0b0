import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { crossplaneIngestorReadPermission } from '@openportal/plugin-crossplane-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi } from '../../__testUtils__/orders';
import { renderOrders } from '../../__testUtils__/renderOrders';

describe('OrdersPage', () => {
  it('leads to every section, each with an address of its own', async () => {
    const user = userEvent.setup();
    renderOrders(fakeApi());

    expect(
      await screen.findByRole('tab', { name: 'Orders', selected: true }),
    ).toBeVisible();
    await user.click(screen.getByRole('tab', { name: 'Troubleshooting' }));
    expect(
      await screen.findByRole('tab', {
        name: 'Troubleshooting',
        selected: true,
      }),
    ).toBeVisible();
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/orders/troubleshoot',
    );
    await user.click(screen.getByRole('tab', { name: 'Ingestor' }));
    expect(
      await screen.findByText('No clusters are configured.'),
    ).toBeVisible();
  });

  it('does not offer the ingestor to those who may not see it', async () => {
    renderOrders(fakeApi(), {
      permission: {
        authorize: ({ permission }) =>
          permission.name === crossplaneIngestorReadPermission.name
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      },
    });
    expect(
      await screen.findByRole('tab', { name: 'Troubleshooting' }),
    ).toBeVisible();
    expect(screen.queryByRole('tab', { name: 'Ingestor' })).toBeNull();
  });
});
