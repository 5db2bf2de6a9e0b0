import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import { createDeployClient } from '../../api/createDeployClient';
import { deployApiRef } from '../../api/deployApiRef';
import { tabLinkRouteRef } from '../../routes';
import { BackendDouble, Refusal } from '../../__testUtils__/BackendDouble';
import { backendWith, ENTITY_PATH } from '../../__testUtils__/renderTab';
import { environmentView, operation, version } from '../../__testUtils__/views';
import { OverviewCard } from './OverviewCard';

function renderCard(backend: BackendDouble) {
  renderInTestApp(<OverviewCard entityRef="component:default/service" />, {
    apis: [[deployApiRef, createDeployClient(backend)]],
    mountedRoutes: { '/service/deploy': tabLinkRouteRef },
  });
}

describe('OverviewCard', () => {
  it('shows what runs where in one request, with the way to the tab', async () => {
    const qa = environmentView('qa');
    const backend = backendWith([
      environmentView('development', {
        activeOperation: {
          ...operation('awaiting-approval'),
          breakGlass: { by: 'user:default/sre', reason: 'Outage' },
        },
      }),
      {
        ...qa,
        state: {
          ...qa.state,
          drift: true,
          stale: true,
          // It is not new any more: nothing is asked about its creation.
          lastHealthy: {
            ...version('1111111'),
            healthyAt: '2025-12-02T00:00:00.000Z',
          },
          desired: { ...version('1111111'), url: 'https://git.example/1' },
        },
      },
    ]);
    renderCard(backend);
    expect(
      screen.getByRole('status', { name: 'Loading deployments' }),
    ).toBeVisible();
    const row = within(await screen.findByRole('listitem', { name: 'qa' }));
    expect(row.getByText('Healthy')).toBeVisible();
    expect(row.getByRole('link', { name: 'sha-1111111' })).toHaveAttribute(
      'href',
      'https://git.example/1',
    );
    expect(row.getByText('What runs is not what git says.')).toBeVisible();
    expect(row.getByText(/^Last known state, seen/)).toBeVisible();
    const first = within(screen.getByRole('listitem', { name: 'development' }));
    expect(
      first.getByText('Promotion to sha-2222222: Waiting for approval'),
    ).toBeVisible();
    expect(first.getByText('Glass broken')).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Open deployments' }),
    ).toHaveAttribute('href', '/service/deploy');
    expect(backend.requests.map(({ path }) => path)).toEqual([ENTITY_PATH]);
  });

  it('says what is missing where there is nothing to show', async () => {
    renderCard(
      backendWith([], {
        problems: [{ code: 'no-strategy', message: 'Set an annotation.' }],
      }),
    );
    expect(await screen.findByText('Set an annotation.')).toBeVisible();
  });

  it('says what is missing, and what could not be read, beside what is known', async () => {
    const qa = environmentView('qa');
    renderCard(
      backendWith(
        [
          {
            ...qa,
            state: {
              ...qa.state,
              sources: {
                desired: {
                  adapter: 'manifest',
                  readAt: '2026-01-01T10:00:00.000Z',
                  error: 'GitHub did not answer',
                },
                observed: { error: 'No cluster' },
              },
            },
          },
        ],
        { problems: [{ code: 'no-observer', message: 'Set an observer.' }] },
      ),
    );
    const row = within(await screen.findByRole('listitem', { name: 'qa' }));
    expect(
      row.getByText(
        /^Git could not be read \(manifest\)\. Showing what was read .* ago\.$/,
      ),
    ).toBeVisible();
    expect(
      row.getByText(
        'The cluster could not be read (no adapter). It was never read.',
      ),
    ).toBeVisible();
    expect(screen.getByText('Set an observer.')).toBeVisible();
  });

  it('says why it could not be read', async () => {
    renderCard(
      new BackendDouble().on(
        `GET ${ENTITY_PATH}`,
        new Refusal(503, { message: 'No answer' }),
      ),
    );
    expect(await screen.findByText('No answer')).toBeVisible();
  });
});
