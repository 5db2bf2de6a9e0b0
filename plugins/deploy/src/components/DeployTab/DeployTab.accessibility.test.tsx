import { EnvironmentView, Operation } from '@openportal/plugin-deploy-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { findAccessibilityProblems } from '../../__testUtils__/findAccessibilityProblems';
import {
  backendWith,
  ENTITY_PATH,
  findTile,
  renderTab,
} from '../../__testUtils__/renderTab';
import {
  environmentDiff,
  environmentView,
  operation,
  operationResponse,
  preview,
  version,
} from '../../__testUtils__/views';

const waiting: Operation = {
  ...operation('awaiting-approval'),
  approval: { required: 1, diffHash: 'a'.repeat(64), items: [] },
  breakGlass: { by: 'user:default/sre', reason: 'Outage' },
};

/** As much as a tab can have to say at once. */
function environments(): EnvironmentView[] {
  const prod = environmentView('prod');
  return [
    environmentView('development', {
      promote: preview({
        allowed: false,
        breakGlass: true,
        gates: [
          {
            id: 'freeze',
            title: 'Freeze',
            status: 'fail',
            reason: 'qa is frozen',
            breakGlass: true,
          },
        ],
      }),
      lastOperation: { ...operation('failed'), stateReason: 'No answer' },
    }),
    environmentView('qa', {
      behind: 2,
      rollback: preview({ to: version('0000000') }),
      activeOperation: waiting,
      operationActions: {
        approve: { allowed: true },
        cancel: { allowed: true },
        retry: { allowed: false },
      },
    }),
    {
      ...prod,
      state: {
        ...prod.state,
        drift: true,
        stale: true,
        health: 'degraded',
        links: [{ kind: 'app', title: 'App', url: 'https://app.example' }],
        sources: {
          desired: {},
          observed: { adapter: 'argocd', error: 'No answer' },
        },
      },
    },
  ];
}

async function renderAll(path?: string) {
  const user = userEvent.setup();
  const backend = backendWith(environments(), {
    problems: [
      {
        code: 'no-strategy',
        message: 'Nothing says where it is written',
        annotation: 'openportal.dev/deploy-strategy',
      },
    ],
    freezes: [
      {
        name: 'Year end',
        environments: ['qa'],
        start: '2026-01-01T00:00:00Z',
        end: '2026-01-02T00:00:00Z',
        active: true,
      },
    ],
  })
    .on(`GET ${ENTITY_PATH}/diff`, environmentDiff())
    .on(`GET ${ENTITY_PATH}/versions`, {
      environment: 'qa',
      items: [
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
    })
    .on(
      'GET /operations/operation-1',
      operationResponse(waiting, { approve: true, cancel: true }),
    );
  renderTab(backend, { path });
  await findTile('qa');
  return user;
}

describe('what axe finds on the Deploy tab', () => {
  it('is nothing with everything that a tile can show, nor in its menu', async () => {
    const user = await renderAll();
    expect(await findAccessibilityProblems()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'More about prod' }));
    await screen.findByRole('menuitem', { name: 'App' });
    expect(await findAccessibilityProblems()).toEqual([]);
  });

  it('is nothing in the dialog of a promotion', async () => {
    const user = await renderAll();
    await user.click(screen.getByRole('button', { name: 'Promote to qa' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('checkbox'));
    await dialog.findByText('Round the fees');
    expect(await findAccessibilityProblems()).toEqual([]);
  });

  it('is nothing in the dialog of a rollback', async () => {
    const user = await renderAll();
    await user.click(screen.getByRole('button', { name: 'More about qa' }));
    await user.click(
      await screen.findByRole('menuitem', { name: 'Roll back' }),
    );
    await screen.findByRole('table');
    expect(await findAccessibilityProblems()).toEqual([]);
  });

  it('is nothing in the dialogs about an operation', async () => {
    const user = await renderAll('/?operation=operation-1');
    const dialog = within(await screen.findByRole('dialog'));
    const approve = await dialog.findByRole('button', {
      name: 'Review and approve',
    });
    expect(await findAccessibilityProblems()).toEqual([]);
    await user.click(approve);
    await screen.findByRole('dialog', { name: 'Approve sha-2222222 for qa' });
    await screen.findByText('Round the fees');
    expect(await findAccessibilityProblems()).toEqual([]);
  });
});
