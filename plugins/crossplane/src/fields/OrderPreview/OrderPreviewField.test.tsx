import {
  CrossplaneApi,
  OrderFields,
  OrderPreview,
} from '@openportal/plugin-crossplane-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderOrderForm } from '../__testUtils__/renderOrderForm';
import { refuse } from '../__testUtils__/refuse';

const XRD = 'databases.example.org';

function preview(overrides: Partial<OrderPreview> = {}): OrderPreview {
  return {
    path: 'namespaces/team-alpha/databases/db.yaml',
    repository: 'sandbox/catalog-orders',
    baseBranch: 'main',
    content: 'kind: Database\n',
    autoMerge: true,
    problems: [],
    ...overrides,
  };
}

async function renderPreview(
  previewOrder: CrossplaneApi['previewOrder'],
  operation: 'create' | 'update' = 'create',
) {
  return renderOrderForm({
    api: { previewOrder },
    values: {
      operation,
      name: 'db',
      namespace: 'team-alpha',
      owner: 'group:default/team-alpha',
      version: 'v1',
      formVersion: 'abc',
      spec: { size: 3 },
    },
    steps: [
      {
        title: 'Manifest',
        schema: {
          type: 'object',
          properties: {
            preview: {
              type: 'string',
              'ui:field': OrderFields.orderPreview,
              'ui:options': {
                xrd: XRD,
                clusters: ['platform'],
                choiceOfComposition: ['platform'],
              },
            },
          },
        },
      },
    ],
  });
}

const submit = () =>
  userEvent.click(screen.getByRole('button', { name: 'Review' }));

describe('OrderPreviewField', () => {
  it('shows the file, its place and that it merges by itself', async () => {
    const previewOrder = jest.fn(async () => preview());
    const { onCreate } = await renderPreview(previewOrder);

    expect(await screen.findByText('sandbox/catalog-orders')).toBeVisible();
    expect(
      screen.getByText('namespaces/team-alpha/databases/db.yaml'),
    ).toBeVisible();
    expect(screen.getByText('main')).toBeVisible();
    expect(screen.getByText(/By itself/)).toBeVisible();
    await waitFor(() =>
      expect(
        screen.getByRole('region', { name: 'What your order writes' }),
      ).toHaveTextContent('kind: Database'),
    );
    expect(screen.getByRole('button', { name: /copy/i })).toBeVisible();
    expect(previewOrder).toHaveBeenCalledWith(
      {
        operation: 'create',
        cluster: 'platform',
        xrd: XRD,
        name: 'db',
        namespace: 'team-alpha',
        owner: 'group:default/team-alpha',
        version: 'v1',
        formVersion: 'abc',
        spec: { size: 3 },
        choiceOfComposition: ['platform'],
      },
      { signal: expect.any(AbortSignal) },
    );

    await submit();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create' }),
    );
    expect(onCreate).toHaveBeenCalledTimes(1);
  });

  it('says that people have to approve', async () => {
    await renderPreview(async () => preview({ autoMerge: false }));
    expect(await screen.findByText(/After the approval/)).toBeVisible();
  });

  it('lists problems with their fields, and keeps people on the page', async () => {
    await renderPreview(async () =>
      preview({ problems: [{ path: 'spec.size', message: 'must be <= 2' }] }),
    );
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The order would be refused');
    expect(alert).toHaveTextContent('spec.size must be <= 2');
    await submit();
    expect(
      await screen.findAllByText(/spec\.size: must be <= 2/),
    ).not.toHaveLength(0);
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('says what was not checked, and lets people go on', async () => {
    await renderPreview(async () =>
      preview({ notChecked: "Cluster 'platform' answered 403" }),
    );
    expect(
      await screen.findByText("Cluster 'platform' answered 403"),
    ).toBeVisible();
    expect(
      screen.getByText('Not everything could be checked beforehand'),
    ).toBeVisible();
    await submit();
    expect(await screen.findByRole('button', { name: 'Create' })).toBeVisible();
  });

  it('says why nobody merges the order by itself', async () => {
    const reason = 'Waits for people, because this could not be checked: a';
    await renderPreview(async () =>
      preview({ autoMerge: false, waitsBecause: reason }),
    );
    expect(await screen.findByText(reason)).toBeVisible();
    expect(screen.getByText(/After the approval/)).toBeVisible();
  });

  it('does not say that nothing changes when too much does', async () => {
    await renderPreview(async () => preview({ diffOmitted: true }), 'update');
    expect(
      await screen.findByText('Too many lines differ to compare them here.'),
    ).toBeVisible();
    expect(screen.queryByText(/Nothing changes/)).toBeNull();
  });

  it('links an order of the same name, and keeps people on the page', async () => {
    await renderPreview(async () =>
      preview({ existing: { url: 'https://example.org/db' } }),
    );
    expect(
      await screen.findByRole('link', { name: 'Open the order' }),
    ).toHaveAttribute('href', 'https://example.org/db');
    await submit();
    expect(
      await screen.findAllByText(/'db' is ordered already\. Choose another/),
    ).not.toHaveLength(0);
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it.each([
    [
      403,
      'NotAllowedError',
      'You may not place this order',
      'No order into team-beta',
    ],
    [409, 'ConflictError', 'This form is out of date', 'The kind has changed'],
    [503, 'ServiceUnavailableError', 'could not be checked', 'GitHub is away'],
  ])(
    'explains a refusal with status %s, and keeps people on the page',
    async (status, name, title, message) => {
      const error = await refuse(status, name, message);
      await renderPreview(async () => {
        throw error;
      });
      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent(title);
      expect(alert).toHaveTextContent(message);
      await submit();
      expect(await screen.findAllByText(new RegExp(message))).not.toHaveLength(
        1,
      );
      expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    },
  );

  it('asks again when people want it', async () => {
    const previewOrder = jest
      .fn<Promise<OrderPreview>, []>()
      .mockRejectedValueOnce(new Error('GitHub is away'))
      .mockResolvedValue(preview());
    await renderPreview(previewOrder);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Check again' }),
    );
    expect(await screen.findByText('sandbox/catalog-orders')).toBeVisible();
  });

  it('shows what an update changes, and does not mind that the order exists', async () => {
    await renderPreview(
      async () =>
        preview({
          existing: { url: 'https://example.org/db' },
          diff: '@@ -1 +1 @@\n-size: 1\n+size: 3\n',
        }),
      'update',
    );
    const changes = await screen.findByRole('group', { name: 'Changes' });
    expect(changes).toHaveTextContent('size: 1');
    expect(changes).toHaveTextContent('size: 3');
    expect(screen.queryByText(/ordered already/)).toBeNull();
    await submit();
    expect(await screen.findByRole('button', { name: 'Create' })).toBeVisible();
  });
});
