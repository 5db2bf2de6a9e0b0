import { chooseRedeliveries, DeliveryAttempt } from './chooseRedeliveries';

const now = new Date('2026-11-21T12:00:00Z');
const since = new Date('2026-11-18T12:00:00Z');

let ids = 0;
function attempt(
  guid: string,
  minutesAgo: number,
  statusCode: number,
  status = 'x',
): DeliveryAttempt {
  ids += 1;
  return {
    id: ids,
    guid,
    deliveredAt: new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
    statusCode,
    status,
  };
}

function choose(...attempts: DeliveryAttempt[]) {
  const { failed, redeliver } = chooseRedeliveries(attempts, { since, now });
  return { failed, guids: redeliver.map(({ guid }) => guid) };
}

describe('chooseRedeliveries', () => {
  it('D4: repeats what nobody took, the oldest first', () => {
    expect(
      choose(
        attempt('new', 5, 502),
        attempt('taken', 6, 202),
        attempt('old', 60, 0),
        attempt('taken at last', 5, 200),
        attempt('taken at last', 10, 503),
      ),
    ).toEqual({ failed: 2, guids: ['old', 'new'] });
  });

  it('leaves what is too old, and what is under way', () => {
    expect(
      choose(
        attempt('last week', 7 * 24 * 60, 502),
        attempt('now', 0.5, 502),
        attempt('pending', 5, 0, 'pending'),
      ),
    ).toEqual({ failed: 2, guids: [] });
  });

  it('waits longer each time, and stops some day', () => {
    const failing = (count: number, minutesAgo: number) =>
      Array.from({ length: count }, (_, index) =>
        attempt('poison', minutesAgo + index * 60, 400),
      );
    expect(choose(...failing(3, 10)).guids).toEqual([]);
    expect(choose(...failing(3, 17)).guids).toEqual(['poison']);
    expect(choose(...failing(7, 7 * 60)).guids).toEqual(['poison']);
    expect(choose(...failing(8, 7 * 60))).toEqual({ failed: 1, guids: [] });
  });

  it('repeats the newest attempt', () => {
    const [older, newer] = [attempt('a', 60, 500), attempt('a', 30, 500)];
    expect(
      chooseRedeliveries([older, newer], { since, now }).redeliver,
    ).toEqual([newer]);
  });

  it('asks for no more than a hundred at once', () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      attempt(`e${index}`, 10, 502),
    );
    expect(choose(...many)).toMatchObject({ failed: 150 });
    expect(choose(...many).guids).toHaveLength(100);
  });
});
