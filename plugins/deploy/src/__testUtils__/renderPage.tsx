import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { screen } from '@testing-library/react';
import { Route, Routes, useLocation } from 'react-router-dom';
import { createDeployClient } from '../api/createDeployClient';
import { deployApiRef } from '../api/deployApiRef';
import { DeployPage } from '../components/DeployPage';
import {
  creationLinkRouteRef,
  deployRootRouteRef,
  diffLinkRouteRef,
  fleetLinkRouteRef,
  operationLinkRouteRef,
} from '../routes';
import { BackendDouble } from './BackendDouble';
import { FakeSignals } from './FakeSignals';

/** A component that two teams and a system have, for the choices of filters. */
const component = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'service', namespace: 'default' },
  relations: [
    { type: 'ownedBy', targetRef: 'group:default/team-alpha' },
    { type: 'ownedBy', targetRef: 'user:default/developer' },
    { type: 'partOf', targetRef: 'system:default/shop' },
    { type: 'partOf', targetRef: 'component:default/parent' },
  ],
};

/** Catalog of the tests. */
export function testCatalog(): ReturnType<typeof catalogApiMock.mock> {
  const catalog = catalogApiMock({ entities: [component] });
  return catalogApiMock.mock({
    // The catalog of the test utilities has no facets of relations.
    getEntityFacets: async () => ({
      facets: {
        'relations.ownedBy': [
          { value: 'group:default/team-alpha', count: 1 },
          { value: 'group:other/team-beta', count: 2 },
        ],
        'relations.partOf': [
          { value: 'system:default/shop', count: 1 },
          { value: 'component:default/parent', count: 1 },
        ],
      },
    }),
    getEntityByRef: ref => catalog.getEntityByRef(ref),
  });
}

/**
 * Shows the pages of deployments as an app does. The address is shown too, so
 * that tests can see it; what is returned sends signals to the page.
 */
export function renderPage(
  backend: BackendDouble,
  options: { path?: string; catalog?: ReturnType<typeof testCatalog> } = {},
): FakeSignals {
  const signals = new FakeSignals();
  renderInTestApp(
    <>
      <Routes>
        <Route path="/deploy/*" element={<DeployPage />} />
        <Route path="*" element={<></>} />
      </Routes>
      <Address />
    </>,
    {
      apis: [
        [deployApiRef, createDeployClient(backend)],
        [signalApiRef, signals],
        [catalogApiRef, options.catalog ?? testCatalog()],
      ],
      mountedRoutes: {
        '/deploy': deployRootRouteRef,
        '/deploy/': fleetLinkRouteRef,
        '/deploy/operations/:id': operationLinkRouteRef,
        '/deploy/entities/:kind/:namespace/:name/diff': diffLinkRouteRef,
        '/deploy/entities/:kind/:namespace/:name/creation':
          creationLinkRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
      initialRouteEntries: [options.path ?? '/deploy'],
    },
  );
  return signals;
}

/** The address that the page is at now. */
export function currentAddress(): string {
  return screen.getByLabelText('Address').textContent ?? '';
}

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="Address">{pathname + search}</output>;
}
