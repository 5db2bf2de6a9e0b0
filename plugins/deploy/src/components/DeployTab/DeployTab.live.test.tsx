import { act, screen, waitFor } from '@testing-library/react';
import { Refusal } from '../../__testUtils__/BackendDouble';
import {
  backendWith,
  ENTITY_PATH,
  findTile,
  renderTab,
} from '../../__testUtils__/renderTab';
import { environmentView, operation } from '../../__testUtils__/views';

const READ = `GET ${ENTITY_PATH}`;

describe('DeployTab live', () => {
  it('reads again when a signal is about its entity, and only then', async () => {
    let health: 'healthy' | 'degraded' = 'healthy';
    const backend = backendWith(() => {
      const view = environmentView('qa');
      return [{ ...view, state: { ...view.state, health } }];
    });
    const { signals } = renderTab(backend);
    await findTile('qa');
    health = 'degraded';
    signals.send({ entityRef: 'component:default/other', environment: 'qa' });
    expect(screen.getByText('Healthy')).toBeVisible();
    signals.send({ entityRef: 'component:default/service', environment: 'qa' });
    expect(await screen.findByText('Degraded')).toBeVisible();
    expect(backend.sent(READ)).toHaveLength(2);
    expect(backend.sent(READ)[1].query).toEqual({});
  });

  describe('without signals', () => {
    beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
    afterEach(() => jest.useRealTimers());

    it('reads now and then, and often while a change is under way', async () => {
      let isActive = false;
      const backend = backendWith(() => [
        environmentView('qa', {
          activeOperation: isActive ? operation('applying') : undefined,
        }),
      ]);
      renderTab(backend);
      await findTile('qa');
      isActive = true;
      await act(() => jest.advanceTimersByTimeAsync(30_000));
      expect(await screen.findByText('In progress')).toBeVisible();
      isActive = false;
      await act(() => jest.advanceTimersByTimeAsync(3_000));
      expect(await screen.findByText('Healthy')).toBeVisible();
    });

    it('counts on how old what it shows is, and takes it for stale at last', async () => {
      const view = environmentView('qa');
      const backend = backendWith(
        [
          {
            ...view,
            state: { ...view.state, staleAfter: '2026-01-01T10:02:00.000Z' },
          },
        ],
        { generatedAt: '2026-01-01T10:00:00.000Z' },
      );
      renderTab(backend);
      const tile = await findTile('qa');
      backend.on(READ, new Refusal(503, { message: 'Gone for lunch' }));
      await act(() => jest.advanceTimersByTimeAsync(45_000));
      expect(await screen.findByText('Gone for lunch')).toBeVisible();
      expect(screen.getByText(/^Updated 4\d seconds ago$/)).toBeVisible();
      expect(tile).toHaveAttribute('data-stale', 'false');
      await act(() => jest.advanceTimersByTimeAsync(90_000));
      await waitFor(() => expect(tile).toHaveAttribute('data-stale', 'true'));
      expect(screen.getByText(/^Updated 2 minutes ago$/)).toBeVisible();
    });
  });
});
