import {
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import { fakeClient } from '../__testUtils__/fakeClient';
import { ClusterReader } from './ClusterReader';
import { readEvents } from './readEvents';

const subject = {
  apiVersion: 'example.org/v1',
  kind: 'Record',
  name: 'www',
  namespace: 'team-alpha',
  uid: 'one',
};

const event = (fields: Record<string, unknown>): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'event', creationTimestamp: '2026-01-01T00:00:00Z' },
  type: 'Warning',
  ...fields,
});

function readerOf(list: KubernetesClient['list']): ClusterReader {
  return new ClusterReader({ ...fakeClient([]).client, list });
}

const answer = (items: KubernetesObject[]) => ({ items, resourceVersion: '1' });

describe('readEvents', () => {
  it('asks for the warnings about one object, wherever the cluster keeps them', async () => {
    const asked: unknown[] = [];
    const reader = readerOf(async (resource, options) => {
      asked.push([resource, options?.namespace, options?.fieldSelector]);
      return answer([]);
    });
    const { namespace, ...inNone } = subject;
    expect(
      await readEvents(reader, [subject, { ...inNone, uid: 'two' }]),
    ).toEqual({ events: [] });
    const events = { group: '', version: 'v1', plural: 'events' };
    expect(asked).toEqual([
      [events, 'team-alpha', 'involvedObject.uid=one,type=Warning'],
      [events, 'default', 'involvedObject.uid=two,type=Warning'],
    ]);
  });

  it('reads both styles of events, the newest first, without credentials', async () => {
    const reader = readerOf(async () =>
      answer([
        event({
          reason: 'CannotConnect',
          message: 'login with password=hunter22 refused',
          count: 7,
          firstTimestamp: '2026-01-01T10:00:00Z',
          lastTimestamp: '2026-01-01T11:00:00Z',
        }),
        event({
          reason: 'CannotObserve',
          note: 'timeout',
          count: null,
          lastTimestamp: null,
          eventTime: '2026-01-01T10:00:00.000000Z',
          series: { count: 3, lastObservedTime: '2026-01-01T12:00:00.000000Z' },
        }),
        event({ message: 5, count: 'many', lastTimestamp: 'yesterday' }),
      ]),
    );
    const { uid, ...resource } = subject;
    expect(await readEvents(reader, [subject])).toEqual({
      events: [
        {
          resource,
          reason: 'CannotObserve',
          message: 'timeout',
          count: 3,
          lastSeenAt: '2026-01-01T12:00:00.000000Z',
        },
        {
          resource,
          reason: 'CannotConnect',
          message: 'login with password=*** refused',
          count: 7,
          lastSeenAt: '2026-01-01T11:00:00Z',
        },
        {
          resource,
          message: '',
          count: 1,
          lastSeenAt: '2026-01-01T00:00:00Z',
        },
      ],
    });
  });

  it('keeps the ten newest, and says why others are missing', async () => {
    const reader = readerOf(async (_, options) => {
      if (options?.fieldSelector?.includes('two')) {
        throw new Error('events is forbidden, token=abcdefgh');
      }
      return answer(
        Array.from({ length: 30 }, (_item, index) =>
          event({
            message: `event ${index}`,
            lastTimestamp: `2026-01-01T10:00:${index + 10}Z`,
          }),
        ),
      );
    });
    const { events, problem } = await readEvents(reader, [
      subject,
      { ...subject, uid: 'two' },
    ]);
    expect(events).toHaveLength(10);
    expect(events[0].message).toBe('event 29');
    expect(problem).toBe('events is forbidden, token=***');
  });
});
