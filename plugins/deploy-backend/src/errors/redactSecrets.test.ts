import fc from 'fast-check';
import { redactSecrets } from './redactSecrets';

describe('redactSecrets', () => {
  it.each([
    'https://x-access-token:CANARY-token-1@github.test/acme/app.git',
    'Authorization: Bearer CANARY.token-2',
    '{"authorization":"token CANARY_token3"}',
    'GET https://registry.test/v2?access_token=CANARY-token-4&scope=pull failed',
    "password='CANARY-token5'",
    'ghs_CANARY000000000000000000006',
    'github_pat_CANARY_000000000007',
    'xoxb-1234567890-CANARY8888',
    'eyJhbGciOiJIUzI1NiJ9.eyJDQU5BUlkiOjl9.CANARYCANARY9',
    '-----BEGIN RSA PRIVATE KEY-----\nCANARY10\n-----END RSA PRIVATE KEY-----',
    'client_secret: CANARY-11',
  ])('F10: takes the secret out of %p', text => {
    const redacted = redactSecrets(`It failed: ${text} (503)`);
    expect(redacted).not.toContain('CANARY');
    expect(redacted).toContain('[redacted]');
    expect(redacted.startsWith('It failed: ')).toBe(true);
  });

  it.each([
    "'registry.test/acme/app:sha-1a2b3c4@sha256:abc' is no longer in the registry",
    "Merged by 'sre'. Waiting until it runs",
    'The token for GitHub has expired: set integrations.github',
    'http://argocd.test/applications/payments says degraded',
  ])('leaves %p as it is', text => {
    expect(redactSecrets(text)).toBe(text);
  });

  it('does the same a second time, and takes no long time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), text => {
        const once = redactSecrets(text);
        expect(redactSecrets(once)).toBe(once);
      }),
      { numRuns: 200 },
    );
    const long = `${'a'.repeat(50_000)}://${'b'.repeat(50_000)}`;
    const start = performance.now();
    redactSecrets(long);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
