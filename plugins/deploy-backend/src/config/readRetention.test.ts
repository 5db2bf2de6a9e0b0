import { ConfigReader } from '@backstage/config';
import { readRetention } from './readRetention';

const DAY = 86_400_000;
const read = (retention?: object) =>
  readRetention(new ConfigReader(retention ? { deploy: { retention } } : {}));

describe('readRetention', () => {
  it('keeps operations for ever, and the rest for a month, unless it is told otherwise', () => {
    expect(read()).toEqual({
      operationsMs: undefined,
      outboxMs: 30 * DAY,
      inboxMs: 30 * DAY,
    });
    expect(
      read({ operations: { years: 2 }, outbox: '7 days', inbox: 'P60D' }),
    ).toEqual({
      operationsMs: 2 * 365 * DAY,
      outboxMs: 7 * DAY,
      inboxMs: 60 * DAY,
    });
  });

  it('F11: names the key that is wrong', () => {
    expect(() => read({ outbox: '1 hour' })).toThrow(
      'deploy.retention.outbox is shorter than a day',
    );
    expect(() => read({ inbox: '3 days' })).toThrow(
      'deploy.retention.inbox must be 7 days at least',
    );
  });
});
