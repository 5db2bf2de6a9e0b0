import { ToastApiMessage, toastApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DeploymentView,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';
import { screen } from '@testing-library/react';
import { useLocation } from 'react-router-dom';
import { createDeployClient } from '../api/createDeployClient';
import { deployApiRef } from '../api/deployApiRef';
import { DeployTab } from '../components/DeployTab/DeployTab';
import { BackendDouble } from './BackendDouble';
import { FakeSignals } from './FakeSignals';
import { deploymentView } from './views';

/** The path of the entity of the tests in the API. */
export const ENTITY_PATH = '/entities/component/default/service';

/** What {@link renderTab} gives to a test. */
export type RenderedTab = {
  backend: BackendDouble;
  signals: FakeSignals;
  /** Toasts that were shown. */
  toasts: ToastApiMessage[];
};

/** A backend with the given environments, without history and with nothing to compare. */
export function backendWith(
  environments: EnvironmentView[] | (() => EnvironmentView[]),
  view: Partial<DeploymentView> = {},
): BackendDouble {
  return new BackendDouble()
    .on(`GET ${ENTITY_PATH}`, () => ({
      ...deploymentView(
        typeof environments === 'function' ? environments() : environments,
      ),
      ...view,
    }))
    .on(`GET ${ENTITY_PATH}/history`, { items: [] });
}

/** Shows the Deploy tab as an app does. The address is shown too, so that tests can see it. */
export function renderTab(
  backend: BackendDouble,
  options: { path?: string } = {},
): RenderedTab {
  const signals = new FakeSignals();
  const toasts: RenderedTab['toasts'] = [];
  renderInTestApp(
    <>
      <DeployTab entityRef="component:default/service" />
      <Address />
    </>,
    {
      apis: [
        [deployApiRef, createDeployClient(backend)],
        [signalApiRef, signals],
        [
          toastApiRef,
          {
            post: (toast: ToastApiMessage) => {
              toasts.push(toast);
              return { close: () => {} };
            },
          },
        ],
      ],
      initialRouteEntries: [options.path ?? '/'],
    },
  );
  return { backend, signals, toasts };
}

/** The tile of an environment, once it is there. */
export function findTile(name: string): Promise<HTMLElement> {
  return screen.findByRole('listitem', { name });
}

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="Address">{pathname + search}</output>;
}
