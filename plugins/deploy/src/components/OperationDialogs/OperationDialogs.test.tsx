import { Operation } from '@openportal/plugin-deploy-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Refusal } from '../../__testUtils__/BackendDouble';
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

const OPERATION = 'GET /operations/operation-1';
const DECIDE = 'POST /operations/operation-1/approve';
const CANCEL = 'POST /operations/operation-1/cancel';
const RETRY = 'POST /operations/operation-1/retry';

function waiting(diffHash = 'a'.repeat(64)): Operation {
  return {
    ...operation('awaiting-approval'),
    reason: 'Customers wait',
    approval: { required: 2, diffHash, items: [] },
  };
}

/** The tab with an operation under way, with what may be done with it. */
function renderWith(
  about: Operation,
  allowed: Parameters<typeof operationResponse>[1],
  path?: string,
) {
  const response = operationResponse(about, allowed);
  const backend = backendWith([
    environmentView('qa', {
      activeOperation: about,
      operationActions: response.actions,
    }),
  ])
    .on(OPERATION, response)
    .on(`GET ${ENTITY_PATH}/diff`, environmentDiff());
  return { user: userEvent.setup(), ...renderTab(backend, { path }) };
}

async function openApproval(allowed = true) {
  const rendered = renderWith(waiting(), { approve: allowed });
  if (allowed) {
    await rendered.user.click(
      within(await findTile('qa')).getByRole('button', {
        name: 'Review and approve the change of qa',
      }),
    );
  }
  return {
    ...rendered,
    dialog: within(
      await screen.findByRole('dialog', { name: 'Approve sha-2222222 for qa' }),
    ),
  };
}

describe('the progress of an operation', () => {
  it('is shown again after a reload', async () => {
    const { signals, backend } = renderWith(
      operation('committed', { kind: 'commit', commit: 'c0ffee' }),
      { cancel: true },
      '/?operation=operation-1',
    );
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Progress of the change' }),
    );
    expect(await dialog.findByText('Applied to the cluster')).toHaveTextContent(
      'in progress',
    );
    backend.on(
      OPERATION,
      operationResponse(
        operation('succeeded', { kind: 'commit', commit: 'c0ffee' }),
      ),
    );
    signals.send({
      entityRef: 'component:default/service',
      environment: 'qa',
      operationId: 'operation-1',
    });
    await waitFor(() => expect(dialog.getAllByText('(done)')).toHaveLength(4));
  });

  it('leaves the address with its dialog', async () => {
    const { user } = renderWith(
      operation('committed'),
      {},
      '/?operation=operation-1',
    );
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getAllByRole('button', { name: 'Close' })[1]);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByLabelText('Address')).toHaveTextContent(/^\/$/);
  });

  it('says so where it cannot be read', async () => {
    const { backend, user } = renderWith(
      operation('committed'),
      {},
      '/?operation=operation-2',
    );
    expect(
      await screen.findByText('The change could not be read'),
    ).toBeVisible();
    backend.on(
      'GET /operations/operation-2',
      operationResponse(operation('committed')),
    );
    await user.click(
      within(screen.getByRole('dialog')).getByRole('button', {
        name: 'Refresh',
      }),
    );
    expect(
      await within(screen.getByRole('dialog')).findByText(
        'Promotion to sha-2222222',
      ),
    ).toBeVisible();
  });

  it('says why nothing can be done about it', async () => {
    renderWith(waiting(), {}, '/?operation=operation-1');
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      await dialog.findByText(
        'You cannot approve it: You may not approve this',
      ),
    ).toBeVisible();
    expect(
      dialog.getByText('It cannot be cancelled: You may not cancel this'),
    ).toBeVisible();
    expect(
      dialog.queryByRole('button', { name: 'Cancel the change' }),
    ).toBeNull();
    expect(dialog.getAllByText(/of 2 approvals/)).toHaveLength(1);
  });
});

