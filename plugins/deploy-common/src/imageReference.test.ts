import fc from 'fast-check';
import {
  formatImageReference,
  isPinned,
  isSameImage,
  provesImage,
  parseImageReference,
  tryParseImageReference,
} from './imageReference';
import { displayVersion, matchesVersion, sourceCommitOf } from './version';

const digest = `sha256:${'a1'.repeat(32)}`;

describe('parseImageReference', () => {
  it.each([
    ['nginx', { path: 'nginx' }],
    ['nginx:1.27-alpine', { path: 'nginx', tag: '1.27-alpine' }],
    [
      'nginxinc/nginx-unprivileged:1.27',
      { path: 'nginxinc/nginx-unprivileged', tag: '1.27' },
    ],
    ['localhost:5000/a/b', { registry: 'localhost:5000', path: 'a/b' }],
    ['localhost/a', { registry: 'localhost', path: 'a' }],
    [
      `ghcr.io/acme/app:sha-1a2b3c4@${digest}`,
      { registry: 'ghcr.io', path: 'acme/app', tag: 'sha-1a2b3c4', digest },
    ],
    [`[::1]:5000/a@${digest}`, { registry: '[::1]:5000', path: 'a', digest }],
    [
      `a@sha512:${'b2'.repeat(64)}`,
      { path: 'a', digest: `sha512:${'b2'.repeat(64)}` },
    ],
    [
      `a@blake3:${'c3'.repeat(32)}`,
      { path: 'a', digest: `blake3:${'c3'.repeat(32)}` },
    ],
  ])('takes %s apart', (text, reference) => {
    expect(parseImageReference(text)).toEqual(reference);
    expect(formatImageReference(parseImageReference(text))).toBe(text);
  });

  it.each([
    '',
    ':tag',
    'a/UPPER',
    'a/b:',
    'a//b',
    'a/../b',
    'https://ghcr.io/a',
    'a@sha256:abc',
    `a@sha256:${'a'.repeat(32)}`,
    `a@sha256:${'AB'.repeat(32)}`,
    `a@sha256:${'a'.repeat(65)}`,
    `a@sha512:${'a'.repeat(64)}`,
    `a@SHA256:${'a'.repeat(64)}`,
    'a b',
    'a:tag\n',
    `a${'x'.repeat(2000)}`,
  ])('refuses %j', text => {
    expect(tryParseImageReference(text)).toBeUndefined();
    expect(() => parseImageReference(text)).toThrow(
      'is not an image reference',
    );
  });

  it('puts together what it takes apart, and never throws on any text', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const reference = fc.record({
      registry: fc.constantFrom('ghcr.io', 'localhost:7120', 'r.example:443'),
      path: fc
        .array(part, { minLength: 1, maxLength: 4 })
        .map(p => p.join('/')),
      tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
      digest: fc.stringMatching(/^[0-9a-f]{64}$/).map(hex => `sha256:${hex}`),
    });
    fc.assert(
      fc.property(reference, value => {
        expect(parseImageReference(formatImageReference(value))).toEqual(value);
        expect(isPinned(value)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string(), text => {
        const parsed = tryParseImageReference(text);
        expect(
          parsed === undefined || formatImageReference(parsed) === text,
        ).toBe(true);
      }),
    );
  });

  it('compares by digest, else by tag, and by repository always', () => {
    const other = `sha256:${'b2'.repeat(32)}`;
    expect(isSameImage(`r.io/a:x@${digest}`, `r.io/a@${digest}`)).toBe(true);
    expect(isSameImage(`r.io/a:x@${digest}`, `r.io/a:x@${other}`)).toBe(false);
    expect(isSameImage(`r.io/a@${digest}`, `r.io/b@${digest}`)).toBe(false);
    expect(isSameImage('r.io/a:x', `r.io/a:x@${digest}`)).toBe(true);
    expect(isSameImage('nginx:1', 'docker.io/library/nginx:1')).toBe(true);
    expect(isSameImage('r.io/a', 'r.io/a:latest')).toBe(false);
  });
});

describe('provesImage', () => {
  it('wants the digest where there is one', () => {
    const pinned = `r.io/a:x@${digest}`;
    expect(provesImage(`r.io/a@${digest}`, pinned)).toBe(true);
    expect(provesImage('r.io/a:x', pinned)).toBe(false);
    expect(provesImage(`r.io/b:x@${digest}`, pinned)).toBe(false);
    expect(provesImage(pinned, 'r.io/a:x')).toBe(true);
    expect(provesImage('r.io/a:x', 'r.io/a:x')).toBe(true);
  });
});

describe('displayVersion', () => {
  const commit = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';
  it('is what people read', () => {
    expect(displayVersion(`r.io/a:sha-${commit}@${digest}`)).toBe(
      'sha-1a2b3c4',
    );
    expect(displayVersion('r.io/a:v1.4.2')).toBe('v1.4.2');
    expect(displayVersion(`r.io/a@${digest}`)).toBe('sha256:a1a1a1a1a1a1');
    expect(displayVersion('not an image!')).toBe('not an image!');
    expect(sourceCommitOf(`r.io/a:sha-${commit}`)).toBe(commit);
    expect(sourceCommitOf('r.io/a:v1')).toBeUndefined();
  });

  it('is matched as typed, never by a guess', () => {
    const image = `r.io/a:sha-${commit}@${digest}`;
    for (const typed of [image, `sha-${commit}`, 'sha-1a2b3c4', digest]) {
      expect(matchesVersion(image, typed)).toBe(true);
    }
    for (const typed of ['sha-1a2b', 'sha-', '', 'latest', '1a2b3c4']) {
      expect(matchesVersion(image, typed)).toBe(false);
    }
  });
});
