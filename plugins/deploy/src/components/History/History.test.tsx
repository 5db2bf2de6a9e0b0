import { Operation } from '@openportal/plugin-deploy-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Refusal, SentRequest } from '../../__testUtils__/BackendDouble';
import { findAccessibilityProblems } from '../../__testUtils__/findAccessibilityProblems';
import {
  backendWith,
  ENTITY_PATH,
  renderTab,
} from '../../__testUtils__/renderTab';
import { environmentView, operation, version } from '../../__testUtils__/views';

const HISTORY = `GET ${ENTITY_PATH}/history`;

const promotion = operation('succeeded');
const rollback: Operation = {
  ...operation('timed-out'),
  id: 'operation-2',
  kind: 'rollback',
  environment: 'prod',
  to: version('0000000'),
  requestedBy: 'user:default/ada',
  reason: 'It leaks',
  stateReason: 'It was not healthy after 15 minutes',
  lateSuccessAt: '2026-01-01T10:30:00.000Z',
  breakGlass: { by: 'user:default/ada', reason: 'Customers cannot pay' },
  change: {
    kind: 'commit',
    commit: 'c0ffee1',
    url: 'https://github.example/commit/c0ffee1',
  },
};

function show(answer: unknown, path?: string) {
  const backend = backendWith([
    environmentView('qa'),
    environmentView('prod'),
  ]).on(HISTORY, answer);
  return renderTab(backend, { path });
}

function table(): Promise<HTMLElement> {
  return screen.findByRole('table', { name: 'History' });
}

const address = () => screen.getByLabelText('Address').textContent;

describe('the history', () => {
  it('lists who did what, why and how it ended', async () => {
    show({ items: [rollback, promotion] });
    const [first, second] = within(await table())
      .getAllByRole('row')
      .slice(1);
    expect(first).toHaveTextContent('Rollback to sha-0000000');
    expect(first).toHaveTextContent('prod');
    expect(first).toHaveTextContent(
      'Timed outIt was not healthy after 15 minutes',
    );
    expect(first).toHaveTextContent(/Runs healthy after all, seen .* ago/);
    expect(first).toHaveTextContent('ada');
    expect(first).toHaveTextContent('It leaks');
    expect(first).toHaveTextContent(
      'The glass was broken by ada: Customers cannot pay',
    );
    // Without the pages of the plugin, it leads to what was written.
    expect(within(first).getByRole('link')).toHaveAttribute(
      'href',
      'https://github.example/commit/c0ffee1',
    );
    expect(second).toHaveTextContent('Promotion to sha-2222222');
    expect(second).not.toHaveTextContent('after all');
    expect(within(second).queryByRole('link')).toBeNull();
    await expect(findAccessibilityProblems()).resolves.toEqual([]);
  });

  it('says that there is nothing, and offers no filters for it', async () => {
    show({ items: [] });
    expect(
      await screen.findByText(/Nothing was promoted or rolled back/),
    ).toBeVisible();
    expect(
      screen.queryByRole('search', { name: 'Filter the history' }),
    ).toBeNull();
  });

  it('keeps every filter in the address, beside what else is there', async () => {
    const user = userEvent.setup();
    const { backend } = show({ items: [rollback, promotion] }, '/?tab=1');
    await table();
    const filters = screen.getByRole('search', { name: 'Filter the history' });
    const choose = async (name: RegExp, option: string) => {
      await user.click(within(filters).getByRole('button', { name }));
      await user.click(await screen.findByRole('option', { name: option }));
    };
    await choose(/All Environment/, 'prod');
    await choose(/All Kind/, 'Rollback');
    await choose(/All State/, 'Timed out');
    await choose(/All By/, 'ada');
    await waitFor(() =>
      expect(backend.sent(HISTORY).at(-1)?.query).toEqual({
        environment: 'prod',
        kind: 'rollback',
        state: 'timed-out',
        requestedBy: 'user:default/ada',
        limit: '20',
      }),
    );
    expect(address()).toBe(
      '/?tab=1&environment=prod&kind=rollback&state=timed-out&by=user%3Adefault%2Fada',
    );
  });

  it('says that nothing matches, and shows all again', async () => {
    const user = userEvent.setup();
    show(
      ({ query }: SentRequest) => ({
        items: query.kind ? [] : [promotion],
      }),
      '/?kind=deploy&state=nonsense',
    );
    expect(
      await screen.findByText('No change matches these filters.'),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show all changes' }));
    expect(await table()).toHaveTextContent('Promotion to sha-2222222');
    // The button that was pressed is gone.
    expect(screen.getByRole('heading', { name: 'History' })).toHaveFocus();
    expect(address()).toBe('/');
  });

  it('turns pages', async () => {
    const user = userEvent.setup();
    show(({ query }: SentRequest) =>
      query.cursor
        ? { items: [rollback] }
        : { items: [promotion], nextCursor: '7' },
    );
    await table();
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(await screen.findByText('Rollback to sha-0000000')).toBeVisible();
    expect(screen.getByText('21 to 21')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Previous page' })).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Previous page' }));
    expect(await screen.findByText('Promotion to sha-2222222')).toBeVisible();
  });

  it('says why it cannot be read, and tries again', async () => {
    const user = userEvent.setup();
    let answer: unknown = new Refusal(503, { message: 'The database is down' });
    show(() => answer);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The history could not be readThe database is down',
    );
    answer = { items: [promotion] };
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await table()).toHaveTextContent('Promotion to sha-2222222');
  });
});
