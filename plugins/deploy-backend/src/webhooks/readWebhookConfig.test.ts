import { ConfigReader } from '@backstage/config';
import { readWebhookConfig } from './readWebhookConfig';

const read = (webhooks: object) =>
  readWebhookConfig(new ConfigReader({ deploy: { webhooks } }));

describe('readWebhookConfig', () => {
  it('D6: serves nothing without a secret', () => {
    const config = readWebhookConfig(new ConfigReader({}));
    expect(config.secrets.size).toBe(0);
    expect(config.worker).toEqual({
      concurrency: 4,
      pollIntervalMs: 2000,
      leaseMs: 60_000,
      maxAttempts: 8,
    });
    expect(config.redelivery).toEqual({ frequencyMs: 600_000 });
  });

  it('reads secrets, limits and times', () => {
    const config = read({
      github: {
        secrets: ['first-secret-of-github', 'second-secret-of-github'],
        redelivery: { enabled: false },
      },
      ci: { secrets: ['the-only-secret-of-ci'] },
      rateLimit: { requestsPerSecond: 5, refusalsPerSecond: 1 },
      worker: { lease: '10s', maxAttempts: 2 },
    });
    expect([...config.secrets.keys()]).toEqual(['github', 'ci']);
    expect(config.secrets.get('github')).toHaveLength(2);
    expect(config.rateLimit).toEqual({
      requestsPerSecond: 5,
      refusalsPerSecond: 1,
    });
    expect(config.worker).toMatchObject({ leaseMs: 10_000, maxAttempts: 2 });
    expect(config.redelivery).toBeUndefined();
  });

  it('names the key of what is wrong, and never a secret', () => {
    expect(() => read({ flux: { secrets: ['canary'] } })).toThrow(
      /^deploy\.webhooks\.flux\.secrets\[0\] has 6 characters: (?!.*canary)/,
    );
    expect(() => read({ flux: { secrets: [] } })).toThrow(
      'deploy.webhooks.flux.secrets has 0 entries',
    );
    expect(() => read({ rateLimit: { requestsPerSecond: 0 } })).toThrow(
      "deploy.webhooks.rateLimit.requestsPerSecond is '0'",
    );
    expect(() => read({ worker: { lease: '0s' } })).toThrow(
      'deploy.webhooks.worker.lease must be longer than nothing',
    );
  });
});
