import { sign } from './__testUtils__/sign';
import { isSigned, SignatureHeaders } from './signature';
import { WebhookSource } from './WebhookSource';

// The vector that GitHub publishes in "Validating webhook deliveries".
const secret = "It's a Secret to Everybody";
const body = Buffer.from('Hello, World!');
const signature =
  'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

function check(
  headers: SignatureHeaders,
  options: {
    source?: WebhookSource;
    body?: Buffer;
    secrets?: string[];
  } = {},
): boolean {
  return isSigned({
    source: options.source ?? 'github',
    headers,
    body: options.body ?? body,
    secrets: options.secrets ?? [secret],
  });
}

describe('isSigned', () => {
  it("accepts GitHub's published vector, by the header of each source", () => {
    expect(check({ 'x-hub-signature-256': signature })).toBe(true);
    expect(check({ 'x-signature': signature }, { source: 'flux' })).toBe(true);
    for (const source of ['argocd', 'ci'] as const) {
      expect(check({ 'x-openportal-signature': signature }, { source })).toBe(
        true,
      );
      expect(check({ 'x-hub-signature-256': signature }, { source })).toBe(
        false,
      );
    }
  });

  it.each<[string, SignatureHeaders]>([
    ['none', {}],
    ['an empty one', { 'x-hub-signature-256': '' }],
    ['a short one', { 'x-hub-signature-256': signature.slice(0, -1) }],
    ['a long one', { 'x-hub-signature-256': `${signature}0` }],
    ['one in upper case', { 'x-hub-signature-256': signature.toUpperCase() }],
    [
      'one with upper case digits',
      { 'x-hub-signature-256': `sha256=${signature.slice(7).toUpperCase()}` },
    ],
    [
      'one without its algorithm',
      { 'x-hub-signature-256': signature.slice(7) },
    ],
    [
      'another algorithm',
      {
        'x-hub-signature-256': 'sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59',
      },
    ],
    [
      'the old header',
      { 'x-hub-signature': 'sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59' },
    ],
    ['two at once', { 'x-hub-signature-256': [signature, signature] }],
    [
      'two in one text',
      { 'x-hub-signature-256': `${signature}, ${signature}` },
    ],
    ['a line break', { 'x-hub-signature-256': `${signature}\n` }],
    ['zeros', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
    ['that of another secret', { 'x-hub-signature-256': sign(body, 'other') }],
    ['the secret itself', { authorization: `Bearer ${secret}` }],
  ])('D5: refuses %s', (_name, headers) => {
    expect(check(headers)).toBe(false);
  });

  it('D5: takes the bytes as they came', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    const headers = { 'x-hub-signature-256': sign(bytes, secret) };
    expect(check(headers, { body: bytes })).toBe(true);
    expect(check(headers, { body: Buffer.from(bytes.toString('utf8')) })).toBe(
      false,
    );
    const json = Buffer.from('{"a": 1}');
    expect(
      check(
        { 'x-hub-signature-256': sign(json, secret) },
        { body: Buffer.from('{"a":1}') },
      ),
    ).toBe(false);
    const empty = Buffer.alloc(0);
    expect(
      check({ 'x-hub-signature-256': sign(empty, secret) }, { body: empty }),
    ).toBe(true);
  });

  it('D5: knows two secrets while they are changed, and none where there is none', () => {
    const secrets = ['the next secret', secret];
    expect(check({ 'x-hub-signature-256': signature }, { secrets })).toBe(true);
    expect(
      check(
        { 'x-hub-signature-256': sign(body, 'the next secret') },
        { secrets },
      ),
    ).toBe(true);
    expect(check({ 'x-hub-signature-256': signature }, { secrets: [] })).toBe(
      false,
    );
  });

  it('takes the secret itself from who cannot sign', () => {
    const token = 'token-without-spaces';
    const headers = { authorization: `Bearer ${token}` };
    for (const source of ['argocd', 'ci'] as const) {
      expect(check(headers, { source, secrets: ['other', token] })).toBe(true);
      expect(check(headers, { source, secrets: ['other'] })).toBe(false);
      expect(check({ authorization: 'Bearer ' }, { source })).toBe(false);
      expect(
        check({ authorization: token }, { source, secrets: [token] }),
      ).toBe(false);
    }
    expect(check(headers, { source: 'flux', secrets: [token] })).toBe(false);
  });
});
