import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { BackendDouble, Refusal } from '../../__testUtils__/BackendDouble';
import { findAccessibilityProblems } from '../../__testUtils__/findAccessibilityProblems';
import { cell, matrix, row } from '../../__testUtils__/fleet';
import {
  currentAddress,
  renderPage,
  testCatalog,
} from '../../__testUtils__/renderPage';
import { environmentView, operation } from '../../__testUtils__/views';

const MATRIX = 'GET /matrix';

function backendWith(answer: unknown): BackendDouble {
  return new BackendDouble().on(MATRIX, answer);
}

/** The cell of an environment in the row of an entity. */
async function findCell(entity: string, column: number): Promise<HTMLElement> {
  const head = await screen.findByRole('rowheader', {
    name: new RegExp(`^${entity}`),
  });
  return within(head.closest<HTMLElement>('[role=row]')!).getAllByRole('cell')[
    column
  ];
}

describe('the page of all deployments', () => {
  it('shows entities by environments, with what waits and how far behind', async () => {
    const backend = backendWith(
      matrix([
        row(
          'payments',
          [
            cell('development', { version: 'v1.4.2' }),
            cell('qa', {
              since: '2026-01-01T09:00:00.000Z',
              waiting: {
                version: 'v1.4.2',
                since: '2025-12-30T10:00:00.000Z',
                behind: 3,
              },
            }),
          ],
          {
            owner: 'group:default/team-alpha',
            system: 'system:default/shop',
            waitingSince: '2025-12-30T10:00:00.000Z',
          },
        ),
        row('website', [cell('prod')]),
      ]),
    );
    renderPage(backend);

    const head = await screen.findByRole('rowheader', { name: /^payments/ });
    expect(head).toHaveTextContent('Owner: team-alpha');
    expect(head).toHaveTextContent('System: shop');
    expect(head).toHaveTextContent(/A change has waited since .* ago/);
    expect(
      within(head).getByRole('link', { name: 'payments' }),
    ).toHaveAttribute('href', '/catalog/default/component/payments/deploy');
    expect(
      screen.getAllByRole('columnheader').map(({ textContent }) => textContent),
    ).toEqual(['Application', 'development', 'qa', 'prod']);

    const qa = await findCell('payments', 1);
    expect(qa).toHaveTextContent('Healthy');
    expect(qa).toHaveTextContent('sha-1111111');
    expect(qa).toHaveTextContent(/v1\.4\.2 waits, since .* ago/);
    expect(
      within(qa).getByRole('link', {
        name: '3 commits behind: qa of payments',
      }),
    ).toHaveAttribute(
      'href',
      '/deploy/entities/component/default/payments/diff?from=development&to=qa',
    );
    expect(await findCell('payments', 2)).toHaveTextContent(
      'does not use prod',
    );
    expect(screen.getAllByText('1 to 2 of 2')).toHaveLength(1);
    // One request paints the page; the other is for titles of environments.
    expect(backend.requests.map(({ path }) => path).sort()).toEqual([
      '/environments',
      '/matrix',
    ]);
    await expect(findAccessibilityProblems()).resolves.toEqual([]);
    expect(backend.sent(MATRIX)[0].query).toEqual({ limit: '50' });
  });

  it('takes nothing for good that is not known', async () => {
    renderPage(
      backendWith(
        matrix([
          row('payments', [
            cell('development', {
              health: 'unknown',
              version: undefined,
              image: undefined,
              stale: true,
              observedAt: undefined,
              error: 'connect ECONNREFUSED',
            }),
            cell('qa', {
              observedVersion: 'sha-9999999',
              drift: true,
              health: 'degraded',
            }),
            cell('prod', {
              stale: true,
              observedAt: '2025-12-31T10:00:00.000Z',
              sync: 'out-of-sync',
            }),
          ]),
        ]),
      ),
    );
    const development = await findCell('payments', 0);
    expect(development).toHaveTextContent('Unknown');
    expect(development).toHaveTextContent('No version');
    expect(development).toHaveTextContent('Never read');
    expect(development).toHaveTextContent(
      'Could not be read: connect ECONNREFUSED',
    );
    const qa = await findCell('payments', 1);
    expect(qa).toHaveTextContent('Degraded');
    expect(qa).toHaveTextContent('Running: sha-9999999');
    expect(qa).toHaveTextContent('Drift');
    const prod = await findCell('payments', 2);
    expect(prod).toHaveTextContent(/Last known, seen .* ago/);
    expect(prod).toHaveTextContent('Not synced');
  });

  it('shows what is being changed, and what is frozen', async () => {
    renderPage(
      backendWith(
        matrix([row('service', [cell('development'), cell('qa')])], {
          activeOperations: [operation('awaiting-approval')],
          freezes: [
            {
              name: 'Year end',
              environments: ['prod'],
              reason: 'The books are closed.',
              start: '2025-12-24T00:00:00.000Z',
              end: '2026-01-02T00:00:00.000Z',
              active: true,
            },
          ],
        }),
      ),
    );
    const operations = await screen.findByRole('list', {
      name: '1 change under way',
    });
    expect(
      within(operations).getByRole('link', {
        name: 'Promotion to sha-2222222 in qa of service',
      }),
    ).toHaveAttribute('href', '/deploy/operations/operation-1');
    expect(operations).toHaveTextContent('Waiting for approval');
    expect(await findCell('service', 1)).toHaveTextContent(
      'Waiting for approval',
    );
    expect(screen.getByText(/^prod frozen until/)).toBeVisible();
    expect(screen.getByText(/The books are closed/)).toBeVisible();
  });

  it('calls environments by their titles once it knows them', async () => {
    renderPage(
      backendWith(
        matrix([row('service', [cell('prod')])], {
          activeOperations: [{ ...operation('applying'), environment: 'prod' }],
        }),
      ).on('GET /environments', {
        items: [
          { ...environmentView('prod').environment, title: 'Production' },
        ],
      }),
    );
    expect(
      await screen.findByRole('columnheader', { name: 'Production' }),
    ).toBeVisible();
    expect(
      await screen.findByRole('link', { name: /in Production of service$/ }),
    ).toBeVisible();
  });

  it('keeps the focus when filters are cleared and pages are turned', async () => {
    const user = userEvent.setup();
    const backend = backendWith(
      ({ query }: { query: Record<string, string> }) => {
        if (query.state) {
          return matrix([]);
        }
        return query.cursor
          ? matrix([row('last', [cell('qa')])], { total: 51 })
          : matrix([row('first', [cell('qa')])], {
              total: 51,
              nextCursor: 'two',
            });
      },
    );
    renderPage(backend, { path: '/deploy?state=drift' });
    await screen.findByText('Nothing matches these filters.');
    const [, inTheMiddle] = screen.getAllByRole('button', {
      name: 'Clear the filters',
    });
    await user.click(inTheMiddle);
    await screen.findByRole('rowheader', { name: /^first/ });
    expect(
      screen.getByRole('search', { name: 'Filter deployments' }),
    ).toHaveFocus();

    let answer = () => {};
    const held = new Promise<void>(resolve => {
      answer = resolve;
    });
    backend.on(MATRIX, () =>
      held.then(() => matrix([row('last', [cell('qa')])], { total: 51 })),
    );
    const next = screen.getByRole('button', { name: 'Next page' });
    next.focus();
    await user.keyboard('{Enter}');
    // What was there stays until the next page comes.
    await waitFor(() =>
      expect(screen.getByRole('table')).toHaveAttribute('aria-busy', 'true'),
    );
    expect(screen.getByRole('rowheader', { name: /^first/ })).toBeVisible();
    expect(next).toHaveFocus();
    answer();
    await screen.findByRole('rowheader', { name: /^last/ });
    // There is no page after it.
    await waitFor(() =>
      expect(
        screen.getAllByRole('button', { name: 'Previous page' })[0],
      ).toHaveFocus(),
    );
  });

  it('takes words with spaces, and forgets what was typed when filters are cleared', async () => {
    const user = userEvent.setup();
    renderPage(backendWith(matrix([row('service', [cell('qa')])])), {
      path: '/deploy?state=drift',
    });
    await screen.findByRole('rowheader', { name: /^service/ });
    const search = screen.getByRole('searchbox', { name: 'Search' });
    await user.type(search, 'pay ');
    await waitFor(() => expect(currentAddress()).toContain('search=pay'));
    expect(search).toHaveValue('pay ');
    await user.type(search, 'ments');
    await waitFor(() => expect(currentAddress()).toContain('search=pay+ments'));

    jest.useFakeTimers({ advanceTimers: true });
    try {
      fireEvent.change(search, { target: { value: 'half a wo' } });
      fireEvent.click(
        screen.getByRole('button', { name: 'Clear the filters' }),
      );
      await act(() => jest.advanceTimersByTimeAsync(1_000));
    } finally {
      jest.useRealTimers();
    }
    expect(currentAddress()).toBe('/deploy');
    expect(screen.getByRole('searchbox', { name: 'Search' })).toHaveValue('');
  });

  it('reads the filter from the address, and clears it', async () => {
    const user = userEvent.setup();
    const backend = backendWith(matrix([]));
    renderPage(backend, {
      path: '/deploy?search=pay&owner=group:default/gone&system=system:default/shop&environment=qa&state=waiting',
    });
    expect(
      await screen.findByText('Nothing matches these filters.'),
    ).toBeVisible();
    expect(backend.sent(MATRIX)[0].query).toEqual({
      search: 'pay',
      owner: 'group:default/gone',
      system: 'system:default/shop',
      environment: 'qa',
      state: 'waiting',
      limit: '50',
    });
    // What nobody has any more is still what is chosen.
    expect(
      screen.getByRole('button', { name: /group:default\/gone Owner/ }),
    ).toBeVisible();

    await user.click(
      screen.getAllByRole('button', { name: 'Clear the filters' })[0],
    );
    expect(
      await screen.findByText(/Nothing is deployed through this portal yet/),
    ).toBeVisible();
    expect(screen.getByText(/openportal.dev\/deploy-strategy/)).toBeVisible();
    expect(currentAddress()).toBe('/deploy');
  });

  it('keeps every filter in the address', async () => {
    const user = userEvent.setup();
    const backend = backendWith(matrix([row('service', [cell('qa')])]));
    renderPage(backend);
    await screen.findByRole('rowheader', { name: /^service/ });

    await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'ser');
    await waitFor(() => expect(currentAddress()).toBe('/deploy?search=ser'));
    await user.click(screen.getByRole('button', { name: /All Owner/ }));
    await user.click(
      await screen.findByRole('option', { name: 'other/team-beta' }),
    );
    await user.click(screen.getByRole('button', { name: /All System/ }));
    // What is not a system is no choice, though components can be part of it.
    expect(screen.queryByRole('option', { name: 'parent' })).toBeNull();
    await user.click(await screen.findByRole('option', { name: 'shop' }));
    await user.click(screen.getByRole('button', { name: /All Environment/ }));
    await user.click(await screen.findByRole('option', { name: 'prod' }));
    await user.click(screen.getByRole('button', { name: /All State/ }));
    await user.click(await screen.findByRole('option', { name: 'Last known' }));
    await waitFor(() =>
      expect(backend.requests.at(-1)?.query).toEqual({
        search: 'ser',
        owner: 'group:other/team-beta',
        system: 'system:default/shop',
        environment: 'prod',
        state: 'stale',
        limit: '50',
      }),
    );
    expect(
      new URLSearchParams(currentAddress().split('?')[1]).get('owner'),
    ).toBe('group:other/team-beta');
  });

  it('turns pages, and starts again with another filter', async () => {
    const user = userEvent.setup();
    const backend = backendWith(
      ({ query }: { query: Record<string, string> }) =>
        query.cursor
          ? matrix([row('last', [cell('qa')])], { total: 51 })
          : matrix([row('first', [cell('qa')])], {
              total: 51,
              nextCursor: 'two',
            }),
    );
    renderPage(backend);
    await screen.findByRole('rowheader', { name: /^first/ });
    expect(
      screen.getByRole('button', { name: 'Previous page' }),
    ).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByRole('rowheader', { name: /^last/ });
    expect(screen.getByText('51 to 51 of 51')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Previous page' }));
    await screen.findByRole('rowheader', { name: /^first/ });

    await user.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByRole('rowheader', { name: /^last/ });
    await user.click(screen.getByRole('button', { name: /All State/ }));
    await user.click(await screen.findByRole('option', { name: 'Drift' }));
    await screen.findByRole('rowheader', { name: /^first/ });
  });

  it('draws no more than a page, however many there are', async () => {
    const items = Array.from({ length: 50 }, (_, index) =>
      row(`service-${index}`, [cell('development'), cell('qa'), cell('prod')]),
    );
    renderPage(
      backendWith(matrix(items, { total: 10_000, nextCursor: 'more' })),
    );
    await screen.findByRole('rowheader', { name: /^service-49/ });
    expect(screen.getAllByRole('row')).toHaveLength(51);
    expect(screen.getAllByText('1 to 50 of 10000')).toHaveLength(2);
  });

  it('reads again on a signal about what it shows, and not on others', async () => {
    let version = 'sha-1111111';
    const backend = backendWith(() =>
      matrix([row('service', [cell('qa', { version })])]),
    );
    const signals = renderPage(backend);
    await findCell('service', 1);
    version = 'sha-2222222';
    signals.send({ entityRef: 'component:default/other', environment: 'qa' });
    signals.send({ entityRef: 'component:default/service', environment: 'qa' });
    expect(await screen.findByText('sha-2222222')).toBeVisible();
    expect(backend.sent(MATRIX)).toHaveLength(2);
  });

  it('keeps what it showed when a later read fails', async () => {
    const user = userEvent.setup();
    let answer: unknown = matrix([row('service', [cell('qa')])]);
    renderPage(backendWith(() => answer));
    await findCell('service', 1);
    answer = new Refusal(503, { message: 'The database is down' });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Showing what was last known');
    expect(alert).toHaveTextContent('The database is down');
    expect(await findCell('service', 1)).toHaveTextContent('sha-1111111');
  });

  it('says why nothing can be read, and tries again', async () => {
    const user = userEvent.setup();
    let answer: unknown = new Refusal(503, { message: 'The database is down' });
    renderPage(backendWith(() => answer));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The deployments could not be read',
    );
    answer = matrix([row('service', [cell('qa')])]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await findCell('service', 1);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('shows nothing to those who may not see it, not even what was there', async () => {
    const user = userEvent.setup();
    let answer: unknown = matrix([row('service', [cell('qa')])]);
    renderPage(backendWith(() => answer));
    await findCell('service', 1);
    answer = new Refusal(403, {
      name: 'NotAllowedError',
      message: 'You may not see any deployments.',
    });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You may not see this');
    expect(alert).toHaveTextContent('deploy.read');
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('goes on without the catalog, and says what is missing', async () => {
    const catalog = testCatalog();
    catalog.getEntityFacets.mockRejectedValue(new Error('No catalog'));
    renderPage(backendWith(matrix([row('service', [cell('qa')])])), {
      catalog,
    });
    await findCell('service', 1);
    expect(
      await screen.findByText(/could not be asked for choices: No catalog/),
    ).toBeVisible();
  });
});
