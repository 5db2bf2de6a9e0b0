import { VersionOption } from '@openportal/plugin-deploy-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Refusal } from '../../__testUtils__/BackendDouble';
import {
  backendWith,
  ENTITY_PATH,
  findTile,
  renderTab,
} from '../../__testUtils__/renderTab';
import {
  environmentView,
  operation,
  operationResponse,
  preview,
  version,
} from '../../__testUtils__/views';

const ROLLBACK = `POST ${ENTITY_PATH}/rollback`;
const VERSIONS = `GET ${ENTITY_PATH}/versions`;

const VERSION_ITEMS: VersionOption[] = [
  {
    ...version('1111111'),
    current: true,
    suggested: false,
    presence: 'present',
    deployedAt: '2026-01-04T00:00:00Z',
    deployedBy: 'user:default/developer',
    healthyAt: '2026-01-04T00:05:00Z',
  },
  {
    ...version('bad0000'),
    current: false,
    suggested: false,
    presence: 'present',
    deployedAt: '2026-01-03T21:00:00Z',
    deployedBy: 'user:default/developer',
    healthyAt: '2026-01-03T21:05:00Z',
    bad: {
      reason: 'It leaks',
      by: 'user:default/sre',
      at: '2026-01-04T00:00:00Z',
    },
  },
  {
    ...version('0000000'),
    current: false,
    suggested: true,
    presence: 'present',
    deployedAt: '2026-01-01T21:00:00Z',
    deployedBy: 'user:default/sre',
    healthyAt: '2026-01-01T21:05:00Z',
  },
  {
    ...version('9999999'),
    current: false,
    suggested: false,
    presence: 'missing',
  },
];

async function openDialog(
  items: VersionOption[] = VERSION_ITEMS,
  rollback = preview({ from: version('1111111'), to: version('0000000') }),
) {
  const user = userEvent.setup();
  const qa = environmentView('qa', { rollback });
  const desired = { ...version('1111111'), template: 'template-1' };
  const backend = backendWith([{ ...qa, state: { ...qa.state, desired } }])
    .on(VERSIONS, { environment: 'qa', items })
    .on(ROLLBACK, {
      result: 'accepted',
      operation: { ...operation('requested'), kind: 'rollback' },
      message: 'The rollback was requested',
    })
    .on(
      'GET /operations/operation-1',
      operationResponse({ ...operation('succeeded'), kind: 'rollback' }),
    );
  const rendered = renderTab(backend);
  await user.click(
    within(await findTile('qa')).getByRole('button', { name: 'More about qa' }),
  );
  await user.click(await screen.findByRole('menuitem', { name: 'Roll back' }));
  const dialog = within(
    await screen.findByRole('dialog', { name: 'Roll back qa' }),
  );
  return { ...rendered, user, dialog };
}

/** The cells of the row of a version. */
function rowOf(name: string): string[] {
  const row = screen
    .getAllByRole('row')
    .find(candidate => candidate.textContent?.includes(name));
  return within(row!)
    .getAllByRole('cell')
    .map(cell => cell.textContent ?? '');
}

