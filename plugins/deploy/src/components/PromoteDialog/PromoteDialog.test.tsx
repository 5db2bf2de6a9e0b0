import {
  ActionPreview,
  EnvironmentView,
} from '@openportal/plugin-deploy-common';
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

const PROMOTE = `POST ${ENTITY_PATH}/promote`;

function environments(
  promote: ActionPreview,
  template = 'template-1',
): EnvironmentView[] {
  const qa = environmentView('qa');
  return [
    environmentView('development', { promote }),
    {
      ...qa,
      state: { ...qa.state, desired: { ...version('1111111'), template } },
    },
  ];
}

async function openDialog(
  promote: ActionPreview,
  backend = backendWith(environments(promote)).on(
    `GET ${ENTITY_PATH}/diff`,
    environmentDiff(),
  ),
) {
  const user = userEvent.setup();
  const rendered = renderTab(backend);
  const button = within(await findTile('development')).getByRole('button', {
    name: 'Promote to qa',
  });
  await user.click(button);
  const element = await screen.findByRole('dialog');
  return { ...rendered, user, button, element, dialog: within(element) };
}

function accepted(backend: ReturnType<typeof backendWith>) {
  return backend
    .on(PROMOTE, {
      result: 'accepted',
      operation: operation('requested'),
      message: 'The promotion was requested',
    })
    .on(
      'GET /operations/operation-1',
      operationResponse(
        operation('progressing', { kind: 'commit', commit: 'c0ffee' }),
      ),
    );
}

