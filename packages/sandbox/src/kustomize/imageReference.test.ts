import { formatImageReference, parseImageReference } from './imageReference';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('parseImageReference', () => {
  it.each([
    ['nginx', { path: 'nginx' }],
    ['nginx:1.27', { path: 'nginx', tag: '1.27' }],
    ['nginxinc/nginx', { path: 'nginxinc/nginx' }],
    ['localhost/a', { domain: 'localhost', path: 'a' }],
    ['localhost:7120/o/a', { domain: 'localhost:7120', path: 'o/a' }],
    [
      `localhost:7120/o/a:sha-1@${DIGEST}`,
      { domain: 'localhost:7120', path: 'o/a', tag: 'sha-1', digest: DIGEST },
    ],
    [
      `ghcr.io/o/a@${DIGEST}`,
      { domain: 'ghcr.io', path: 'o/a', digest: DIGEST },
    ],
    ['[::1]:5000/a', { domain: '[::1]:5000', path: 'a' }],
  ])('reads %s', (text, expected) => {
    const parsed = parseImageReference(text);
    expect(parsed).toEqual(expected);
    expect(parsed && formatImageReference(parsed)).toBe(text);
  });

  it.each([
    '',
    'A/b:c:d',
    'a//b',
    'a:',
    'a@sha256:12',
    '-a',
    `${'a'.repeat(2000)}`,
  ])('refuses %p', text => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});
