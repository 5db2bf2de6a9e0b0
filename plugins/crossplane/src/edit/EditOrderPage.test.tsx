import { renderInTestApp } from '@backstage/frontend-test-utils';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import {
  createFormField,
  formFieldsApiRef,
} from '@backstage/plugin-scaffolder-react/alpha';
import { JsonObject } from '@backstage/types';
import {
  CrossplaneApi,
  OrderFields,
  OrderForm,
  schemaToForm,
} from '@openportal/plugin-crossplane-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { crossplaneApiRef } from '../api/crossplaneApiRef';
import { OrdersPage } from '../components/OrdersPage';
import { fakeCrossplaneApi } from '../fields/__testUtils__/fakeCrossplaneApi';
import { ordersRouteRef } from '../routes';
import { refuse } from '../fields/__testUtils__/refuse';

const XRD = 'databases.example.org';
const TEMPLATE_REF = 'template:default/databases.example.org';
const ORDER = { cluster: 'platform', namespace: 'team-alpha', xrd: XRD };

const identity = { type: 'string', 'ui:field': OrderFields.identity };
const hidden = { type: 'string', 'ui:widget': 'hidden' };

/** The pages that the ingestor makes for a kind, in short. */
const manifest = {
  title: 'Database',
  steps: [
    {
      title: 'Resource',
      schema: {
        type: 'object',
        required: ['name', 'namespace', 'owner'],
        properties: {
          name: { ...identity, title: 'Name' },
          namespace: {
            type: 'string',
            title: 'Namespace',
            'ui:field': OrderFields.namespacePicker,
            'ui:options': { xrd: XRD, clusters: ['platform'] },
          },
          owner: { type: 'string', title: 'Owner', 'ui:field': 'OwnerPicker' },
          version: { ...hidden, default: 'v1' },
          operation: { ...hidden, default: 'create' },
        },
      },
    },
    {
      title: 'Database settings',
      schema: {
        type: 'object',
        properties: {
          spec: schemaToForm(
            {
              type: 'object',
              properties: {
                engine: {
                  type: 'string',
                  'x-kubernetes-validations': [
                    { rule: 'self == oldSelf', message: 'engine is fixed' },
                  ],
                },
                size: { type: 'integer', default: 1 },
              },
            },
            { title: 'Database' },
          ).schema,
        },
      },
    },
    {
      title: 'Manifest',
      schema: {
        type: 'object',
        properties: {
          preview: {
            type: 'string',
            'ui:field': OrderFields.orderPreview,
            'ui:options': { xrd: XRD, clusters: ['platform'] },
          },
        },
      },
    },
  ],
};

const form: OrderForm = {
  templateRef: TEMPLATE_REF,
  values: {
    operation: 'update',
    version: 'v1',
    name: 'db',
    namespace: 'team-alpha',
    owner: 'group:default/team-alpha',
    spec: { engine: 'postgres', size: 2 },
  },
};

function renderEdit(options: {
  getOrderForm: CrossplaneApi['getOrderForm'];
  getTemplateParameterSchema?: () => Promise<unknown>;
  scaffold?: (task: {
    templateRef: string;
    values: JsonObject;
  }) => Promise<{ taskId: string }>;
}) {
  const previewOrder: CrossplaneApi['previewOrder'] = async () => ({
    path: 'namespaces/team-alpha/databases/db.yaml',
    repository: 'sandbox/catalog-orders',
    baseBranch: 'main',
    content: 'kind: Database\n',
    autoMerge: false,
    problems: [],
    diff: '@@ -1 +1 @@\n-  size: 2\n+  size: 5\n',
  });
  renderInTestApp(<OrdersPage />, {
    apis: [
      [
        crossplaneApiRef,
        fakeCrossplaneApi({
          getOrderForm: options.getOrderForm,
          listNamespaces: async () => ({ items: [{ name: 'team-alpha' }] }),
          previewOrder,
        }),
      ],
      [
        scaffolderApiRef,
        {
          getTemplateParameterSchema:
            options.getTemplateParameterSchema ?? (async () => manifest),
          scaffold: options.scaffold,
        } as unknown as typeof scaffolderApiRef.T,
      ],
      [
        formFieldsApiRef,
        {
          loadFormFields: async () => [
            createFormField({
              name: 'OwnerPicker',
              component: ({ formData }) => <p>Owned by {String(formData)}</p>,
            }),
          ],
        },
      ],
    ],
    mountPath: '/orders',
    mountedRoutes: { '/orders': ordersRouteRef },
    initialRouteEntries: [`/orders/platform/team-alpha/${XRD}/db/edit`],
  });
}

