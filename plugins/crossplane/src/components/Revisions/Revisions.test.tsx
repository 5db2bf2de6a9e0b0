import { CrossplaneApi } from '@openportal/plugin-crossplane-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  order,
  orderPath,
  ref,
  refusedBy,
} from '../../__testUtils__/orders';
import { renderOrders } from '../../__testUtils__/renderOrders';

const revisions = {
  truncated: true,
  items: [
    {
      revision: 'b'.repeat(40),
      message: 'Change DNSRecord www',
      author: 'grace',
      date: '2026-01-02T10:00:00.000Z',
      url: 'https://github.example/b',
      current: true,
    },
    {
      revision: 'a'.repeat(40),
      message: 'Order DNSRecord www',
      author: 'ada',
      date: '2026-01-01T10:00:00.000Z',
      url: 'https://github.example/a',
      current: false,
    },
  ],
};

const diff = [
  '--- www.yaml',
  '+++ www.yaml',
  '@@ -1,3 +1,3 @@',
  ' kind: DNSRecord',
  '-  value: "192.0.2.1"',
  '+  value: "192.0.2.2"',
  ' # end',
  '',
].join('\n');

function api(overrides: Partial<CrossplaneApi> = {}) {
  return fakeApi({
    listOrderRevisions: async () => revisions,
    getOrderRevision: async () => ({ content: '…', deleted: false, diff }),
    ...overrides,
  });
}

const path = `${orderPath}/revisions`;

describe('Revisions', () => {
  it('lists the history, and compares a revision with the current one', async () => {
    const user = userEvent.setup();
    renderOrders(api(), { path });

    const first = await screen.findByRole('listitem', {
      name: 'Order DNSRecord www',
    });
    expect(first).toHaveTextContent('aaaaaaa · ada');
    expect(
      within(first).getByRole('link', { name: 'aaaaaaa' }),
    ).toHaveAttribute('href', 'https://github.example/a');
    const current = screen.getByRole('listitem', {
      name: 'Change DNSRecord www',
    });
    expect(current).toHaveTextContent('Current');
    expect(within(current).queryByRole('button')).toBeNull();
    expect(screen.getByText('Older revisions are not listed.')).toBeVisible();

    await user.click(
      within(first).getByRole('button', { name: 'Compare with current' }),
    );
    const comparison = await within(first).findByRole('group', {
      name: 'What changed since this revision',
    });
    expect(within(comparison).getByText(/192.0.2.1/)).toHaveTextContent(
      'Removed: value: "192.0.2.1"',
    );
    expect(within(comparison).getByText(/192.0.2.2/)).toHaveTextContent(
      'Added: value: "192.0.2.2"',
    );
    await user.click(
      within(first).getByRole('button', { name: 'Hide the comparison' }),
    );
    expect(within(first).queryByRole('group')).toBeNull();
  });

  it('does not say that revisions are the same when too many lines differ', async () => {
    const user = userEvent.setup();
    renderOrders(
      api({
        getOrderRevision: async () => ({
          content: '…',
          deleted: false,
          diffOmitted: true,
        }),
      }),
      { path },
    );
    await user.click(
      await screen.findByRole('button', { name: 'Compare with current' }),
    );
    expect(
      await screen.findByText('Too many lines differ to compare them here.'),
    ).toBeVisible();
    expect(screen.queryByText(/It is the same/)).toBeNull();
  });

  it('shows what restoring changes before it starts it', async () => {
    const user = userEvent.setup();
    const scaffold = jest.fn(async () => ({ taskId: 'task-1' }));
    renderOrders(api(), { path, scaffold });

    await user.click(
      await screen.findByRole('button', { name: 'Restore this revision' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Restore an earlier revision of www',
    });
    const change = await within(dialog).findByRole('group', {
      name: 'What restoring changes',
    });
    expect(within(change).getByText(/192.0.2.1/)).toHaveTextContent('Added:');
    expect(within(change).getByText(/192.0.2.2/)).toHaveTextContent('Removed:');
    expect(scaffold).not.toHaveBeenCalled();

    await user.click(
      within(dialog).getByRole('button', { name: 'Restore this revision' }),
    );
    await waitFor(() =>
      expect(screen.getByLabelText('Address')).toHaveTextContent(
        '/create/tasks/task-1',
      ),
    );
    expect(scaffold).toHaveBeenCalledWith({
      templateRef: 'template:default/order-restore',
      values: { ...ref, revision: 'a'.repeat(40) },
    });
  });

  it('says that the template that restores is missing', async () => {
    renderOrders(api(), {
      path,
      getTemplate: async () => {
        throw refusedBy(404, 'NotFoundError', 'No such template');
      },
    });
    // Said twice: below the actions of the order, and above its history.
    await waitFor(() =>
      expect(
        screen.getAllByText(/needs the template order-restore/),
      ).toHaveLength(2),
    );
    expect(
      await screen.findByRole('button', { name: 'Restore this revision' }),
    ).toBeDisabled();
  });

  it('says why nothing can be restored', async () => {
    renderOrders(
      api({
        getOrder: async () =>
          order({ allowed: { update: false, delete: false, restore: false } }),
      }),
      { path },
    );
    expect(
      await screen.findByRole('button', { name: 'Restore this revision' }),
    ).toBeDisabled();
    expect(
      screen.getAllByText(/Your rights in team-alpha do not include this/),
    ).not.toHaveLength(0);
  });

  it('says why the history cannot be read, and tries again', async () => {
    const user = userEvent.setup();
    let isBroken = true;
    renderOrders(
      api({
        listOrderRevisions: async () => {
          if (isBroken) {
            throw new Error('GitHub does not answer');
          }
          return revisions;
        },
      }),
      { path },
    );
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('GitHub does not answer');
    isBroken = false;
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('list', { name: 'Revisions' }),
    ).toBeVisible();
  });
});
