import {
  CreationPhase,
  CreationProgress,
} from '@openportal/plugin-deploy-common';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { BackendDouble, Refusal } from '../../__testUtils__/BackendDouble';
import { findAccessibilityProblems } from '../../__testUtils__/findAccessibilityProblems';
import { renderPage } from '../../__testUtils__/renderPage';
import {
  backendWith,
  ENTITY_PATH,
  renderTab,
} from '../../__testUtils__/renderTab';
import { environmentView, version } from '../../__testUtils__/views';

const CREATION = `GET ${ENTITY_PATH}/creation`;
const PAGE = `/deploy${ENTITY_PATH}/creation`;

const IDS = ['scaffold', 'build', 'sync', 'run', 'reach'] as const;

/** A creation whose first phases are done and whose next is as given. */
function creation(
  done: number,
  next: Partial<CreationPhase> = {},
): CreationProgress {
  return {
    entityRef: 'component:default/service',
    phases: IDS.map((id, index): CreationPhase => {
      if (index < done) {
        return { id, state: 'done', message: `${id} is done` };
      }
      return index === done
        ? { id, state: 'running', message: `${id} is under way`, ...next }
        : { id, state: 'waiting', message: `${id} waits` };
    }),
    complete: done === IDS.length,
    generatedAt: '2026-01-01T10:00:00.000Z',
  };
}

/** An environment in which nothing has ever been healthy. */
const EMPTY = environmentView('development', {
  state: {
    ...environmentView('development').state,
    health: 'missing',
    desired: undefined,
    observed: undefined,
  },
});

function phases(): Promise<HTMLElement> {
  return screen.findByRole('list', { name: 'Phases of the creation' });
}

describe('the creation of an application', () => {
  it('shows all five phases, and what to do where one does not go on', async () => {
    renderPage(
      new BackendDouble().on(
        CREATION,
        creation(1, {
          state: 'failed',
          message: 'The CI run of main failed',
          fix: 'Read its log and push a fix.',
          url: 'https://github.example/runs/1',
        }),
      ),
      { path: PAGE },
    );
    const items = within(await phases()).getAllByRole('listitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'Repository · Donescaffold is done',
      'Image · FailedThe CI run of main failedWhat to do: Read its log and push a fix.Open the CI run',
      'Deployment · Waitssync waits',
      'Running · Waitsrun waits',
      'Reachable · Waitsreach waits',
    ]);
    expect(
      within(items[1]).getByRole('link', { name: 'Open the CI run' }),
    ).toHaveAttribute('href', 'https://github.example/runs/1');
    expect(screen.getByText('1 of 5 phases are done.')).toBeVisible();
    expect(
      screen.getByText(/^Can I customize what the template made\?/),
    ).toHaveTextContent('changed by a commit');
    expect(
      screen.getByRole('heading', { name: 'Creation of service' }),
    ).toBeVisible();
    await expect(findAccessibilityProblems()).resolves.toEqual([]);
  });

  it('says that the application is there, and what is not known', async () => {
    const user = userEvent.setup();
    let done = 4;
    renderPage(
      new BackendDouble().on(CREATION, () =>
        creation(done, { state: 'unknown', message: 'No URL is configured' }),
      ),
      { path: PAGE },
    );
    expect(await phases()).toHaveTextContent(
      'Reachable · Not knownNo URL is configured',
    );
    done = 5;
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(
      await screen.findByText(
        'Everything is done: the application runs and can be reached.',
      ),
    ).toBeVisible();
  });

  it('waits for the catalog, which knows the application a little later', async () => {
    const user = userEvent.setup();
    let answer: unknown = new Refusal(404, {
      name: 'NotFoundError',
      message: 'No such entity',
    });
    renderPage(
      new BackendDouble().on(CREATION, () => answer),
      { path: PAGE },
    );
    expect(
      await screen.findByText(/The catalog does not know service yet/),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    answer = creation(1);
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await phases()).toBeVisible();
  });

  it('says why it cannot be read, and keeps what it showed', async () => {
    const user = userEvent.setup();
    let answer: unknown = new Refusal(503, { message: 'Not now' });
    renderPage(
      new BackendDouble().on(CREATION, () => answer),
      { path: PAGE },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'How far it has come could not be readNot now',
    );
    answer = creation(2);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await phases();
    answer = new Refusal(503, { message: 'Not now' });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Showing how far it had come',
    );
    expect(await phases()).toBeVisible();
  });

  it('is on the tab of a new application until it is complete', async () => {
    let done = 2;
    const backend = backendWith([EMPTY]).on(CREATION, () => creation(done));
    const { signals } = renderTab(backend);
    const notice = await screen.findByRole('region', {
      name: 'This application is new',
    });
    expect(notice).toHaveTextContent('2 of 5 phases are done.');
    done = 5;
    signals.send({
      entityRef: 'component:default/service',
      environment: 'development',
    });
    expect(await within(notice).findByText(/Everything is done/)).toBeVisible();
  });

  it('is not on the tab of an application that is complete already', async () => {
    const backend = backendWith([EMPTY]).on(CREATION, creation(5));
    renderTab(backend);
    await screen.findByRole('listitem', { name: 'development' });
    await screen.findByText(/Nothing was promoted or rolled back/);
    expect(
      screen.queryByRole('region', { name: 'This application is new' }),
    ).toBeNull();
  });

  it('costs an application that is not new no request', async () => {
    const healthy = environmentView('development');
    const backend = backendWith([
      {
        ...healthy,
        state: {
          ...healthy.state,
          lastHealthy: {
            ...version('1111111'),
            healthyAt: '2025-01-01T10:00:00.000Z',
          },
        },
      },
    ]);
    renderTab(backend);
    await screen.findByText(/Nothing was promoted or rolled back/);
    expect(backend.sent(CREATION)).toEqual([]);
  });

  describe('without signals', () => {
    beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
    afterEach(() => jest.useRealTimers());

    it('is read often while something is under way, and seldom while nothing is', async () => {
      let state: CreationPhase['state'] = 'running';
      const backend = new BackendDouble().on(CREATION, () =>
        creation(1, { state }),
      );
      renderPage(backend, { path: PAGE });
      await phases();
      const readsWithin = async (milliseconds: number) => {
        const before = backend.sent(CREATION).length;
        await act(() => jest.advanceTimersByTimeAsync(milliseconds));
        return backend.sent(CREATION).length - before;
      };
      expect(await readsWithin(20_000)).toBeGreaterThanOrEqual(3);
      state = 'waiting';
      await readsWithin(5_000);
      // The time of the machine goes on too, but not for long.
      expect(await readsWithin(20_000)).toBeLessThanOrEqual(1);
      expect(await readsWithin(30_000)).toBeGreaterThanOrEqual(1);
    });
  });
});
