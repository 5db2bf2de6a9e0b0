import { createApp } from '@backstage/app-defaults';
import { Entity } from '@backstage/catalog-model';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import {
  createApiFactory,
  FetchApi,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  CatalogEntityPage,
  CatalogIndexPage,
  catalogPlugin,
  EntityLayout,
  EntitySwitch,
} from '@backstage/plugin-catalog';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { ScaffolderPage, scaffolderPlugin } from '@backstage/plugin-scaffolder';
import {
  ScaffolderApi,
  scaffolderApiRef,
  ScaffolderFieldExtensions,
} from '@backstage/plugin-scaffolder-react';
import {
  CrossplaneKeys,
  OrderFields,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route } from 'react-router-dom';
import {
  order,
  orderList,
  orderPath,
  ref,
  summary,
} from './__testUtils__/orders';
import {
  CrossplaneIdentityFieldExtension,
  CrossplaneImmutableFieldExtension,
  CrossplaneMapFieldExtension,
  CrossplaneNamespacePickerFieldExtension,
  CrossplaneOrderPreviewFieldExtension,
  crossplanePlugin,
  CrossplaneYamlEditorFieldExtension,
  EntityOrderContent,
  EntityOrderStatusCard,
  isOrderAvailable,
  OrdersPage,
} from './legacy';

jest.setTimeout(120_000);

const BACKEND = 'http://backend.example';

const resource: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name: 'www',
    namespace: 'default',
    annotations: { [CrossplaneKeys.orderRef]: stringifyOrderRef(ref) },
  },
  spec: { type: 'dnsrecord', owner: 'team-alpha' },
};
const component: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'website', namespace: 'default' },
  spec: { type: 'website', owner: 'team-alpha', lifecycle: 'production' },
};
const template: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'dns', namespace: 'default', title: 'DNSRecord' },
  spec: { type: 'crossplane-xr' },
};

/** What the backend answers; the client that asks is the one of the plugin. */
const ANSWERS: Record<string, unknown> = {
  '/orders': orderList([summary()]),
  [orderPath]: order(),
  '/namespaces': { items: [{ name: 'team-alpha' }] },
};

const fetchApi: FetchApi = {
  fetch: async input => {
    const url = new URL(String(input));
    const answer = ANSWERS[url.pathname.replace('/api/crossplane', '')];
    return answer
      ? Response.json(answer)
      : Response.json({ error: { message: url.pathname } }, { status: 404 });
  },
};

const scaffolder = {
  getTemplateParameterSchema: async () => ({
    title: 'DNSRecord',
    steps: [
      {
        title: 'Resource',
        schema: {
          type: 'object',
          properties: {
            name: {
              type: 'string',
              title: 'Name',
              'ui:field': OrderFields.identity,
            },
            namespace: {
              type: 'string',
              title: 'Namespace',
              'ui:field': OrderFields.namespacePicker,
              'ui:options': { xrd: ref.xrd, clusters: ['platform'] },
            },
            values: {
              type: 'string',
              title: 'Values',
              'ui:field': OrderFields.yamlEditor,
            },
          },
        },
      },
    ],
  }),
} as unknown as ScaffolderApi;

const entityPage = (
  <EntitySwitch>
    <EntitySwitch.Case>
      <EntityLayout>
        <EntityLayout.Route path="/" title="Overview">
          <EntitySwitch>
            <EntitySwitch.Case if={isOrderAvailable}>
              <EntityOrderStatusCard />
            </EntitySwitch.Case>
          </EntitySwitch>
        </EntityLayout.Route>
        <EntityLayout.Route path="/order" title="Order" if={isOrderAvailable}>
          <EntityOrderContent />
        </EntityLayout.Route>
      </EntityLayout>
    </EntitySwitch.Case>
  </EntitySwitch>
);

const fields = (
  <ScaffolderFieldExtensions>
    <CrossplaneNamespacePickerFieldExtension />
    <CrossplaneYamlEditorFieldExtension />
    <CrossplaneOrderPreviewFieldExtension />
    <CrossplaneImmutableFieldExtension />
    <CrossplaneIdentityFieldExtension />
    <CrossplaneMapFieldExtension />
  </ScaffolderFieldExtensions>
);

