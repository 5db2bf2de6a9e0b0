import { OrderStatus } from '@openportal/plugin-crossplane-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  layer,
  order,
  orderPath,
  ref,
} from '../../__testUtils__/orders';
import {
  renderOrders,
  RenderOrdersOptions,
} from '../../__testUtils__/renderOrders';

async function openDialog(
  scaffold: RenderOrdersOptions['scaffold'],
  overrides: Partial<OrderStatus> = {},
) {
  const user = userEvent.setup();
  renderOrders(
    fakeApi({
      getOrder: async () =>
        order({
          ...overrides,
          layers: [
            layer('compositeResource', 'ready', {
              resources: [
                {
                  apiVersion: 'v1',
                  kind: 'DNSRecord',
                  name: 'www',
                  state: 'ready',
                  conditions: [],
                  children: [
                    {
                      apiVersion: 'v1',
                      kind: 'Record',
                      name: 'www-abc',
                      state: 'ready',
                      conditions: [],
                    },
                  ],
                },
              ],
            }),
          ],
        }),
    }),
    { path: orderPath, scaffold },
  );
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const dialog = await screen.findByRole('dialog', {
    name: 'Delete DNSRecord www',
  });
  return { user, dialog };
}

describe('DeleteDialog', () => {
  it('warns what stays, asks for the name, and starts one task', async () => {
    const scaffold = jest.fn(async () => ({ taskId: 'task-1' }));
    const { user, dialog } = await openDialog(scaffold);

    const staying = within(dialog).getByRole('list', {
      name: 'It stays in the cluster',
    });
    expect(staying).toHaveTextContent('DNSRecord wwwRecord www-abc');
    const submit = within(dialog).getByRole('button', {
      name: 'Delete the order',
    });
    expect(submit).toBeDisabled();
    const name = within(dialog).getByRole('textbox', {
      name: /Type www to confirm/,
    });
    await user.type(name, 'ww{Enter}');
    expect(submit).toBeDisabled();
    expect(scaffold).not.toHaveBeenCalled();

    await user.type(name, 'w');
    await user.dblClick(submit);
    await waitFor(() =>
      expect(screen.getByLabelText('Address')).toHaveTextContent(
        '/create/tasks/task-1',
      ),
    );
    expect(scaffold).toHaveBeenCalledTimes(1);
    expect(scaffold).toHaveBeenCalledWith({
      templateRef: 'template:default/order-delete',
      values: ref,
    });
  });

  it.each([
    [true, 'It is deleted from the cluster', /with everything .* data too/],
    [
      undefined,
      'It may stay in the cluster, or be deleted with its data',
      /could not be found out/,
    ],
  ])('tells what Flux does when it prunes: %s', async (prune, title, text) => {
    const { dialog } = await openDialog(jest.fn(), { prune });
    expect(within(dialog).getByRole('list', { name: title })).toHaveTextContent(
      'DNSRecord wwwRecord www-abc',
    );
    expect(within(dialog).getByText(text)).toBeVisible();
    expect(within(dialog).queryByText(/keeps running/)).toBeNull();
  });

  it('says why it could not be started, and lets try again', async () => {
    const scaffold = jest
      .fn<Promise<{ taskId: string }>, []>()
      .mockRejectedValueOnce(new Error('The template is not installed'))
      .mockResolvedValue({ taskId: 'task-2' });
    const { user, dialog } = await openDialog(scaffold);
    await user.type(
      within(dialog).getByRole('textbox', { name: /Type www/ }),
      'www{Enter}',
    );
    expect(
      await within(dialog).findByText('The template is not installed'),
    ).toBeVisible();
    await user.click(
      within(dialog).getByRole('button', { name: 'Delete the order' }),
    );
    await waitFor(() =>
      expect(screen.getByLabelText('Address')).toHaveTextContent(
        '/create/tasks/task-2',
      ),
    );
  });
});
