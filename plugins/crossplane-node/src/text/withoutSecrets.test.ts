import { withoutSecrets } from './withoutSecrets';

describe('withoutSecrets', () => {
  it.each([
    ['failed to clone https://git:s3cretvalue@example.org/a/b', 's3cretvalue'],
    ['401: Authorization: Bearer abcdefgh12345678', 'abcdefgh12345678'],
    ['invalid request: password=hunter2222', 'hunter2222'],
    ['{"token": "abcd1234efgh"}', 'abcd1234efgh'],
    ['bad credentials ghp_0123456789abcdef', '0123456789abcdef'],
    ['key AKIAIOSFODNN7EXAMPLE is disabled', 'IOSFODNN7EXAMPLE'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln', 'eyJzdWIi'],
  ])('F10: hides the credentials of %s', (text, secret) => {
    const safe = withoutSecrets(text);
    expect(safe).not.toContain(secret);
    expect(safe).toContain('***');
  });

  it('keeps what people need', () => {
    const text =
      'cannot get Secret "aws-credentials" in namespace "team-alpha": secrets "aws-credentials" not found';
    expect(withoutSecrets(text)).toBe(text);
    expect(withoutSecrets('x'.repeat(5000))).toHaveLength(2000);
  });
});
