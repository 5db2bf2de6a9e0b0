import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  ActionPreview,
  DeployApi,
  DeployApiError,
} from '@openportal/plugin-deploy-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { deployApiRef } from '../../api/deployApiRef';
import {
  deploymentView,
  environmentView,
  operation,
  version,
} from '../../testing/views';
import { DeployTab } from './DeployTab';

function preview(overrides: Partial<ActionPreview> = {}): ActionPreview {
  return {
    environment: 'qa',
    from: version('1111111'),
    to: version('2222222'),
    allowed: true,
    gates: [
      {
        id: 'source-healthy',
        title: 'Source healthy',
        status: 'pass',
        reason: 'development runs it healthy',
      },
    ],
    mode: 'direct',
    ...overrides,
  };
}

function fakeApi(overrides: Partial<DeployApi> = {}): DeployApi {
  const unexpected = async (): Promise<never> => {
    throw new Error('Not expected in this test');
  };
  return {
    getEnvironments: unexpected,
    getDeployments: unexpected,
    getHistory: async () => ({ items: [] }),
    getVersions: unexpected,
    promote: unexpected,
    rollback: unexpected,
    getOperation: unexpected,
    cancelOperation: unexpected,
    ...overrides,
  };
}

function renderTab(api: DeployApi) {
  return renderInTestApp(<DeployTab entityRef="component:default/service" />, {
    apis: [[deployApiRef, api]],
  });
}