const click = async (name: string) =>
  userEvent.click(await screen.findByRole('button', { name }));

describe('EditOrderPage', () => {
  beforeEach(() => {
    // The wizard scrolls up on every page, which jsdom cannot.
    jest.spyOn(window, 'scrollTo').mockReturnValue();
  });

  it('fills the form from git, shows what changes and submits an update', async () => {
    const getOrderForm = jest.fn(async () => form);
    const scaffold = jest.fn(async () => ({ taskId: 'task-1' }));
    renderEdit({ getOrderForm, scaffold });

    expect(
      await screen.findByRole('heading', { name: 'Change db' }),
    ).toBeVisible();
    expect(await screen.findByRole('textbox', { name: 'Name' })).toBeDisabled();
    expect(screen.getByRole('textbox', { name: /Namespace/ })).toHaveAttribute(
      'readonly',
    );
    expect(screen.getByText('Owned by group:default/team-alpha')).toBeVisible();
    expect(getOrderForm).toHaveBeenCalledWith({ ...ORDER, name: 'db' });
    await click('Next');

    const engine = await screen.findByRole('textbox', { name: 'Engine' });
    expect(engine).toHaveValue('postgres');
    expect(engine).toBeDisabled();
    const size = screen.getByRole('spinbutton', { name: 'Size' });
    expect(size).toHaveValue(2);
    await userEvent.clear(size);
    await userEvent.type(size, '5');
    await click('Next');

    expect(
      await screen.findByRole('group', { name: 'Changes' }),
    ).toHaveTextContent('size: 5');
    await click('Review');
    await click('Change the order');

    expect(
      await screen.findByText('The change is on its way as task task-1'),
    ).toBeVisible();
    expect(scaffold).toHaveBeenCalledTimes(1);
    expect(scaffold).toHaveBeenCalledWith(
      expect.objectContaining({
        templateRef: TEMPLATE_REF,
        values: expect.objectContaining({
          operation: 'update',
          name: 'db',
          namespace: 'team-alpha',
          spec: { engine: 'postgres', size: 5 },
        }),
      }),
    );
  });

  it('says that git has no such order', async () => {
    const error = await refuse(404, 'NotFoundError', 'No file db.yaml');
    renderEdit({
      getOrderForm: async () => {
        throw error;
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('git has no file for this order');
    expect(alert).toHaveTextContent('No file db.yaml');
    expect(
      screen.getByRole('link', { name: 'Back to the order' }),
    ).toHaveAttribute('href', `/orders/platform/team-alpha/${XRD}/db`);
  });

  it('says that the user may not change it, and why', async () => {
    const error = await refuse(403, 'NotAllowedError', 'Ask team-alpha');
    renderEdit({
      getOrderForm: async () => {
        throw error;
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You may not change this order');
    expect(alert).toHaveTextContent('Ask team-alpha');
  });

  it.each([
    ['names none', async () => ({ values: {} }), undefined],
    [
      'does not have it any more',
      async () => form,
      async () => {
        throw await refuse(404, 'NotFoundError', 'No such template');
      },
    ],
  ])(
    'points at the troubleshooting when the catalog %s',
    async (_case, getOrderForm, getTemplateParameterSchema) => {
      renderEdit({ getOrderForm, getTemplateParameterSchema });
      expect(
        await screen.findByText(/The catalog has no template of databases/),
      ).toBeVisible();
      expect(
        screen.getByRole('link', { name: 'Find out why' }),
      ).toHaveAttribute(
        'href',
        `/orders/troubleshoot?xrd=${XRD}&cluster=platform`,
      );
    },
  );

  it('keeps the form when the change is not taken', async () => {
    renderEdit({
      getOrderForm: async () => form,
      scaffold: async () => {
        throw new Error('The scaffolder is away');
      },
    });
    await click('Next');
    await click('Next');
    await click('Review');
    await click('Change the order');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The change was not submitted');
    expect(alert).toHaveTextContent('The scaffolder is away');
    expect(
      screen.getByRole('button', { name: 'Change the order' }),
    ).toBeEnabled();
  });
});
