import { EnvironmentView } from '@openportal/plugin-deploy-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { BackendDouble, Refusal } from '../../__testUtils__/BackendDouble';
import {
  backendWith,
  ENTITY_PATH,
  findTile,
  renderTab,
} from '../../__testUtils__/renderTab';
import {
  deploymentView,
  environmentView,
  operation,
  preview,
  version,
} from '../../__testUtils__/views';

function withState(
  name: string,
  state: Partial<EnvironmentView['state']>,
  overrides: Partial<EnvironmentView> = {},
): EnvironmentView {
  const view = environmentView(name, overrides);
  return { ...view, state: { ...view.state, ...state } };
}

const freeze = {
  name: 'Year end',
  environments: ['prod'],
  reason: 'Books are closed',
  start: '2026-01-01T00:00:00Z',
  end: '2026-01-02T00:00:00Z',
  active: true,
};

describe('DeployTab', () => {
  it('is painted by one request, in the order of promotion', async () => {
    let answer = () => {};
    const held = new Promise<void>(resolve => {
      answer = resolve;
    });
    const view = deploymentView(
      ['development', 'qa', 'prod'].map(name => environmentView(name)),
    );
    const { backend } = renderTab(
      backendWith([]).on(`GET ${ENTITY_PATH}`, () => held.then(() => view)),
    );
    expect(
      screen.getByRole('status', { name: 'Loading deployments' }),
    ).toBeVisible();
    await waitFor(() => expect(backend.requests).toHaveLength(1));
    // All that is asked for at once would have been sent by now.
    await act(async () => undefined);
    expect(backend.requests.map(({ path }) => path)).toEqual([ENTITY_PATH]);
    answer();
    const list = await screen.findByRole('list', { name: 'Environments' });
    expect(backend.sent(`GET ${ENTITY_PATH}`)).toHaveLength(1);
    expect(
      within(list)
        .getAllByRole('heading', { level: 3 })
        .map(heading => heading.textContent),
    ).toEqual(['development', 'qa', 'prod']);
    expect(screen.getByText('Updated just now')).toBeVisible();
  });

  it('says what runs, since when, by whom, and how far it is behind', async () => {
    renderTab(
      backendWith([
        environmentView('development'),
        withState(
          'qa',
          {
            desired: {
              ...version('1111111'),
              changedAt: '2026-01-01T09:00:00.000Z',
              changedBy: 'user:default/developer',
              url: 'https://git.example/commit/1',
            },
            observed: version('0000000'),
            drift: true,
            health: 'degraded',
            message: 'Deployment exceeded its progress deadline',
          },
          { behind: 3 },
        ),
      ]),
    );
    const qa = within(await findTile('qa'));
    expect(qa.getByText('Degraded')).toBeVisible();
    expect(qa.getByRole('link', { name: 'sha-1111111' })).toHaveAttribute(
      'href',
      'https://git.example/commit/1',
    );
    expect(qa.getByText('3 commits behind development')).toBeVisible();
    expect(qa.getByText(/^Changed .* by developer$/)).toBeVisible();
    expect(qa.getByText('Running: sha-0000000')).toBeVisible();
    expect(qa.getByText('Drift')).toBeVisible();
    expect(qa.getByText(/exceeded its progress deadline/)).toBeVisible();
  });

  it('follows no link that is not of the web', async () => {
    renderTab(
      backendWith([
        withState('qa', {
          desired: { ...version('1111111'), url: 'data:text/html,x' },
          links: [{ kind: 'app', title: 'App', url: 'vbscript:x' }],
        }),
      ]),
    );
    const qa = within(await findTile('qa'));
    expect(qa.getByText('sha-1111111')).toBeVisible();
    expect(qa.queryByRole('link')).toBeNull();
    await userEvent.click(qa.getByRole('button', { name: 'More about qa' }));
    expect(
      await screen.findByRole('menuitem', { name: 'History' }),
    ).toBeVisible();
    expect(screen.queryByRole('menuitem', { name: 'App' })).toBeNull();
  });

  it('keeps an environment whose sources fail, and names source, error and age', async () => {
    renderTab(
      backendWith([
        environmentView('qa'),
        withState('prod', {
          stale: true,
          observedAt: '2026-01-01T08:00:00.000Z',
          sources: {
            desired: { adapter: 'manifest' },
            observed: {
              adapter: 'argocd',
              readAt: '2026-01-01T08:00:00.000Z',
              error: 'connect ECONNREFUSED',
            },
          },
        }),
      ]),
    );
    const prod = within(await findTile('prod'));
    expect(prod.getByText('sha-1111111')).toBeVisible();
    expect(prod.getByText('Last known')).toBeVisible();
    expect(prod.getByText(/^Last known state, seen .* ago$/)).toBeVisible();
    expect(
      prod.getByText('The cluster could not be read (argocd)'),
    ).toBeVisible();
    expect(prod.getByText('connect ECONNREFUSED')).toBeVisible();
    expect(prod.getByText(/^Showing what was read .* ago\.$/)).toBeVisible();
    expect(await findTile('prod')).toHaveAttribute('data-stale', 'true');
    expect(await findTile('qa')).toHaveAttribute('data-stale', 'false');
  });

  it('shows what is not known as unknown', async () => {
    renderTab(
      backendWith([
        withState('prod', {
          health: 'unknown',
          desired: undefined,
          observed: undefined,
          observedAt: undefined,
          stale: true,
        }),
      ]),
    );
    const prod = within(await findTile('prod'));
    expect(prod.getByText('Unknown')).toBeVisible();
    expect(prod.queryByText('Healthy')).toBeNull();
    expect(prod.getByText('No version yet')).toBeVisible();
    expect(prod.getByText(/has not been read yet/)).toBeVisible();
  });

  it('shows a freeze above the tiles and on those that it holds', async () => {
    renderTab(
      backendWith([environmentView('qa'), environmentView('prod')], {
        freezes: [
          freeze,
          { ...freeze, name: 'Next', environments: ['qa'], active: false },
        ],
      }),
    );
    const prod = within(await findTile('prod'));
    expect(screen.getByText(/^prod frozen until/)).toBeVisible();
    expect(
      screen.getByText(
        'Year end: Books are closed. Rollbacks are possible unless the checks say otherwise.',
      ),
    ).toBeVisible();
    expect(screen.getByText(/^qa frozen from/)).toBeVisible();
    expect(prod.getByText('Frozen')).toBeVisible();
    expect(within(await findTile('qa')).queryByText('Frozen')).toBeNull();
  });

  it('names the annotation that is missing, with an example', async () => {
    // Brings a clipboard.
    const user = userEvent.setup();
    const copied = jest.spyOn(navigator.clipboard, 'writeText');
    renderTab(
      backendWith([environmentView('qa')], {
        problems: [
          {
            code: 'no-strategy',
            message: 'Nothing says where the desired state is written.',
            annotation: 'openportal.dev/deploy-strategy',
          },
        ],
      }),
    );
    expect(
      await screen.findByText(/Nothing says where the desired state/),
    ).toBeVisible();
    expect(
      screen.getByText(/openportal\.dev\/deploy-strategy: manifest/),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Copy the example' }));
    expect(copied).toHaveBeenCalledWith(
      'metadata:\n  annotations:\n    openportal.dev/deploy-strategy: manifest',
    );
  });

  it('says so where there are no environments', async () => {
    renderTab(backendWith([]));
    expect(await screen.findByText('No environments')).toBeVisible();
    expect(screen.queryByRole('list', { name: 'Environments' })).toBeNull();
  });

  it('shows every one of many environments', async () => {
    const names = Array.from({ length: 14 }, (_, index) => `env-${index}`);
    renderTab(backendWith(names.map(name => environmentView(name))));
    await findTile('env-0');
    for (const name of names) {
      expect(screen.getByRole('listitem', { name })).toBeVisible();
    }
  });

  it('says who may not see it, and who can help', async () => {
    renderTab(
      new BackendDouble().on(
        `GET ${ENTITY_PATH}`,
        new Refusal(403, { message: 'You may not see service.' }),
      ),
    );
    expect(await screen.findByText('You may not see this')).toBeVisible();
    expect(
      screen.getByText(/You may not see service\..*deploy\.read/),
    ).toBeVisible();
  });

  it('says why an action is not possible and who can clear it, and offers nothing', async () => {
    const refused = preview({
      allowed: false,
      gates: [
        {
          id: 'permission',
          title: 'Permission',
          status: 'fail',
          reason: 'You may not deploy to qa',
          clearedBy: 'The owner',
        },
      ],
    });
    const user = userEvent.setup();
    renderTab(
      backendWith([
        environmentView('development', { promote: refused, rollback: refused }),
        environmentView('qa'),
      ]),
    );
    const tile = within(await findTile('development'));
    const promote = tile.getByRole('button', { name: 'Promote to qa' });
    expect(promote).toBeDisabled();
    expect(promote).toHaveAccessibleDescription(
      /Cannot promote to qa: You may not deploy to qa\. Cleared by: The owner\./,
    );
    expect(
      tile.getByText(/^Cannot roll back: You may not deploy/),
    ).toBeVisible();
    await user.click(
      tile.getByRole('button', { name: 'More about development' }),
    );
    expect(
      await screen.findByRole('menuitem', { name: 'Roll back' }),
    ).toHaveAttribute('aria-disabled', 'true');
  });

  it('shows a change under way with its approvals, and a broken glass', async () => {
    renderTab(
      backendWith([
        environmentView('qa', {
          activeOperation: {
            ...operation('awaiting-approval'),
            approval: {
              required: 2,
              diffHash: 'a'.repeat(64),
              items: [
                {
                  by: 'user:default/sre',
                  decision: 'approved',
                  at: '2026-01-01T10:00:00.000Z',
                  version: version('2222222').image,
                  diffHash: 'a'.repeat(64),
                },
              ],
            },
            breakGlass: { by: 'user:default/sre', reason: 'Outage' },
          },
        }),
      ]),
    );
    const qa = within(await findTile('qa'));
    expect(qa.getByText('Waiting for approval')).toBeVisible();
    expect(qa.getByText('1 of 2 approvals')).toBeVisible();
    expect(qa.getByText('Glass broken')).toBeVisible();
    expect(qa.getByText('By sre: Outage')).toBeVisible();
    expect(
      within(qa.getByRole('list', { name: 'Progress' }))
        .getAllByRole('listitem')
        .map(step => step.textContent),
    ).toEqual([
      'Requested(done)',
      'Approval(in progress)',
      'Written to git(not yet)',
      'Applied to the cluster(not yet)',
      'Running and healthy(not yet)',
    ]);
  });

  it('keeps showing how the last change ended, where it failed', async () => {
    renderTab(
      backendWith([
        environmentView('qa', {
          lastOperation: {
            ...operation('timed-out'),
            stateReason: 'The rollout took longer than 15 minutes.',
            finishedAt: '2026-01-01T10:15:00.000Z',
          },
        }),
      ]),
    );
    const qa = within(await findTile('qa'));
    expect(qa.getByText('Promotion to sha-2222222: Timed out')).toBeVisible();
    expect(qa.getByText(/longer than 15 minutes/)).toBeVisible();
  });

  it('calls environments by their titles wherever it names them', async () => {
    const prod = environmentView('prod', {
      lastOperation: operation('failed'),
    });
    const environment = { ...prod.environment, title: 'Production' };
    renderTab(
      backendWith([environmentView('qa'), { ...prod, environment }], {
        freezes: [freeze],
      }).on(`GET ${ENTITY_PATH}/history`, {
        items: [{ ...operation('failed'), environment: 'prod' }],
      }),
    );
    expect(await findTile('Production')).toBeVisible();
    expect(screen.getByText(/^Production frozen until/)).toBeVisible();
    const history = await screen.findByRole('table', { name: 'History' });
    expect(
      within(history).getByRole('cell', { name: 'Production' }),
    ).toBeVisible();
    expect(screen.queryByText('prod')).toBeNull();
  });

  it('says that it is reading again, and that it has', async () => {
    const user = userEvent.setup();
    const backend = backendWith([environmentView('qa')]);
    renderTab(backend);
    await findTile('qa');
    let answer = () => {};
    const held = new Promise<void>(resolve => {
      answer = resolve;
    });
    backend.on(`GET ${ENTITY_PATH}`, () =>
      held.then(() => deploymentView([environmentView('qa')])),
    );
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByText('Refreshing')).toHaveAttribute(
      'role',
      'status',
    );
    answer();
    expect(await screen.findByText('Refreshed')).toHaveAttribute(
      'role',
      'status',
    );
  });

  it('does not speak of git where a job deploys', async () => {
    renderTab(
      backendWith([
        environmentView('qa', {
          activeOperation: { ...operation('committed'), strategy: 'job' },
        }),
      ]),
    );
    const qa = within(await findTile('qa'));
    expect(
      within(qa.getByRole('list', { name: 'Progress' }))
        .getAllByRole('listitem')
        .map(step => step.textContent),
    ).toEqual([
      'Requested(done)',
      'Job started(done)',
      'Deployed by the job(in progress)',
      'Running and healthy(not yet)',
    ]);
    // One live region, of the step alone.
    expect(qa.getByRole('status')).toHaveTextContent(
      /^Promotion to sha-2222222: Deployed by the job, in progress$/,
    );
  });

  it('keeps the last state when a later read fails, and reads the sources on request', async () => {
    const user = userEvent.setup();
    const backend = backendWith([environmentView('qa')]);
    renderTab(backend);
    await findTile('qa');

    backend.on(
      `GET ${ENTITY_PATH}`,
      new Refusal(503, { message: 'The backend does not answer' }),
    );
    await user.click(screen.getByRole('button', { name: 'Refresh' }));

    expect(
      await screen.findByText('Showing the last known state'),
    ).toBeVisible();
    expect(screen.getByText('The backend does not answer')).toBeVisible();
    expect(screen.getByRole('listitem', { name: 'qa' })).toBeVisible();
    expect(backend.sent(`GET ${ENTITY_PATH}`)[1].query).toEqual({
      refresh: 'true',
    });
  });

  it('offers another try when nothing could be read', async () => {
    const user = userEvent.setup();
    const backend = new BackendDouble().on(
      `GET ${ENTITY_PATH}`,
      new Refusal(503, { message: 'The backend does not answer' }),
    );
    renderTab(backend);
    expect(
      await screen.findByText('The deployments could not be read'),
    ).toBeVisible();
    const healthy = backendWith([environmentView('qa')]);
    backend.on(`GET ${ENTITY_PATH}`, () =>
      healthy.fetchApi
        .fetch(`http://backend.example/api/deploy${ENTITY_PATH}`)
        .then(response => response.json()),
    );
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await findTile('qa')).toBeVisible();
  });
});
