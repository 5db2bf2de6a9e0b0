import { JsonObject } from '@backstage/types';
import { compileSchema } from './compileSchema';

const withSpec: JsonObject = {
  type: 'object',
  properties: { spec: { type: 'object', properties: {} } },
};

const resource = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', labels: { b: 'c' } },
  spec: {},
};

describe('compileSchema, of a resource inside of another', () => {
  const embedded = { ...withSpec, 'x-kubernetes-embedded-resource': true };

  it('takes what every resource has, as a cluster does', () => {
    expect(compileSchema(embedded)(resource)).toBe(true);
    expect(compileSchema(embedded)({ ...resource, other: 1 })).toBe(false);
    expect(compileSchema(embedded)({ ...resource, kind: 1 })).toBe(false);
  });

  it('keeps to what the schema says of them', () => {
    const strict: JsonObject = {
      ...embedded,
      properties: { kind: { type: 'string', enum: ['Secret'] } },
    };
    expect(compileSchema(strict)({ kind: 'Secret' })).toBe(true);
    expect(compileSchema(strict)({ kind: 'ConfigMap' })).toBe(false);
  });

  it('takes all metadata, whatever the schema says but for the names', () => {
    const restricted: JsonObject = {
      ...embedded,
      properties: {
        metadata: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string', maxLength: 3 } },
        },
      },
    };
    for (const schema of [
      restricted,
      { ...restricted, 'x-kubernetes-preserve-unknown-fields': true },
    ]) {
      const accepts = (metadata: JsonObject) =>
        compileSchema(schema)({ apiVersion: 'v1', kind: 'A', metadata });
      expect(accepts({ name: 'a', labels: { a: 'b' } })).toBe(true);
      expect(accepts({ name: 'long' })).toBe(false);
      expect(accepts({ labels: {} })).toBe(false);
    }
  });

  it('takes none of it for any other object', () => {
    expect(compileSchema(withSpec)(resource)).toBe(false);
    expect(compileSchema(withSpec)({ spec: {} })).toBe(true);
  });
});
