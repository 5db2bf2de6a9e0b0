import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
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

function renderWithMenus() {
  const user = userEvent.setup();
  const backend = backendWith([
    environmentView('development', { promote: preview() }),
    environmentView('qa', {
      rollback: preview({ to: version('0000000') }),
      lastOperation: operation('succeeded'),
    }),
  ])
    .on(`GET ${ENTITY_PATH}/diff`, environmentDiff())
    .on(`GET ${ENTITY_PATH}/versions`, {
      environment: 'qa',
      items: [
        {
          ...version('0000000'),
          current: false,
          suggested: true,
          presence: 'present',
          healthyAt: '2026-01-01T09:00:00.000Z',
        },
        {
          ...version('9999999'),
          current: false,
          suggested: false,
          presence: 'present',
          healthyAt: '2026-01-01T09:00:00.000Z',
        },
      ],
    })
    .on(
      'GET /operations/operation-1',
      operationResponse(operation('succeeded')),
    );
  return { user, ...renderTab(backend) };
}

describe('DeployTab by keyboard alone', () => {
  it('promotes, and gives the focus back', async () => {
    const { user, backend } = renderWithMenus();
    backend.on(`POST ${ENTITY_PATH}/promote`, {
      result: 'accepted',
      operation: operation('requested'),
      message: 'The promotion was requested',
    });
    const button = within(await findTile('development')).getByRole('button', {
      name: 'Promote to qa',
    });
    button.focus();
    await user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');
    await waitFor(() => expect(dialog).toContainElement(focused()));
    await tabTo(user, 'Reason');
    await user.keyboard('Ready');
    await tabTo(user, 'Promote to qa');
    await user.keyboard('{Enter}');
    expect(
      await within(dialog).findByText('The promotion was requested'),
    ).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(button).toHaveFocus());
  });

  it('opens the menu by arrow keys, rolls back, and gives the focus back', async () => {
    const { user, backend } = renderWithMenus();
    backend.on(`POST ${ENTITY_PATH}/rollback`, {
      result: 'unchanged',
      message: 'Nothing to do',
    });
    const menu = within(await findTile('qa')).getByRole('button', {
      name: 'More about qa',
    });
    menu.focus();
    await user.keyboard('{ArrowDown}');
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(item => item.textContent)).toEqual([
      'Compare with development',
      'History',
      'Last change',
      'Roll back',
    ]);
    await waitFor(() => expect(items[0]).toHaveFocus());
    await user.keyboard('{ArrowUp}');
    expect(items[3]).toHaveFocus();
    await user.keyboard('{Enter}');

    const dialog = await screen.findByRole('dialog', { name: 'Roll back qa' });
    await within(dialog).findByRole('table');
    await tabTo(user, 'sha-0000000 · last healthy');
    await user.keyboard('{ArrowDown}');
    expect(
      within(dialog).getByRole('radio', { name: 'sha-9999999' }),
    ).toBeChecked();
    await tabTo(user, /^Reason/);
    await user.keyboard('Errors');
    await tabTo(user, 'Roll back');
    await user.keyboard('{Enter}');
    await within(dialog).findByText('Nothing to do');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(menu).toHaveFocus());
  });

  it('puts the focus on the menu where what opened the dialog is gone', async () => {
    let isOver = false;
    const failed = operation('failed');
    const backend = backendWith(() => [
      environmentView('qa', { lastOperation: isOver ? undefined : failed }),
    ]).on('GET /operations/operation-1', operationResponse(failed));
    const user = userEvent.setup();
    const { signals } = renderTab(backend);
    within(await findTile('qa'))
      .getByRole('button', { name: 'Details of the last change of qa' })
      .focus();
    await user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');
    isOver = true;
    signals.send({
      entityRef: 'component:default/service',
      environment: 'qa',
    });
    await waitFor(() =>
      expect(screen.queryByText('Promotion to sha-2222222: Failed')).toBeNull(),
    );
    expect(dialog).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'More about qa' }),
      ).toHaveFocus(),
    );
  });

  it('puts the focus on the heading where a link opened the dialog', async () => {
    const done = operation('succeeded');
    const backend = backendWith([environmentView('qa')]).on(
      'GET /operations/operation-1',
      operationResponse(done),
    );
    const user = userEvent.setup();
    renderTab(backend, { path: '/?operation=operation-1' });
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    await waitFor(() =>
      expect(
        screen.getByRole('heading', { name: 'Environments' }),
      ).toHaveFocus(),
    );
  });

  it('goes to the history of an environment', async () => {
    const { user } = renderWithMenus();
    within(await findTile('qa'))
      .getByRole('button', { name: 'More about qa' })
      .focus();
    await user.keyboard('{ArrowDown}');
    await screen.findAllByRole('menuitem');
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() =>
      expect(screen.getByRole('heading', { name: 'History' })).toHaveFocus(),
    );
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/?environment=qa',
    );
  });
});

function focused(): HTMLElement {
  return document.activeElement as HTMLElement;
}

/** Presses Tab until a control has the focus; a control that cannot be reached fails the test. */
async function tabTo(
  user: ReturnType<typeof userEvent.setup>,
  name: string | RegExp,
) {
  const names: string[] = [];
  for (let presses = 0; presses < 30; presses++) {
    const label = nameOf(focused());
    if (typeof name === 'string' ? label === name : name.test(label)) {
      return;
    }
    names.push(label);
    await user.tab();
  }
  throw new Error(`'${name}' was not reached, but: ${names.join(', ')}`);
}

function nameOf(element: HTMLElement): string {
  const labels = (element as HTMLInputElement).labels;
  return (
    element.getAttribute('aria-label') ??
    (labels?.length ? labels[0].textContent : element.textContent) ??
    ''
  ).trim();
}
