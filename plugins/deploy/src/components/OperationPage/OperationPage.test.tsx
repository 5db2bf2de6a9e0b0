import {
  Operation,
  OperationEvent,
  OperationResponse,
} from '@openportal/plugin-deploy-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { BackendDouble, Refusal } from '../../__testUtils__/BackendDouble';
import { findAccessibilityProblems } from '../../__testUtils__/findAccessibilityProblems';
import { currentAddress, renderPage } from '../../__testUtils__/renderPage';
import {
  operation,
  operationResponse,
  version,
} from '../../__testUtils__/views';

const PAGE = '/deploy/operations/operation-1';
const OPERATION = 'GET /operations/operation-1';
const DIFF_HASH = 'd'.repeat(64);

function event(
  sequence: number,
  state: OperationEvent['state'],
  overrides: Partial<OperationEvent> = {},
): OperationEvent {
  return {
    sequence,
    state,
    at: `2026-01-01T10:0${sequence}:00.000Z`,
    hash: String(sequence).repeat(64),
    ...overrides,
  };
}

function show(
  about: Partial<Operation>,
  response: Partial<OperationResponse> = {},
  allowed: Parameters<typeof operationResponse>[1] = {},
) {
  const shown = { ...operation(about.state ?? 'succeeded'), ...about };
  const backend = new BackendDouble().on(OPERATION, () => ({
    ...operationResponse(shown, allowed),
    ...response,
  }));
  renderPage(backend, { path: PAGE });
  return backend;
}

