import { compileSchema } from './compileSchema';

/** What an API server takes and refuses, by format. */
const CASES: Record<string, { takes: string[]; refuses: string[] }> = {
  duration: {
    takes: ['30s', '1h30m', '-1.5h', '0', '90 sec', '2 weeks', '1d', '3 Hours'],
    refuses: ['PT15M', 'P1D', '30', 's', '', '5 parsecs', '1.5 days'],
  },
  uri: {
    takes: [
      'https://example.org/a?b=c#d',
      'https://user:word@example.org:8443/',
      'https://[::1]:80/x',
      '/a/b',
      '/a b',
      'mailto:a@example.org',
      'urn:isbn:1',
      '*',
    ],
    refuses: [
      '',
      'example.org/a',
      'a/b',
      ':a',
      '/a%zz',
      'https://exa mple.org',
      'https://example.org:port/',
      'https://example.org/\n',
    ],
  },
  hostname: {
    takes: [
      'example.org',
      'a',
      'my-host.example.org',
      '1.example.org',
      'bücher.de',
    ],
    refuses: [
      '',
      '-a',
      'a_b',
      'a..b',
      'example.org.',
      'a.b',
      `${'a'.repeat(64)}.org`,
    ],
  },
  email: {
    takes: [
      'a@example.org',
      'Jo <jo@example.org>',
      '"a b"@example.org',
      'a@b',
      'jö@example.org',
    ],
    refuses: [
      '',
      'a',
      'a@',
      '@b',
      'a@b@c',
      'a b@example.org',
      '.a@example.org',
    ],
  },
  ipv4: {
    takes: ['192.0.2.1', '::ffff:192.0.2.1'],
    refuses: ['', '192.0.2', '192.0.2.256', '192.0.2.01', '::1'],
  },
  ipv6: {
    takes: ['::1', '2001:db8::1', '::ffff:192.0.2.1'],
    refuses: ['', '192.0.2.1', 'fe80::1%eth0', '1::2::3'],
  },
  cidr: {
    takes: ['10.0.0.0/8', '10.0.0.1/32', '2001:db8::/32'],
    refuses: [
      '',
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0.0.0/',
      '2001:db8::/129',
      '10.0.0.0/8/8',
    ],
  },
  mac: {
    takes: [
      '00:00:5e:00:53:01',
      '00-00-5E-00-53-01',
      '0000.5e00.5301',
      '02:00:5e:10:00:00:00:01',
    ],
    refuses: ['', '00:00:5e:00:53', '00:00-5e:00:53:01', '00:00:5e:00:53:0g'],
  },
  date: {
    takes: ['2026-01-31', '2000-02-29'],
    refuses: [
      '',
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '26-01-31',
      '2026-01-31T00:00:00Z',
    ],
  },
  'date-time': {
    takes: ['2026-01-31T12:00:00Z', '2026-01-31t12:00:00.123+02:00'],
    refuses: [
      '',
      '2026-01-31',
      '2026-01-31 12:00:00Z',
      '2026-01-31T24:00:00Z',
      '2026-01-31T12:00Z',
    ],
  },
  datetime: { takes: ['2026-01-31T12:00:00Z'], refuses: ['tomorrow'] },
  byte: {
    takes: ['YQ==', 'YWI=', 'YWJj'],
    refuses: ['', 'YQ', 'YQ=', 'Y Q=', 'YQ-_'],
  },
  uuid: {
    takes: [
      '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
      '6BA7B8109DAD11D180B400C04FD430C8',
    ],
    refuses: ['', '6ba7b810', 'urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
  },
  uuid4: {
    takes: ['9f3d4c7e-2b1a-4c5d-8e6f-0123456789ab'],
    refuses: [
      '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
      '9f3d4c7e-2b1a-4c5d-7e6f-0123456789ab',
    ],
  },
  // Formats of JSON schema that mean nothing to an API server.
  time: { takes: ['10:00', 'noon'], refuses: [] },
  regex: { takes: ['('], refuses: [] },
  'json-pointer': { takes: ['a'], refuses: [] },
  'uri-template': { takes: ['{'], refuses: [] },
  'uri-reference': { takes: ['\\'], refuses: [] },
  password: { takes: ['', 'x'], refuses: [] },
};

describe('formats of texts', () => {
  const cases = Object.entries(CASES);

  it.each(
    cases.flatMap(([format, { takes }]) => takes.map(text => [format, text])),
  )('%s takes %j, as a cluster does', (format, text) => {
    expect(compileSchema({ type: 'string', format })(text)).toBe(true);
  });

  it.each(
    cases.flatMap(([format, { refuses }]) =>
      refuses.map(text => [format, text]),
    ),
  )('%s refuses %j, as a cluster does', (format, text) => {
    expect(compileSchema({ type: 'string', format })(text)).toBe(false);
  });

  it.each(Object.keys(CASES))(
    '%s is read to its end, however long and hostile the text is',
    format => {
      const validate = compileSchema({ type: 'string', format });
      for (const part of [
        '1',
        'a',
        '-',
        '.',
        ' ',
        '1 a',
        '0:',
        '<',
        '%',
        '@',
        '"\\',
        'a.',
      ]) {
        // What backtracks does not come back before the test's time is up.
        expect(typeof validate(`${part.repeat(200_000)}\n`)).toBe('boolean');
      }
    },
  );
});

describe('formats of numbers', () => {
  it.each([
    ['int32', 2_147_483_647, true],
    ['int32', 2_147_483_648, false],
    ['int64', 2_147_483_648, true],
    ['float', 1.5, true],
    ['double', 1e300, true],
  ])('%s takes %j: %j', (format, value, taken) => {
    expect(compileSchema({ type: 'number', format })(value)).toBe(taken);
  });
});
