import { JsonValue } from '@backstage/types';
import {
  CrossplaneApi,
  OrderFields,
} from '@openportal/plugin-crossplane-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderOrderForm } from '../__testUtils__/renderOrderForm';

const XRD = 'databases.example.org';

function renderPicker(options: {
  listNamespaces: CrossplaneApi['listNamespaces'];
  values?: Record<string, JsonValue>;
  clusters?: string[];
}) {
  const clusters = options.clusters ?? ['platform'];
  return renderOrderForm({
    api: { listNamespaces: options.listNamespaces },
    values: options.values,
    steps: [
      {
        title: 'Resource',
        schema: {
          type: 'object',
          required: ['namespace'],
          properties: {
            ...(clusters.length > 1
              ? {
                  cluster: {
                    title: 'Cluster',
                    type: 'string',
                    enum: clusters,
                    default: clusters[0],
                    'ui:widget': 'radio',
                  },
                }
              : {}),
            operation: {
              type: 'string',
              default: 'create',
              'ui:widget': 'hidden',
            },
            namespace: {
              title: 'Namespace',
              type: 'string',
              'ui:field': OrderFields.namespacePicker,
              'ui:options': { xrd: XRD, clusters },
            },
          },
        },
      },
    ],
  });
}

const field = () => screen.findByRole('combobox', { name: /Namespace/ });
const submit = async () => {
  // Closes the list, which keeps the rest of the page from being clicked.
  await userEvent.tab();
  await userEvent.click(screen.getByRole('button', { name: 'Review' }));
};

describe('NamespacePicker', () => {
  it('offers the namespaces that the user may order into', async () => {
    const listNamespaces = jest.fn(async () => ({
      items: [{ name: 'team-alpha' }, { name: 'team-beta' }],
    }));
    const { onCreate } = renderPicker({ listNamespaces });

    await userEvent.type(await field(), 'bet');
    await userEvent.click(
      await screen.findByRole('option', { name: 'team-beta' }),
    );
    expect(await field()).toHaveValue('team-beta');
    expect(listNamespaces).toHaveBeenCalledWith({
      cluster: 'platform',
      xrd: XRD,
      action: 'create',
    });

    await submit();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    expect(onCreate).toHaveBeenCalledWith(
      expect.objectContaining({ namespace: 'team-beta' }),
    );
  });

  it('chooses the only namespace, and lets it be emptied again', async () => {
    renderPicker({
      listNamespaces: async () => ({ items: [{ name: 'team-alpha' }] }),
    });
    await waitFor(async () => expect(await field()).toHaveValue('team-alpha'));
    await userEvent.clear(await field());
    expect(await field()).toHaveValue('');
  });

  it('does not choose for somebody who is typing', async () => {
    let answer = () => {};
    const answered = new Promise<void>(resolve => {
      answer = resolve;
    });
    renderPicker({
      listNamespaces: async () => {
        await answered;
        return { items: [{ name: 'team-alpha' }] };
      },
    });
    await userEvent.click(await field());
    expect(await field()).toHaveAttribute('placeholder');
    answer();
    // The answer is there, and nothing is waited for any more.
    await waitFor(async () =>
      expect(await field()).not.toHaveAttribute('placeholder'),
    );
    expect(await field()).toHaveValue('');
    await userEvent.tab();
    await waitFor(async () => expect(await field()).toHaveValue('team-alpha'));
  });

  it('refuses a namespace of others, and names those that are allowed', async () => {
    renderPicker({
      listNamespaces: async () => ({
        items: [{ name: 'team-alpha' }, { name: 'team-beta' }],
      }),
    });
    await userEvent.type(await field(), 'kube-system');
    await submit();
    expect(
      await screen.findAllByText(
        /You may not order into the namespace 'kube-system' of the cluster platform\. You may use: team-alpha, team-beta/,
      ),
    ).not.toHaveLength(0);
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    expect(await field()).toHaveAttribute('aria-invalid', 'true');
  });

  it('says what gives a namespace to who has none', async () => {
    renderPicker({ listNamespaces: async () => ({ items: [] }) });
    expect(
      await screen.findByText(
        /members of a group may order into the namespace with the name of their group/,
      ),
    ).toBeVisible();
  });

  it.each([
    [
      'the request fails',
      async () => {
        throw new Error('no route to host');
      },
    ],
    [
      'the cluster cannot be read',
      async () => ({ items: [], unreadable: 'no route to host' }),
    ],
  ])('lets people type a name when %s', async (_case, listNamespaces) => {
    const { onCreate } = renderPicker({ listNamespaces });
    expect(await screen.findByText(/no route to host/)).toBeVisible();
    await userEvent.type(
      screen.getByRole('textbox', { name: /Namespace/ }),
      'team-alpha',
    );
    await submit();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    expect(onCreate).toHaveBeenCalledWith(
      expect.objectContaining({ namespace: 'team-alpha' }),
    );
  });

  it('reads the namespaces of the chosen cluster', async () => {
    const listNamespaces = jest.fn(
      async ({ cluster }: { cluster: string }) => ({
        items: [{ name: `${cluster}-a` }, { name: `${cluster}-b` }],
      }),
    );
    renderPicker({ listNamespaces, clusters: ['platform', 'production'] });
    await userEvent.click(
      await screen.findByRole('radio', { name: 'production' }),
    );
    await userEvent.type(await field(), 'b');
    await userEvent.click(
      await screen.findByRole('option', { name: 'production-b' }),
    );
    expect(await field()).toHaveValue('production-b');
  });

  it('keeps the namespace of an existing order', async () => {
    const listNamespaces = jest.fn(async () => ({
      items: [{ name: 'team-alpha' }, { name: 'team-beta' }],
    }));
    renderPicker({
      listNamespaces,
      values: { operation: 'update', namespace: 'team-beta' },
    });
    const locked = await screen.findByRole('textbox', { name: /Namespace/ });
    expect(locked).toHaveAttribute('readonly');
    expect(locked).toHaveValue('team-beta');
    expect(
      screen.getByText(/names the order in git and in the cluster/),
    ).toBeVisible();
    expect(listNamespaces).toHaveBeenCalledWith(
      expect.objectContaining({ action: 'update' }),
    );
  });
});
