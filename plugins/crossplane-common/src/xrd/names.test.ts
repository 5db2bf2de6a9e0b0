import fc from 'fast-check';
import {
  isDnsLabel,
  stableHash,
  toEntityName,
  toTag,
  toUniqueEntityName,
} from './names';
import { toPlainText } from './text';
import { formatVersion } from './version';

describe('names', () => {
  it('keeps valid names and shortens long ones without collisions (B7)', () => {
    expect(toEntityName('dnsrecords.network.openportal.dev')).toBe(
      'dnsrecords.network.openportal.dev',
    );
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example.org`;
    expect(toEntityName(long)).toMatch(/^a{52}-[a-z0-9]{10}$/);
    expect(toEntityName(long)).not.toBe(toEntityName(`${long}x`));
    expect(toEntityName('Upper.Case')).not.toBe(toEntityName('upper.case'));
    expect(toUniqueEntityName('www', 'a/www')).not.toBe(
      toUniqueEntityName('www', 'b/www'),
    );
  });

  it('hashes by FNV-1a with 64 bits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        let hash = 0xcbf29ce484222325n;
        for (const byte of new TextEncoder().encode(text)) {
          hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
        }
        expect(stableHash(text)).toBe(
          hash.toString(36).padStart(10, '0').slice(-10),
        );
      }),
    );
  });

  it('always gives valid names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        const name = toEntityName(text);
        expect(name).toMatch(/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/);
        expect(name.length).toBeLessThanOrEqual(63);
        expect(toTag(text) ?? 'none').toMatch(/^[a-z0-9+#]+(-[a-z0-9+#]+)*$/);
      }),
    );
  });

  it('knows DNS labels', () => {
    expect(['a', 'a-b', 'a'.repeat(63)].every(isDnsLabel)).toBe(true);
    expect(
      ['', '-a', 'a-', 'A', 'a.b', 'a\n', '../a', 'a'.repeat(64)].some(
        isDnsLabel,
      ),
    ).toBe(false);
  });
});

describe('text of clusters', () => {
  it('shows versions once with a leading v', () => {
    expect(
      ['1.0.2', 'v1.0.2', ' v2 ', 'dev', '', undefined, 'a b'].map(
        formatVersion,
      ),
    ).toEqual([
      'v1.0.2',
      'v1.0.2',
      'v2',
      'dev',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('neutralises template expressions, NUL and half characters (A20, B14)', () => {
    const smile = '\u{1F600}';
    expect(toPlainText(`${'x'.repeat(99)}${smile}`, 100)).toBe('x'.repeat(99));
    expect(toPlainText(`${'x'.repeat(98)}${smile}y`, 100)).toBe(
      `${'x'.repeat(98)}${smile}`,
    );
    const text = toPlainText('a\u0000b \uD800 ${{ secrets.X }} {% x %}');
    expect(text).toBe('ab \uFFFD ${ { secrets.X }} { % x %}');
  });
});