describe('RollbackDialog', () => {
  it('shows what ran when, by whom, for how long and how it ended', async () => {
    const { dialog } = await openDialog();
    await dialog.findByRole('table');
    expect(rowOf('sha-0000000').slice(2)).toEqual([
      'sre',
      '2 days',
      'Replaced by sha-bad0000',
    ]);
    expect(rowOf('sha-bad0000').slice(2)).toEqual([
      'developer',
      '3 hours',
      'Rolled back from',
    ]);
    expect(dialog.getByText('marked bad by sre: It leaks')).toBeVisible();
    expect(rowOf('sha-1111111')[4]).toBe('Runs now');
    expect(rowOf('sha-9999999')).toEqual([
      expect.stringContaining('no longer in the registry'),
      'not known',
      'not known',
      'not known',
      'Was not seen healthy',
    ]);
  });

  it('chooses nothing beforehand, and asks for a reason', async () => {
    const { dialog, user, backend, toasts } = await openDialog();
    const healthy = await dialog.findByRole('radio', {
      name: 'sha-0000000 · last healthy',
    });
    for (const radio of dialog.getAllByRole('radio')) {
      expect(radio).not.toBeChecked();
    }
    const missing = dialog.getByRole('radio', { name: /sha-9999999/ });
    expect(missing).toBeDisabled();
    expect(missing).toHaveAccessibleDescription(/no longer in the registry/);
    expect(dialog.getByRole('radio', { name: /runs now/ })).toBeDisabled();

    const submit = dialog.getByRole('button', { name: 'Roll back' });
    expect(submit).toBeDisabled();
    await user.click(healthy);
    expect(submit).toBeDisabled();
    await user.type(dialog.getByLabelText(/^Reason/), 'Errors');
    await user.click(submit);

    expect(await dialog.findByText('The rollback was requested')).toBeVisible();
    expect(backend.sent(ROLLBACK)[0].body).toEqual({
      environment: 'qa',
      version: version('0000000').image,
      expected: {
        from: version('1111111').image,
        to: version('0000000').image,
        template: 'template-1',
      },
      reason: 'Errors',
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(toasts[0].title).toBe('Rollback of qa to sha-2222222 requested');
  });

  it('keeps the checks of the suggested version from those of another one', async () => {
    const { dialog, user } = await openDialog(
      VERSION_ITEMS,
      preview({
        to: version('0000000'),
        allowed: false,
        gates: [
          {
            id: 'version-present',
            title: 'In the registry',
            status: 'fail',
            reason: 'The registry does not answer',
          },
        ],
      }),
    );
    await user.type(dialog.getByLabelText(/^Reason/), 'Errors');
    await user.click(await dialog.findByRole('radio', { name: /sha-0000000/ }));
    const submit = dialog.getByRole('button', { name: 'Roll back' });
    expect(dialog.getByText('The registry does not answer.')).toBeVisible();
    expect(submit).toBeDisabled();
    await user.click(dialog.getByRole('radio', { name: /sha-bad0000/ }));
    expect(dialog.queryByText('The registry does not answer.')).toBeNull();
    expect(submit).toBeEnabled();
  });

  it('refuses where there is nothing to go back to', async () => {
    const { dialog } = await openDialog([VERSION_ITEMS[0]]);
    expect(
      await dialog.findByText('No earlier version is known for qa.'),
    ).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Roll back' })).toBeDisabled();
  });

  it('says why the versions are not there, and tries again', async () => {
    const { dialog, user, backend } = await openDialog();
    await dialog.findByRole('table');
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    backend.on(VERSIONS, new Refusal(503, { message: 'No answer' }));
    await user.click(screen.getByRole('button', { name: 'More about qa' }));
    await user.click(
      await screen.findByRole('menuitem', { name: 'Roll back' }),
    );
    expect(await screen.findByText('No answer')).toBeVisible();
    backend.on(VERSIONS, { environment: 'qa', items: VERSION_ITEMS });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('table')).toBeVisible();
  });

  it('tells what changed since, and takes the new state', async () => {
    const { dialog, user, backend } = await openDialog();
    await user.click(await dialog.findByRole('radio', { name: /sha-0000000/ }));
    await user.type(dialog.getByLabelText(/^Reason/), 'Errors');
    backend.on(
      ROLLBACK,
      new Refusal(409, {
        message: 'qa changed.',
        code: 'changed-since-seen',
        changed: [
          {
            field: 'from',
            expected: version('1111111').image,
            actual: version('3333333').image,
          },
        ],
      }),
    );
    await user.click(dialog.getByRole('button', { name: 'Roll back' }));
    expect(
      await dialog.findByText(
        'Ran sha-1111111 when you looked, runs sha-3333333 now.',
      ),
    ).toBeVisible();
    await user.click(
      dialog.getByRole('button', { name: 'Take the new state' }),
    );
    // The choice was made looking at another state.
    const radio = await dialog.findByRole('radio', { name: /sha-0000000/ });
    expect(radio).not.toBeChecked();
    expect(dialog.queryByRole('alert')).toBeNull();
    expect(dialog.getByLabelText(/^Reason/)).toHaveValue('Errors');
  });
});
