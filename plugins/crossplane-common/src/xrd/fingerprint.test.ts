import { JsonObject } from '@backstage/types';
import { formFingerprint, formVersions, isCurrentForm } from './fingerprint';

const xrd = {
  name: 'dnsrecords.network.openportal.dev',
  orderable: { kind: 'DNSRecord', plural: 'dnsrecords', namespaced: true },
};

function version(spec: JsonObject, name = 'v1', status?: JsonObject) {
  return {
    name,
    referenceable: true,
    deprecated: false,
    schema: {
      type: 'object',
      description: 'Whatever',
      properties: { spec, ...(status ? { status } : {}) },
    },
  };
}

describe('formFingerprint', () => {
  const spec: JsonObject = {
    type: 'object',
    required: ['title'],
    properties: {
      title: { type: 'string', title: 'Title', description: 'A title' },
      size: { type: 'integer', default: 1, examples: [2] },
    },
  };
  const print = formFingerprint(xrd, version(spec));

  it('names the version and does not depend on the order of keys', () => {
    expect(print).toMatch(/^v1:[a-z0-9]{10}$/);
    const reversed = JSON.parse(JSON.stringify(spec), (_, value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(formFingerprint(xrd, version(reversed))).toBe(print);
  });

  it('stays the same when only documentation or the status changes', () => {
    const documented = {
      ...spec,
      description: 'New words',
      properties: {
        title: { type: 'string', title: 'Heading' },
        size: { type: 'integer', default: 1, examples: [3] },
      },
    };
    const status = { type: 'object' };
    expect(formFingerprint(xrd, version(documented, 'v1', status))).toBe(print);
  });

  it.each<[string, string]>([
    [
      'a default',
      formFingerprint(
        xrd,
        version({
          ...spec,
          properties: {
            ...(spec.properties as JsonObject),
            size: { type: 'integer', default: 2 },
          },
        }),
      ),
    ],
    [
      'a required field',
      formFingerprint(xrd, version({ ...spec, required: [] })),
    ],
    [
      'a field called title',
      formFingerprint(
        xrd,
        version({
          ...spec,
          properties: { size: { type: 'integer', default: 1 } },
        }),
      ),
    ],
    ['the version', formFingerprint(xrd, version(spec, 'v2'))],
    [
      'the scope',
      formFingerprint(
        { ...xrd, orderable: { ...xrd.orderable, namespaced: false } },
        version(spec),
      ),
    ],
    ['no schema', formFingerprint(xrd, { name: 'v1', schema: undefined })],
  ])('B9: changes with %s', (_, other) => {
    expect(other).not.toBe(print);
  });

  it('B9: tells a form of a removed or changed version from a current one', () => {
    const versions = [version(spec), version(spec, 'v2')];
    const form = formVersions({ ...xrd, versions });
    expect(form.split(' ')).toEqual([print, formFingerprint(xrd, versions[1])]);
    expect(isCurrentForm(xrd, versions[0], form)).toBe(true);
    expect(isCurrentForm(xrd, versions[1], form)).toBe(true);
    expect(isCurrentForm(xrd, versions[1], print)).toBe(false);
    expect(isCurrentForm(xrd, version({ type: 'object' }), form)).toBe(false);
    expect(isCurrentForm(xrd, versions[0], '')).toBe(false);
  });
});