describe('DeployTab', () => {
  it('shows every environment, and what is not known as unknown', async () => {
    const unknown = environmentView('prod');
    renderTab(
      fakeApi({
        getDeployments: async () =>
          deploymentView([
            environmentView('qa'),
            {
              ...unknown,
              state: {
                ...unknown.state,
                health: 'unknown',
                desired: undefined,
                observed: undefined,
                observedAt: undefined,
                stale: true,
                sources: {
                  desired: {},
                  observed: { error: 'connect ECONNREFUSED' },
                },
              },
            },
          ]),
      }),
    );

    const qa = await screen.findByRole('listitem', { name: 'qa' });
    expect(within(qa).getByText('Healthy')).toBeVisible();
    expect(within(qa).getByText('sha-1111111')).toBeVisible();
    const prod = screen.getByRole('listitem', { name: 'prod' });
    expect(within(prod).getByText('Unknown')).toBeVisible();
    expect(within(prod).queryByText('Healthy')).toBeNull();
    expect(within(prod).getByText(/has not been read yet/)).toBeVisible();
  });

  it('says why a promotion is not possible and does not offer it', async () => {
    renderTab(
      fakeApi({
        getDeployments: async () =>
          deploymentView([
            environmentView('development', {
              promote: preview({
                allowed: false,
                gates: [
                  {
                    id: 'permission',
                    title: 'Permission',
                    status: 'fail',
                    reason: 'You may not deploy to qa',
                  },
                ],
              }),
            }),
            environmentView('qa'),
          ]),
      }),
    );

    expect(
      await screen.findByRole('button', { name: 'Promote to qa' }),
    ).toBeDisabled();
    expect(screen.getByText(/You may not deploy to qa/)).toBeVisible();
  });

  it('promotes what the author saw, and follows the operation', async () => {
    const user = userEvent.setup();
    const promote = jest.fn<
      ReturnType<DeployApi['promote']>,
      Parameters<DeployApi['promote']>
    >(async () => ({
      result: 'accepted',
      operation: operation('succeeded'),
      message: 'The promotion was requested',
    }));
    renderTab(
      fakeApi({
        getDeployments: async () =>
          deploymentView([
            environmentView('development', { promote: preview() }),
            environmentView('qa'),
          ]),
        promote,
      }),
    );

    await user.click(
      await screen.findByRole('button', { name: 'Promote to qa' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Promote sha-2222222 to qa',
    });
    expect(within(dialog).getByText('Source healthy')).toBeVisible();
    await user.type(within(dialog).getByLabelText('Reason'), 'Ready');
    await user.click(
      within(dialog).getByRole('button', { name: 'Promote to qa' }),
    );

    expect(
      await within(dialog).findByText('The promotion was requested'),
    ).toBeVisible();
    expect(within(dialog).getByText('Running and healthy')).toBeVisible();
    expect(promote).toHaveBeenCalledTimes(1);
    expect(promote.mock.calls[0][0]).toBe('component:default/service');
    expect(promote.mock.calls[0][1]).toMatchObject({
      from: 'development',
      to: 'qa',
      version: version('2222222').image,
      expected: {
        from: version('1111111').image,
        to: version('2222222').image,
      },
      reason: 'Ready',
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('explains a conflict and keeps the dialog', async () => {
    const user = userEvent.setup();
    renderTab(
      fakeApi({
        getDeployments: async () =>
          deploymentView([
            environmentView('development', { promote: preview() }),
            environmentView('qa'),
          ]),
        promote: async () => {
          throw new DeployApiError({
            status: 409,
            code: 'changed-since-seen',
            message: 'qa now runs sha-3333333.',
          });
        },
      }),
    );

    await user.click(
      await screen.findByRole('button', { name: 'Promote to qa' }),
    );
    const dialog = await screen.findByRole('dialog');
    await user.click(
      within(dialog).getByRole('button', { name: 'Promote to qa' }),
    );

    expect(
      await within(dialog).findByText('It changed since you looked.'),
    ).toBeVisible();
    expect(within(dialog).getByText(/qa now runs sha-3333333/)).toBeVisible();
  });

  it('asks for a version and a reason before a rollback', async () => {
    const user = userEvent.setup();
    const rollback = jest.fn<
      ReturnType<DeployApi['rollback']>,
      Parameters<DeployApi['rollback']>
    >(async () => ({ result: 'unchanged', message: 'Nothing to do' }));
    renderTab(
      fakeApi({
        getDeployments: async () =>
          deploymentView([environmentView('qa', { rollback: preview() })]),
        getVersions: async () => ({
          environment: 'qa',
          items: [
            {
              ...version('1111111'),
              current: true,
              suggested: false,
              presence: 'present',
            },
            {
              ...version('0000000'),
              current: false,
              suggested: true,
              presence: 'present',
            },
            {
              ...version('9999999'),
              current: false,
              suggested: false,
              presence: 'missing',
            },
          ],
        }),
        rollback,
      }),
    );

    await user.click(
      await screen.findByRole('button', { name: 'Roll back qa' }),
    );
    const dialog = await screen.findByRole('dialog', { name: 'Roll back qa' });
    const submit = within(dialog).getByRole('button', { name: 'Roll back' });
    const earlier = await within(dialog).findByRole('radio', {
      name: /sha-0000000 · last healthy/,
    });
    expect(earlier).not.toBeChecked();
    expect(
      within(dialog).getByRole('radio', { name: /no longer in the registry/ }),
    ).toBeDisabled();
    expect(submit).toBeDisabled();

    await user.click(earlier);
    expect(submit).toBeDisabled();
    await user.type(within(dialog).getByLabelText(/Reason/), 'Errors');
    await user.click(submit);

    await waitFor(() =>
      expect(rollback.mock.calls[0][1]).toMatchObject({
        environment: 'qa',
        version: version('0000000').image,
        expected: { from: version('1111111').image },
        reason: 'Errors',
      }),
    );
    expect(await within(dialog).findByText('Nothing to do')).toBeVisible();
  });

  it('keeps the last state when a later read fails', async () => {
    const user = userEvent.setup();
    let isBroken = false;
    renderTab(
      fakeApi({
        getDeployments: async () => {
          if (isBroken) {
            throw new Error('The backend does not answer');
          }
          return deploymentView([environmentView('qa')]);
        },
      }),
    );
    await screen.findByRole('listitem', { name: 'qa' });

    isBroken = true;
    await user.click(screen.getByRole('button', { name: 'Refresh' }));

    expect(
      await screen.findByText('The backend does not answer'),
    ).toBeVisible();
    expect(screen.getByRole('listitem', { name: 'qa' })).toBeVisible();
  });

  it('offers another try when nothing could be read', async () => {
    renderTab(
      fakeApi({
        getDeployments: async () => {
          throw new Error('The backend does not answer');
        },
      }),
    );
    expect(
      await screen.findByText('The deployments could not be read'),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Refresh' })).toBeEnabled();
  });
});
