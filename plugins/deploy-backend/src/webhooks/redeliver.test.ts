import { mockServices } from '@backstage/backend-test-utils';
import { redeliverFailed } from './redeliver';

describe('redeliverFailed', () => {
  it('D4: looks three days back, at the address of each source, whatever one of them says', async () => {
    const logger = mockServices.logger.mock();
    const asked: unknown[] = [];
    await redeliverFailed({
      redeliveries: [
        {
          id: 'broken',
          redeliverFailed: async () => {
            throw new Error('It is away');
          },
        },
        {
          id: 'github',
          redeliverFailed: async request => {
            asked.push(request);
            return { hooks: 1, failed: 2, redelivered: 2, problems: ['One'] };
          },
        },
      ],
      baseUrl: 'https://portal.example/api/deploy',
      logger,
      signal: new AbortController().signal,
      now: () => new Date('2026-11-21T12:00:00Z'),
    });
    expect(asked).toEqual([
      {
        url: 'https://portal.example/api/deploy/webhooks/github',
        since: new Date('2026-11-18T12:00:00Z'),
      },
    ]);
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });
});