/** An app as `create-app` made it before the new frontend system, opened at an address. */
function openApp(path: string) {
  window.history.replaceState({}, '', path);
  const app = createApp({
    configLoader: async () => [
      {
        context: 'test',
        data: {
          app: { title: 'Portal', baseUrl: 'http://localhost' },
          backend: { baseUrl: BACKEND },
        },
      },
    ],
    apis: [
      createApiFactory(fetchApiRef, fetchApi),
      createApiFactory(scaffolderApiRef, scaffolder),
      createApiFactory(
        catalogApiRef,
        catalogApiMock({ entities: [resource, component, template] }),
      ),
    ],
    bindRoutes({ bind }) {
      bind(crossplanePlugin.externalRoutes, {
        templates: scaffolderPlugin.routes.root,
        task: scaffolderPlugin.routes.ongoingTask,
      });
      bind(catalogPlugin.externalRoutes, {
        createComponent: scaffolderPlugin.routes.root,
      });
    },
  });
  const App = app.createRoot(
    <AppRouter>
      <FlatRoutes>
        <Route path="/catalog" element={<CatalogIndexPage />} />
        <Route
          path="/catalog/:namespace/:kind/:name"
          element={<CatalogEntityPage />}
        >
          {entityPage}
        </Route>
        <Route path="/create" element={<ScaffolderPage />}>
          {fields}
        </Route>
        <Route path="/orders" element={<OrdersPage />}>
          {fields}
        </Route>
      </FlatRoutes>
    </AppRouter>,
  );
  render(<App />);
  return userEvent.setup();
}

const SLOW = { timeout: 30_000 };

describe('the plugin in an app on the old frontend system', () => {
  beforeEach(() => {
    // Pages scroll up when they open, which jsdom cannot.
    jest.spyOn(window, 'scrollTo').mockReturnValue();
  });

  it('leads from the list to an order and on to the form that orders more', async () => {
    const user = openApp('/orders');
    await user.click(await screen.findByRole('link', { name: 'www' }, SLOW));
    expect(
      await screen.findByRole('heading', { name: 'DNSRecord www' }, SLOW),
    ).toBeVisible();
    expect(window.location.pathname).toBe(orderPath);
    expect(screen.getByRole('list', { name: 'Layers' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Edit' })).toHaveAttribute(
      'href',
      `${orderPath}/edit`,
    );
    await user.click(screen.getByRole('link', { name: 'All orders' }));
    expect(
      await screen.findByRole('link', { name: 'Order something' }, SLOW),
    ).toHaveAttribute('href', expect.stringMatching(/^\/create\?/));
  });

  it('shows the order on the page of its entity, card and tab', async () => {
    const user = openApp('/catalog/default/resource/www');
    expect(
      await screen.findByRole('link', { name: 'Open the order' }, SLOW),
    ).toHaveAttribute('href', orderPath);
    await user.click(screen.getByRole('tab', { name: 'Order' }));
    expect(
      await screen.findByRole('list', { name: 'Layers' }, SLOW),
    ).toBeVisible();
    expect(window.location.pathname).toBe(
      '/catalog/default/resource/www/order',
    );
  });

  it('has no tab on the page of what was not ordered', async () => {
    openApp('/catalog/default/component/website');
    expect(
      await screen.findByRole('tab', { name: 'Overview' }, SLOW),
    ).toBeVisible();
    expect(screen.queryByRole('tab', { name: 'Order' })).toBeNull();
  });

  it('gives its fields to the forms of the scaffolder', async () => {
    const user = openApp('/create/templates/default/dns');
    const namespace = await screen.findByRole(
      'combobox',
      { name: /Namespace/ },
      SLOW,
    );
    await user.click(namespace);
    expect(
      within(await screen.findByRole('listbox', {}, SLOW)).getByRole('option', {
        name: 'team-alpha',
      }),
    ).toBeVisible();
    // While the choices are open, all else is out of reach.
    await user.keyboard('{Escape}');
    expect(
      await screen.findByRole('textbox', { name: 'Name' }, SLOW),
    ).toBeEnabled();
    expect(screen.getByRole('textbox', { name: /Values/ })).toBeVisible();
    expect(screen.queryByText(/could not be found|Unknown field/)).toBeNull();
  });
});
