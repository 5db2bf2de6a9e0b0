import { createApp } from '@backstage/app-defaults';
import { Entity } from '@backstage/catalog-model';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import { createApiFactory, fetchApiRef } from '@backstage/core-plugin-api';
import {
  CatalogEntityPage,
  CatalogIndexPage,
  EntityLayout,
  EntitySwitch,
} from '@backstage/plugin-catalog';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route } from 'react-router-dom';
import {
  DeployPage,
  deployPlugin,
  EntityDeployCard,
  EntityDeployContent,
  isDeployAvailable,
} from './legacy';
import { BackendDouble } from './__testUtils__/BackendDouble';
import { fullDiff } from './__testUtils__/diff';
import { cell, matrix, row } from './__testUtils__/fleet';
import {
  deploymentView,
  environmentView,
  operation,
  operationResponse,
} from './__testUtils__/views';

jest.setTimeout(120_000);

const SLOW = { timeout: 30_000 };

const service: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'service',
    namespace: 'default',
    annotations: { 'argocd/app-name': 'service' },
  },
  spec: { type: 'service', owner: 'team-alpha', lifecycle: 'production' },
};
const library: Entity = {
  ...service,
  metadata: { name: 'library', namespace: 'default' },
};

const entityPage = (
  <EntitySwitch>
    <EntitySwitch.Case>
      <EntityLayout>
        <EntityLayout.Route path="/" title="Overview">
          <EntitySwitch>
            <EntitySwitch.Case if={isDeployAvailable}>
              <EntityDeployCard />
            </EntitySwitch.Case>
          </EntitySwitch>
        </EntityLayout.Route>
        <EntityLayout.Route
          path="/deploy"
          title="Deploy"
          if={isDeployAvailable}
        >
          <EntityDeployContent />
        </EntityLayout.Route>
      </EntityLayout>
    </EntitySwitch.Case>
  </EntitySwitch>
);

/** An app as `create-app` made it before the new frontend system, opened at an address. */
function openApp(path: string, options: { hasPages?: boolean } = {}) {
  window.history.replaceState({}, '', path);
  const entity = '/entities/component/default/service';
  const backend = new BackendDouble()
    .on('GET /matrix', matrix([row('service', [cell('development')])]))
    .on(
      `GET ${entity}`,
      deploymentView([environmentView('development'), environmentView('qa')]),
    )
    .on(`GET ${entity}/history`, { items: [operation('succeeded')] })
    .on(`GET ${entity}/diff`, fullDiff())
    .on('GET /operations/operation-1', operationResponse(operation('failed')));
  const app = createApp({
    configLoader: async () => [
      {
        context: 'test',
        data: {
          app: { title: 'Portal', baseUrl: 'http://localhost' },
          backend: { baseUrl: 'http://backend.example' },
        },
      },
    ],
    plugins: [deployPlugin],
    apis: [
      createApiFactory(fetchApiRef, backend.fetchApi),
      createApiFactory(
        catalogApiRef,
        catalogApiMock({ entities: [service, library] }),
      ),
    ],
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
        {options.hasPages === false ? (
          <></>
        ) : (
          <Route path="/deploy" element={<DeployPage />} />
        )}
      </FlatRoutes>
    </AppRouter>,
  );
  render(<App />);
  return userEvent.setup();
}

describe('the plugin in an app on the old frontend system', () => {
  beforeEach(() => {
    // Pages scroll up when they open, which jsdom cannot.
    jest.spyOn(window, 'scrollTo').mockReturnValue();
  });

  it('leads from all deployments to those of an entity and to an operation', async () => {
    const user = openApp('/deploy');
    expect(
      await screen.findByRole('heading', { name: 'Deploy' }, SLOW),
    ).toBeVisible();
    await user.click(
      await screen.findByRole('link', { name: 'service' }, SLOW),
    );
    expect(
      await screen.findByRole('listitem', { name: 'qa' }, SLOW),
    ).toBeVisible();
    expect(window.location.pathname).toBe(
      '/catalog/default/component/service/deploy',
    );
    const history = await screen.findByRole('table', { name: 'History' }, SLOW);
    await user.click(
      within(history).getByRole('link', { name: 'Promotion to sha-2222222' }),
    );
    expect(
      await screen.findByRole('region', { name: 'Timeline' }, SLOW),
    ).toBeVisible();
    expect(window.location.pathname).toBe('/deploy/operations/operation-1');
  });

  it('compares two environments at an address of its own', async () => {
    openApp('/deploy/entities/component/default/service/diff');
    expect(
      await screen.findByRole('region', { name: 'Commits' }, SLOW),
    ).toBeVisible();
  });

  it('has a card for what is deployed, and nothing for what is not', async () => {
    openApp('/catalog/default/component/service');
    expect(
      await screen.findByRole('link', { name: 'Open deployments' }, SLOW),
    ).toHaveAttribute('href', '/catalog/default/component/service/deploy');
  });

  it('has no tab for what is not deployed', async () => {
    openApp('/catalog/default/component/library');
    expect(
      await screen.findByRole('tab', { name: 'Overview' }, SLOW),
    ).toBeVisible();
    expect(screen.queryByRole('tab', { name: 'Deploy' })).toBeNull();
  });

  it('shows the tab in an app without the pages, without links to them', async () => {
    openApp('/catalog/default/component/service/deploy', { hasPages: false });
    const history = await screen.findByRole('table', { name: 'History' }, SLOW);
    expect(history).toHaveTextContent('Promotion to sha-2222222');
    expect(within(history).queryByRole('link')).toBeNull();
  });
});
