import { parseChallenge } from './challenge';
import { resolveRedirect } from './redirects';

describe('parseChallenge', () => {
  it.each([
    ['Basic realm="registry"', { scheme: 'basic' }],
    [
      'Bearer realm="https://auth.example.com/token",service="r",scope="repository:a/b:pull"',
      {
        scheme: 'bearer',
        realm: 'https://auth.example.com/token',
        service: 'r',
        scope: 'repository:a/b:pull',
      },
    ],
    [
      'bearer service=r, realm=https://a.example.com/t',
      { scheme: 'bearer', realm: 'https://a.example.com/t', service: 'r' },
    ],
    ['Bearer', undefined],
    ['Negotiate abc', undefined],
    ['', undefined],
  ])('reads %s', (header, expected) => {
    expect(parseChallenge(header)).toEqual(expected);
  });
});

describe('resolveRedirect', () => {
  const from = new URL('https://registry.example.com/v2/a/blobs/x');

  it('keeps credentials for the same host only', () => {
    expect(resolveRedirect({ from, location: '/other' })).toMatchObject({
      sameHost: true,
    });
    expect(
      resolveRedirect({
        from,
        location: 'https://storage.example.net/x?sig=1',
      }),
    ).toMatchObject({ sameHost: false });
  });

  it.each([
    'http://storage.example.net/x',
    'http://registry.example.com/x',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/x',
    'https://localhost/x',
    'https://kubernetes.default.svc/x',
    'https://user@storage.example.net/x',
    'file:///etc/passwd',
    'https://',
  ])('does not go to %s', location => {
    expect(resolveRedirect({ from, location })).toBeUndefined();
  });

  it('goes to storage hosts of the configuration, and looks at the address of others', () => {
    const storageHosts = ['minio.corp.example:9000'];
    expect(
      resolveRedirect({
        from,
        location: 'https://minio.corp.example:9000/x',
        storageHosts,
      }),
    ).toMatchObject({ sameHost: false, checkAddress: false });
    expect(
      resolveRedirect({
        from,
        location: 'http://minio.corp.example:9000/x',
        storageHosts,
      }),
    ).toBeUndefined();
    expect(
      resolveRedirect({
        from,
        location: 'https://minio.corp.example/x',
        storageHosts,
      }),
    ).toMatchObject({ checkAddress: true });
  });
});