describe('PromoteDialog', () => {
  it('shows what goes from where to where, and what changes', async () => {
    const { dialog, backend, element } = await openDialog(preview());
    expect(element).toHaveAccessibleName('Promote sha-2222222 to qa');
    expect(dialog.getByText('from development to qa')).toBeVisible();
    expect(dialog.getByText('Source healthy')).toBeVisible();
    expect(await dialog.findByText('Round the fees')).toBeVisible();
    expect(
      dialog.getByText('1 commit by 1 person · 1 manifest value changes'),
    ).toBeVisible();
    expect(
      dialog.getByText(/Deployment\/service spec\.template/),
    ).toBeVisible();
    expect(backend.sent(`GET ${ENTITY_PATH}/diff`)[0].query).toEqual({
      from: 'development',
      to: 'qa',
    });
  });

  it('can be asked for also where what changes cannot be found out', async () => {
    const backend = backendWith(environments(preview())).on(
      `GET ${ENTITY_PATH}/diff`,
      new Refusal(503, { message: 'GitHub does not answer' }),
    );
    const { dialog } = await openDialog(preview(), backend);
    expect(
      await dialog.findByText(/could not be found out: GitHub does not answer/),
    ).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Promote to qa' })).toBeEnabled();
  });

  it('requests what the author saw, says so, and follows it', async () => {
    const { dialog, user, backend, toasts } = await openDialog(preview());
    accepted(backend);
    await user.type(dialog.getByLabelText('Reason'), 'Ready');
    await user.click(dialog.getByRole('button', { name: 'Promote to qa' }));

    expect(
      await dialog.findByText('The promotion was requested'),
    ).toBeVisible();
    expect(await dialog.findByText('Applied to the cluster')).toBeVisible();
    expect(backend.sent(PROMOTE)).toHaveLength(1);
    expect(backend.sent(PROMOTE)[0].body).toEqual({
      from: 'development',
      to: 'qa',
      version: version('2222222').image,
      expected: {
        from: version('1111111').image,
        to: version('2222222').image,
        template: 'template-1',
      },
      reason: 'Ready',
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(toasts).toEqual([
      expect.objectContaining({
        title: 'Promotion of sha-2222222 to qa requested',
        description: expect.stringContaining('not deployed yet'),
        status: 'info',
      }),
    ]);
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/?operation=operation-1',
    );
  });

  it('says so where there was nothing to do', async () => {
    const { dialog, user, backend, toasts } = await openDialog(preview());
    backend.on(PROMOTE, {
      result: 'unchanged',
      message: 'qa runs sha-2222222 already',
    });
    await user.click(dialog.getByRole('button', { name: 'Promote to qa' }));
    expect(
      await dialog.findByText('qa runs sha-2222222 already'),
    ).toBeVisible();
    expect(toasts[0].title).toBe('Nothing to do');
    expect(screen.getByLabelText('Address')).toHaveTextContent(/^\/$/);
  });

  it('explains a conflict, and takes the new state with what was typed', async () => {
    let current = preview();
    const backend = backendWith(() => environments(current)).on(
      `GET ${ENTITY_PATH}/diff`,
      environmentDiff(),
    );
    const { dialog, user } = await openDialog(current, backend);
    backend.on(
      PROMOTE,
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
    await user.type(dialog.getByLabelText('Reason'), 'Ready');
    await user.click(dialog.getByRole('button', { name: 'Promote to qa' }));
    const alert = within(await dialog.findByRole('alert'));
    expect(alert.getByText('It changed since you looked.')).toBeVisible();
    expect(
      alert.getByText('Ran sha-1111111 when you looked, runs sha-3333333 now.'),
    ).toBeVisible();

    current = preview({ from: version('3333333') });
    await user.click(alert.getByRole('button', { name: 'Take the new state' }));
    expect(await dialog.findByText('sha-3333333')).toBeVisible();
    expect(dialog.queryByRole('alert')).toBeNull();
    expect(dialog.getByLabelText('Reason')).toHaveValue('Ready');

    accepted(backend);
    await user.click(dialog.getByRole('button', { name: 'Promote to qa' }));
    await dialog.findByText('The promotion was requested');
    const [first, second] = backend
      .sent(PROMOTE)
      .map(({ body }) => body as { idempotencyKey: string; expected: object });
    expect(second.expected).toEqual({
      from: version('3333333').image,
      to: version('2222222').image,
      template: 'template-1',
    });
    expect(second.idempotencyKey).not.toBe(first.idempotencyKey);
  });

  it('is about the manifest that the author saw, and takes a new one on request', async () => {
    let template = 'template-1';
    const backend = backendWith(() => environments(preview(), template)).on(
      `GET ${ENTITY_PATH}/diff`,
      environmentDiff(),
    );
    const { dialog, user } = await openDialog(preview(), backend);
    template = 'template-2';
    backend.on(
      PROMOTE,
      new Refusal(409, {
        message: 'The manifest of qa changed.',
        code: 'changed-since-seen',
        changed: [
          { field: 'manifest', expected: 'template-1', actual: template },
        ],
      }),
    );
    await user.click(dialog.getByRole('button', { name: 'Promote to qa' }));
    const alert = within(await dialog.findByRole('alert'));
    expect(alert.getByText('The manifest of qa changed.')).toBeVisible();
    await user.click(alert.getByRole('button', { name: 'Take the new state' }));
    await waitFor(() => expect(dialog.queryByRole('alert')).toBeNull());
    // What changes is another thing now, and is shown anew.
    await waitFor(() =>
      expect(backend.sent(`GET ${ENTITY_PATH}/diff`)).toHaveLength(2),
    );
    accepted(backend);
    await user.click(dialog.getByRole('button', { name: 'Promote to qa' }));
    await dialog.findByText('The promotion was requested');
    expect(
      backend
        .sent(PROMOTE)
        .map(({ body }) => (body as { expected: object }).expected),
    ).toMatchObject([{ template: 'template-1' }, { template: 'template-2' }]);
  });

  it('says that nothing was there, so that what came since is not overwritten', async () => {
    const { dialog, user, backend } = await openDialog(
      preview({ from: undefined }),
    );
    accepted(backend);
    await user.click(dialog.getByRole('button', { name: 'Promote to qa' }));
    await dialog.findByText('The promotion was requested');
    expect(backend.sent(PROMOTE)[0].body).toMatchObject({
      expected: { from: null },
    });
  });

  it('goes past the next environment from the menu, where that may be', async () => {
    const user = userEvent.setup();
    const prod = preview({ environment: 'prod', from: version('0000000') });
    const backend = accepted(
      backendWith([
        environmentView('development', {
          promote: preview(),
          skips: [preview({ environment: 'staging', to: undefined }), prod],
        }),
        environmentView('qa'),
        environmentView('prod'),
      ]).on(`GET ${ENTITY_PATH}/diff`, environmentDiff()),
    );
    renderTab(backend);
    await user.click(
      within(await findTile('development')).getByRole('button', {
        name: 'More about development',
      }),
    );
    const item = await screen.findByRole('menuitem', {
      name: 'Promote to prod',
    });
    // Nothing goes where there is nothing to promote.
    expect(screen.queryByRole('menuitem', { name: /staging/ })).toBeNull();
    await user.click(item);
    const dialog = within(
      await screen.findByRole('dialog', {
        name: 'Promote sha-2222222 to prod',
      }),
    );
    expect(dialog.getByText('from development to prod')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Promote to prod' }));
    await dialog.findByText('The promotion was requested');
    expect(backend.sent(PROMOTE)[0].body).toMatchObject({
      from: 'development',
      to: 'prod',
      expected: {
        from: version('0000000').image,
        to: version('2222222').image,
      },
    });
  });

  it.each([
    [
      { strategy: 'manifest', observer: 'flux' },
      'Writes the version to git. Flux applies it.',
    ],
    [
      { strategy: 'order', observer: 'crossplane' },
      'Writes the version to git. Crossplane applies it.',
    ],
    [
      { strategy: 'manifest', observer: 'kubernetes' },
      'Writes the version to git. It is applied from there.',
    ],
    [
      { strategy: 'job', observer: 'jenkins' },
      'Starts the job that deploys the version to qa.',
    ],
  ])('says what happens with %j', async (adapters, text) => {
    const backend = backendWith(environments(preview()), adapters).on(
      `GET ${ENTITY_PATH}/diff`,
      environmentDiff(),
    );
    const { dialog } = await openDialog(preview(), backend);
    expect(dialog.getByText(text)).toBeVisible();
  });

  it('repeats a request without an answer with the same key', async () => {
    const { dialog, user, backend } = await openDialog(preview());
    backend.on(PROMOTE, new Refusal(503, { message: 'No answer' }));
    const submit = dialog.getByRole('button', { name: 'Promote to qa' });
    await user.click(submit);
    expect(await dialog.findByText('No answer')).toBeVisible();
    accepted(backend);
    await user.click(submit);
    await dialog.findByText('The promotion was requested');
    const keys = backend
      .sent(PROMOTE)
      .map(({ body }) => (body as { idempotencyKey: string }).idempotencyKey);
    expect(keys[1]).toBe(keys[0]);
  });

  it('tells the reader when the page moves on behind it', async () => {
    let current = preview();
    const backend = backendWith(() => environments(current)).on(
      `GET ${ENTITY_PATH}/diff`,
      environmentDiff(),
    );
    const { dialog, user, signals } = await openDialog(current, backend);
    current = preview({ to: version('4444444') });
    signals.send({
      entityRef: 'component:default/service',
      environment: 'development',
    });
    await user.click(
      await dialog.findByRole('button', { name: 'Take the new state' }),
    );
    expect(
      await screen.findByRole('dialog', { name: 'Promote sha-4444444 to qa' }),
    ).toBeVisible();
  });

  it('shows the change under way that was first', async () => {
    const { dialog, user, backend } = await openDialog(preview());
    backend
      .on(
        PROMOTE,
        new Refusal(409, {
          message: 'sre promotes sha-5555555 to qa right now.',
          code: 'operation-active',
          operationId: 'operation-9',
        }),
      )
      .on(
        'GET /operations/operation-9',
        operationResponse({ ...operation('applying'), id: 'operation-9' }),
      );
    await user.click(dialog.getByRole('button', { name: 'Promote to qa' }));
    await user.click(
      await dialog.findByRole('button', { name: 'Show the change under way' }),
    );
    expect(
      await screen.findByRole('dialog', { name: 'Progress of the change' }),
    ).toBeVisible();
    expect(await screen.findByText('Promotion to sha-2222222')).toBeVisible();
  });

  it('asks for a reason where a check needs one', async () => {
    const { dialog, user } = await openDialog(
      preview({
        gates: [
          {
            id: 'version-not-bad',
            title: 'Not marked bad',
            status: 'wait',
            reason: 'It was rolled back before',
            needsReason: true,
          },
        ],
      }),
    );
    const submit = dialog.getByRole('button', { name: 'Promote to qa' });
    expect(submit).toBeDisabled();
    expect(dialog.getByText('It was rolled back before.')).toBeVisible();
    await user.type(dialog.getByLabelText(/^Reason/), 'Fixed');
    expect(submit).toBeEnabled();
  });

  it('breaks the glass only with a tick, a reason, and a button of its own', async () => {
    const { dialog, user, backend, button } = await openDialog(
      preview({
        allowed: false,
        breakGlass: true,
        gates: [
          {
            id: 'freeze',
            title: 'Freeze',
            status: 'fail',
            reason: 'qa is frozen',
            clearedBy: 'The release manager',
            breakGlass: true,
          },
        ],
      }),
    );
    accepted(backend);
    expect(button).toBeEnabled();
    expect(dialog.getByText(/Cleared by: The release manager/)).toBeVisible();
    const confirm = dialog.getByRole('checkbox', {
      name: 'I break the glass for qa',
    });
    expect(confirm).not.toBeChecked();
    expect(
      dialog.getByRole('button', { name: 'Promote to qa' }),
    ).toBeDisabled();
    expect(dialog.getByText('Passes: Freeze')).toBeVisible();

    await user.click(confirm);
    const submit = dialog.getByRole('button', {
      name: 'Break the glass and promote to qa',
    });
    expect(submit).toBeDisabled();
    await user.type(
      dialog.getByLabelText(/^Reason for breaking the glass/),
      'Outage',
    );
    await user.click(submit);
    await waitFor(() =>
      expect(backend.sent(PROMOTE)[0].body).toMatchObject({
        breakGlass: { reason: 'Outage' },
      }),
    );
  });

  it('does not offer to break the glass where that passes too little', async () => {
    renderTab(
      backendWith(
        environments(
          preview({
            allowed: false,
            gates: [
              {
                id: 'freeze',
                title: 'Freeze',
                status: 'fail',
                reason: 'qa is frozen',
                breakGlass: true,
              },
              {
                id: 'version-present',
                title: 'In the registry',
                status: 'fail',
                reason: 'It is gone',
              },
            ],
          }),
        ),
      ),
    );
    expect(
      within(await findTile('development')).getByRole('button', {
        name: 'Promote to qa',
      }),
    ).toBeDisabled();
  });
});