describe('ApproveDialog', () => {
  it('shows what would change, for whom, why, and what it is bound to', async () => {
    const { dialog } = await openApproval();
    expect(dialog.getByText('from development to qa')).toBeVisible();
    expect(dialog.getByText(/^Requested .* by developer$/)).toBeVisible();
    expect(dialog.getByText('Reason: Customers wait')).toBeVisible();
    expect(dialog.getByText(/manifest aaaaaaaaaaaa$/)).toBeVisible();
    expect(await dialog.findByText('Round the fees')).toBeVisible();
    expect(dialog.getByText('0 of 2 approvals')).toBeVisible();
    expect(dialog.getByText('Nobody has decided yet.')).toBeVisible();
  });

  it('approves this version and this manifest', async () => {
    const { dialog, user, backend, toasts } = await openApproval();
    backend.on(DECIDE, operationResponse(waiting()));
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    expect(
      await screen.findByRole('dialog', { name: 'Progress of the change' }),
    ).toBeVisible();
    expect(backend.sent(DECIDE)[0].body).toEqual({
      decision: 'approve',
      version: version('2222222').image,
      diffHash: 'a'.repeat(64),
    });
    expect(toasts[0].title).toBe('Approval recorded');
  });

  it('rejects only with a reason', async () => {
    const { dialog, user, backend, toasts } = await openApproval();
    backend.on(DECIDE, operationResponse(operation('rejected')));
    const reject = dialog.getByRole('button', { name: 'Reject' });
    expect(reject).toBeDisabled();
    await user.type(dialog.getByLabelText('Reason'), 'Not on a Friday');
    await user.click(reject);
    await screen.findByRole('dialog', { name: 'Progress of the change' });
    expect(backend.sent(DECIDE)[0].body).toMatchObject({
      decision: 'reject',
      reason: 'Not on a Friday',
    });
    expect(toasts[0].title).toBe('Rejection recorded');
  });

  it('holds a decision back when what it is about changes', async () => {
    const { dialog, user, backend, signals } = await openApproval();
    backend
      .on(
        OPERATION,
        operationResponse(waiting('b'.repeat(64)), { approve: true }),
      )
      .on(DECIDE, operationResponse(waiting('b'.repeat(64))));
    signals.send({
      entityRef: 'component:default/service',
      environment: 'qa',
      operationId: 'operation-1',
    });
    expect(
      await dialog.findByText('The change is about something else by now.'),
    ).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Approve' })).toBeDisabled();
    await user.click(
      dialog.getByRole('button', { name: 'Take the new state' }),
    );
    expect(dialog.getByText(/manifest bbbbbbbbbbbb$/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    await screen.findByRole('dialog', { name: 'Progress of the change' });
    expect(backend.sent(DECIDE)[0].body).toMatchObject({
      diffHash: 'b'.repeat(64),
    });
  });

  it('says why a decision was refused', async () => {
    const { dialog, user, backend } = await openApproval();
    backend.on(
      DECIDE,
      new Refusal(403, {
        message: 'You requested it, so your approval does not count.',
        code: 'not-allowed',
      }),
    );
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    expect(
      await dialog.findByText(
        'You requested it, so your approval does not count.',
      ),
    ).toBeVisible();
  });

  it('is not offered to those who may not approve', async () => {
    renderWith(waiting(), {});
    expect(
      within(await findTile('qa')).queryByRole('button', {
        name: /Review and approve/,
      }),
    ).toBeNull();
  });
});

describe('CancelDialog', () => {
  it('asks once more, and says what becomes of the change', async () => {
    const { user, backend, toasts } = renderWith(operation('requested'), {
      cancel: true,
    });
    backend.on(
      CANCEL,
      operationResponse({
        ...operation('requested'),
        cancelRequestedBy: 'user:default/developer',
      }),
    );
    await user.click(
      within(await findTile('qa')).getByRole('button', {
        name: 'More about qa',
      }),
    );
    await user.click(
      await screen.findByRole('menuitem', { name: 'Cancel the change' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Cancel the change of qa' }),
    );
    expect(backend.sent(CANCEL)).toHaveLength(0);
    expect(dialog.getByText(/^developer requested it/)).toBeVisible();
    await user.type(dialog.getByLabelText('Reason'), 'Wrong version');
    await user.click(dialog.getByRole('button', { name: 'Cancel the change' }));
    expect(
      await screen.findByRole('dialog', { name: 'Progress of the change' }),
    ).toBeVisible();
    expect(backend.sent(CANCEL)[0].body).toEqual({ reason: 'Wrong version' });
    expect(toasts[0].title).toBe('Cancellation requested');
  });

  it('stays and says why where it is too late', async () => {
    const { user, backend } = renderWith(
      operation('requested'),
      { cancel: true },
      '/?operation=operation-1',
    );
    backend.on(
      CANCEL,
      new Refusal(409, {
        message: 'It is in git already. Roll back instead.',
        code: 'not-cancellable',
      }),
    );
    await user.click(
      await screen.findByRole('button', { name: 'Cancel the change' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Cancel the change of qa' }),
    );
    await user.click(dialog.getByRole('button', { name: 'Cancel the change' }));
    expect(
      await dialog.findByText('It is in git already. Roll back instead.'),
    ).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Keep it' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('RetryDialog', () => {
  it('asks for the same again, as a change of its own', async () => {
    const failed: Operation = {
      ...operation('failed'),
      reason: 'Customers wait',
      stateReason: 'GitHub did not answer',
    };
    const backend = backendWith([
      environmentView('qa', { lastOperation: failed }),
    ])
      .on(OPERATION, operationResponse(failed, { retry: true }))
      .on(RETRY, {
        result: 'accepted',
        operation: {
          ...operation('requested'),
          id: 'operation-2',
          retryOf: 'operation-1',
        },
        message: 'It was requested again',
      })
      .on(
        'GET /operations/operation-2',
        operationResponse({
          ...operation('requested'),
          id: 'operation-2',
          retryOf: 'operation-1',
        }),
      );
    const user = userEvent.setup();
    const { toasts } = renderTab(backend);
    await user.click(
      within(await findTile('qa')).getByRole('button', {
        name: 'Details of the last change of qa',
      }),
    );
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    const dialog = within(
      await screen.findByRole('dialog', {
        name: 'Try again: Promotion to sha-2222222 in qa',
      }),
    );
    expect(dialog.getByLabelText('Reason')).toHaveValue('Customers wait');
    await user.click(dialog.getByRole('button', { name: 'Try again' }));
    expect(await dialog.findByText('It was requested again')).toBeVisible();
    expect(
      dialog.getByText('Repeats an earlier change that did not succeed.'),
    ).toBeVisible();
    expect(backend.sent(RETRY)[0].body).toEqual({
      reason: 'Customers wait',
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(toasts[0].title).toBe('Another try requested');
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/?operation=operation-2',
    );
  });

  it('offers to break the glass where a check would hold it up', async () => {
    const failed = operation('failed');
    const backend = backendWith([
      environmentView('development', {
        promote: preview({
          allowed: false,
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
      }),
      environmentView('qa', { lastOperation: failed }),
    ])
      .on(OPERATION, operationResponse(failed, { retry: true }))
      .on(RETRY, new Refusal(409, { message: 'Not now' }));
    const user = userEvent.setup();
    renderTab(backend, { path: '/?operation=operation-1' });
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: /^Try again/ }),
    );
    await user.click(
      await dialog.findByRole('checkbox', {
        name: 'I break the glass for qa',
      }),
    );
    const submit = dialog.getByRole('button', {
      name: 'Break the glass and try again',
    });
    expect(submit).toBeDisabled();
    await user.type(
      dialog.getByLabelText(/^Reason for breaking the glass/),
      'Nobody can pay',
    );
    await user.click(submit);
    expect(await dialog.findByText('Not now')).toBeVisible();
    expect(backend.sent(RETRY)[0].body).toMatchObject({
      breakGlass: { reason: 'Nobody can pay' },
    });
  });
});