describe('the page of an operation', () => {
  it('shows who asked for what, what was written, and every row of the ledger', async () => {
    show(
      {
        reason: 'The fees are wrong',
        finishedAt: '2026-01-01T10:05:00.000Z',
        correlationId: 'correlation-1',
        change: {
          kind: 'commit',
          commit: 'c0ffee'.repeat(6),
          url: 'https://github.example/commit/c0ffee',
        },
      },
      {
        events: [
          event(1, 'requested', { actor: 'user:default/developer' }),
          event(2, 'committed', { reason: 'Written to environments/qa' }),
          event(3, 'succeeded', { reason: 'It runs healthy' }),
        ],
        gates: [
          {
            id: 'freeze',
            title: 'Freeze',
            status: 'pass',
            reason: 'Nothing is frozen',
          },
        ],
      },
    );
    expect(
      await screen.findByRole('heading', {
        name: 'Promotion to sha-2222222 in qa of service',
      }),
    ).toBeVisible();
    const facts = screen.getByRole('region', { name: 'What was asked for' });
    expect(facts).toHaveTextContent('from development to qa');
    expect(facts).toHaveTextContent(version('1111111').image);
    expect(facts).toHaveTextContent(version('2222222').image);
    expect(facts).toHaveTextContent('developer, in the portal');
    expect(facts).toHaveTextContent('The fees are wrong');
    expect(facts).toHaveTextContent('after 5 minutes');
    expect(facts).toHaveTextContent('correlation-1');
    expect(
      within(facts).getByRole('link', { name: 'Commit c0ffeec' }),
    ).toHaveAttribute('href', 'https://github.example/commit/c0ffee');

    const timeline = screen.getByRole('list', { name: 'Timeline' });
    const [requested, committed, succeeded] =
      within(timeline).getAllByRole('listitem');
    expect(requested).toHaveTextContent('Requested');
    expect(requested).toHaveTextContent('by developer');
    expect(committed).toHaveTextContent('Written to environments/qa');
    expect(succeeded).toHaveTextContent('It runs healthy');
    expect(succeeded).toHaveTextContent('Row 3 of the ledger 3333333333333333');
    expect(screen.getByRole('region', { name: 'Checks' })).toHaveTextContent(
      'Passed: Freeze',
    );
    expect(
      screen.getByRole('link', { name: 'Deployments of service' }),
    ).toHaveAttribute('href', '/catalog/default/component/service/deploy');
    await expect(findAccessibilityProblems()).resolves.toEqual([]);
  });

  it('shows the reviews of its pull request and what keeps it from being merged', async () => {
    show({
      state: 'awaiting-approval',
      deadline: undefined,
      change: {
        kind: 'pull-request',
        number: 7,
        url: 'https://github.example/pull/7',
        headSha: 'f00d'.repeat(10),
        requiredApprovals: 2,
        blockedBy: 'a check failed',
        reviews: [
          { author: 'ada', state: 'approved', counts: true },
          { author: 'grace', state: 'approved', counts: false },
          { author: 'alan', state: 'changes-requested', counts: false },
          { author: 'kay', state: 'commented', counts: false },
          { author: 'tim', state: 'dismissed', counts: false },
        ],
      },
    });
    const decisions = await screen.findByRole('region', {
      name: 'Reviews and approvals',
    });
    expect(decisions).toHaveTextContent('1 of 2 approvals');
    const items = within(decisions)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
    expect(items[0]).toBe('ada approved the pull request');
    expect(items[1]).toMatch(/^grace approved .*It does not count/);
    expect(items[2]).toBe('alan asked for changes');
    expect(items[3]).toBe('kay commented');
    expect(items[4]).toBe('The review of tim was dismissed');
    const facts = screen.getByRole('region', { name: 'What was asked for' });
    expect(facts).toHaveTextContent('a check failed');
    expect(facts).toHaveTextContent('f00d'.repeat(10));
    expect(
      within(facts).getByRole('link', { name: 'Pull request #7' }),
    ).toHaveAttribute('href', 'https://github.example/pull/7');
  });

  it('shows approvals of the portal, those that lost their effect included', async () => {
    show({
      state: 'awaiting-approval',
      approval: {
        required: 2,
        diffHash: DIFF_HASH,
        items: [
          {
            by: 'user:default/ada',
            decision: 'approved',
            at: '2026-01-01T10:01:00.000Z',
            version: version('2222222').image,
            diffHash: 'e'.repeat(64),
            reason: 'Looks good',
            voidedAt: '2026-01-01T10:02:00.000Z',
          },
          {
            by: 'user:default/grace',
            decision: 'approved',
            at: '2026-01-01T10:03:00.000Z',
            version: version('2222222').image,
            diffHash: DIFF_HASH,
          },
        ],
      },
    });
    const decisions = await screen.findByRole('region', {
      name: 'Reviews and approvals',
    });
    expect(decisions).toHaveTextContent('1 of 2 approvals');
    const [voided, valid] = within(decisions).getAllByRole('listitem');
    expect(voided).toHaveTextContent(/^ada approved/);
    expect(voided).toHaveTextContent('Looks good');
    expect(voided).toHaveTextContent('Lost its effect');
    expect(valid).toHaveTextContent('dddddddddddd');
    expect(valid).not.toHaveTextContent('Lost its effect');
  });

  it('is loud about broken glass, and leads to what it repeats', async () => {
    show(
      {
        breakGlass: { by: 'user:default/ada', reason: 'Customers cannot pay' },
        retryOf: 'operation-0',
      },
      {
        gates: [
          {
            id: 'freeze',
            title: 'Freeze',
            status: 'fail',
            reason: 'Year end',
            clearedBy: 'deploy.freeze.override',
          },
        ],
      },
    );
    const note = await screen.findByRole('note');
    expect(note).toHaveTextContent('ada broke the glass');
    expect(note).toHaveTextContent('Customers cannot pay');
    expect(screen.getByRole('region', { name: 'Checks' })).toHaveTextContent(
      /passed by breaking the glass.*Freeze.*Year end/,
    );
    expect(
      screen.getByRole('link', {
        name: 'An earlier change that did not succeed',
      }),
    ).toHaveAttribute('href', '/deploy/operations/operation-0');
  });

  it('says that what timed out was seen to work after all', async () => {
    show({
      state: 'timed-out',
      stateReason: 'It was not healthy after 15 minutes',
      lateSuccessAt: '2026-01-01T10:30:00.000Z',
    });
    expect(
      await screen.findByText(/^Runs healthy after all, seen/),
    ).toBeVisible();
    expect(
      screen.getByRole('region', { name: 'What was asked for' }),
    ).toHaveTextContent(/Seen healthy after all/);
  });

  it('does not make up checks that were not kept', async () => {
    show({});
    expect(
      await screen.findByText(
        'What the checks said was not kept for this change.',
      ),
    ).toBeVisible();
    expect(
      screen.queryByRole('region', { name: 'Reviews and approvals' }),
    ).toBeNull();
  });

  it('cancels where that is allowed', async () => {
    const user = userEvent.setup();
    let current = operation('requested');
    const backend = new BackendDouble()
      .on(OPERATION, () => operationResponse(current, { cancel: true }))
      .on('POST /operations/operation-1/cancel', () => {
        current = operation('cancelled');
        return operationResponse(current);
      });
    renderPage(backend, { path: PAGE });
    await user.click(
      await screen.findByRole('button', { name: 'Cancel the change' }),
    );
    const dialog = await screen.findByRole('dialog');
    await user.click(
      await within(dialog).findByRole('button', { name: 'Cancel the change' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await screen.findByText('Cancelled')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Cancel the change' }),
    ).toBeNull();
    // What opened the dialog is gone.
    await waitFor(() =>
      expect(
        screen.getByRole('heading', { name: /^Promotion to sha-2222222 in/ }),
      ).toHaveFocus(),
    );
  });

  it('approves where that is allowed', async () => {
    const user = userEvent.setup();
    const waiting: Operation = {
      ...operation('awaiting-approval'),
      sourceEnvironment: undefined,
      approval: { required: 1, diffHash: DIFF_HASH, items: [] },
    };
    const backend = new BackendDouble()
      .on(OPERATION, operationResponse(waiting, { approve: true }))
      .on(
        'POST /operations/operation-1/approve',
        operationResponse(operation('applying')),
      );
    renderPage(backend, { path: PAGE });
    await user.click(
      await screen.findByRole('button', { name: 'Review and approve' }),
    );
    const dialog = await screen.findByRole('dialog');
    await user.click(
      await within(dialog).findByRole('button', { name: 'Approve' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(
      backend.sent('POST /operations/operation-1/approve')[0].body,
    ).toMatchObject({
      decision: 'approve',
      version: version('2222222').image,
      diffHash: DIFF_HASH,
    });
  });

  it('tries again, and goes to the new operation from there', async () => {
    const user = userEvent.setup();
    const again: Operation = { ...operation('requested'), id: 'operation-2' };
    const backend = new BackendDouble()
      .on(OPERATION, operationResponse(operation('failed'), { retry: true }))
      .on('GET /operations/operation-2', operationResponse(again))
      .on('POST /operations/operation-1/retry', {
        result: 'accepted',
        operation: again,
        message: 'The promotion was requested',
      });
    renderPage(backend, { path: PAGE });
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(
      await within(dialog).findByRole('button', { name: 'Try again' }),
    );
    expect(
      await within(dialog).findByText('The promotion was requested'),
    ).toBeVisible();
    await user.click(
      await within(dialog).findByRole('link', { name: 'Open the change' }),
    );
    await waitFor(() =>
      expect(currentAddress()).toBe('/deploy/operations/operation-2'),
    );
  });

  it('says why something cannot be done, and does not offer it', async () => {
    show({ state: 'failed' });
    expect(
      await screen.findByText(
        'It cannot be tried again: You may not retry this',
      ),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('says that there is no such operation, and that one may not be seen', async () => {
    const backend = new BackendDouble().on(
      OPERATION,
      new Refusal(404, {
        name: 'NotFoundError',
        message: "No operation 'operation-1' is known",
      }),
    );
    renderPage(backend, { path: PAGE });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('This is not here');
    expect(alert).toHaveTextContent("No operation 'operation-1' is known");
  });

  it('keeps what it showed when a later read fails', async () => {
    const user = userEvent.setup();
    let answer: unknown = operationResponse(operation('progressing'));
    renderPage(
      new BackendDouble().on(OPERATION, () => answer),
      { path: PAGE },
    );
    await screen.findByRole('region', { name: 'What was asked for' });
    answer = new Refusal(503, { message: 'The database is down' });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Showing the last known progress',
    );
    expect(
      screen.getByRole('region', { name: 'What was asked for' }),
    ).toBeVisible();
  });
});
