import { fetchApiRef, PageBlueprint } from '@backstage/frontend-plugin-api';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { BackendDouble } from './__testUtils__/BackendDouble';
import { cell, matrix, row } from './__testUtils__/fleet';
import { testCatalog } from './__testUtils__/renderPage';
import { deploymentView, environmentView } from './__testUtils__/views';
import { deployPlugin } from './plugin';

const backend = () =>
  new BackendDouble()
    .on('GET /matrix', matrix([row('service', [cell('development')])]))
    .on(
      'GET /entities/component/default/service',
      deploymentView([environmentView('development')]),
    );

const entityPage = createTestEntityPage({
  entity: {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'service',
      namespace: 'default',
      annotations: { 'argocd/app-name': 'service' },
    },
    spec: { type: 'service', owner: 'team-alpha', lifecycle: 'production' },
  },
});

/** The page of entities, where links lead to. */
const catalogPage = PageBlueprint.make({
  params: {
    path: '/catalog/:namespace/:kind/:name',
    routeRef: entityRouteRef,
    loader: async () => <></>,
  },
});

describe('the plugin in an app on the new frontend system', () => {
  it('brings the card of an entity, with the way to the tab', async () => {
    renderTestApp({
      features: [deployPlugin],
      extensions: [entityPage],
      apis: [
        [fetchApiRef, backend().fetchApi],
        [catalogApiRef, testCatalog()],
      ],
    });
    expect(
      await screen.findByRole('link', { name: 'Open deployments' }),
    ).toHaveAttribute('href', '/deploy');
    for (const list of await screen.findAllByRole('list', {
      name: 'Environments',
    })) {
      expect(list).toHaveTextContent('development');
    }
  });

  it('shows the card in an app without the tab', async () => {
    renderTestApp({
      extensions: [
        entityPage,
        deployPlugin.getExtension('entity-card:deploy/deployments'),
        deployPlugin.getExtension('api:deploy'),
      ],
      apis: [[fetchApiRef, backend().fetchApi]],
    });
    expect(
      await screen.findByRole('list', { name: 'Environments' }),
    ).toHaveTextContent('development');
    expect(screen.queryByRole('link', { name: 'Open deployments' })).toBeNull();
  });

  it('has an item of the navigation and a page for all deployments', async () => {
    renderTestApp({
      features: [deployPlugin],
      extensions: [catalogPage],
      initialRouteEntries: ['/deploy'],
      apis: [
        [fetchApiRef, backend().fetchApi],
        [catalogApiRef, testCatalog()],
      ],
    });
    expect(
      await screen.findByRole('table', { name: 'What runs where' }),
    ).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Deploy' })).toBeInTheDocument();
  });
});
