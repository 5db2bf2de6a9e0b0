import { JsonObject } from '@backstage/types';
import { openInScaffolder } from './__testUtils__/scaffolderForm';
import { formToSpec } from './formToSpec';
import { schemaToForm } from './schemaToForm';
import { specToForm } from './specToForm';

const embedded = (properties: JsonObject): JsonObject => ({
  type: 'object',
  'x-kubernetes-embedded-resource': true,
  properties,
});
const schemaOf = (resource: JsonObject): JsonObject => ({
  type: 'object',
  required: ['resource'],
  properties: { resource },
});
const formOf = (resource: JsonObject): JsonObject => {
  const { schema } = schemaToForm(schemaOf(resource), { title: 'Spec' });
  return (schema.properties as { resource: JsonObject }).resource;
};

describe('the form of an embedded resource', () => {
  const data: JsonObject = {
    type: 'object',
    additionalProperties: { type: 'string' },
  };

  it('asks for what every resource has, though its schema does not name it', () => {
    expect(formOf(embedded({ data }))).toMatchObject({
      required: ['apiVersion', 'kind'],
      properties: {
        apiVersion: { type: 'string', minLength: 1 },
        kind: { type: 'string', minLength: 1 },
        metadata: {
          properties: {
            name: { type: 'string' },
            labels: { type: 'object' },
            'more-fields': { type: 'string' },
          },
        },
        data: { type: 'object' },
      },
    });
  });

  it('keeps to what its schema says', () => {
    expect(
      formOf(
        embedded({
          kind: { type: 'string', enum: ['Secret'] },
          metadata: {
            type: 'object',
            title: 'About it',
            properties: { name: { type: 'string', maxLength: 9 } },
          },
        }),
      ),
    ).toMatchObject({
      properties: {
        kind: { enum: ['Secret'] },
        metadata: {
          title: 'About it',
          properties: { name: { maxLength: 9 }, labels: {} },
        },
      },
    });
  });

  it('takes all metadata, whatever the schema says but for the names', () => {
    const schema = schemaOf(
      embedded({
        data,
        metadata: {
          type: 'object',
          additionalProperties: false,
          properties: {
            name: { type: 'string', maxLength: 9 },
            labels: { type: 'integer' },
          },
        },
      }),
    );
    const form = formOf(
      (schema.properties as { resource: JsonObject }).resource,
    );
    expect(form).toMatchObject({
      properties: {
        metadata: {
          properties: {
            name: { maxLength: 9 },
            labels: { type: 'object' },
            annotations: { type: 'object' },
          },
        },
      },
    });
    const spec = {
      resource: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', labels: { a: 'b' }, finalizers: ['c'] },
      },
    };
    const opened = openInScaffolder(
      schemaToForm(schema, { title: 'Spec' }).schema,
      specToForm(schema, spec),
    );
    expect(opened.problems).toEqual([]);
    expect(formToSpec(schema, opened.values)).toEqual(spec);
  });

  it('is YAML where the schema names nothing', () => {
    expect(
      formOf({
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        'x-kubernetes-preserve-unknown-fields': true,
      }),
    ).toMatchObject({
      type: 'string',
      'ui:field': 'CrossplaneYamlEditor',
      'ui:help': expect.stringContaining('with its apiVersion, kind'),
    });
  });

  it('asks nothing of the kind of any other object', () => {
    expect(
      formOf({ type: 'object', properties: { data } }).properties,
    ).not.toHaveProperty('kind');
  });

  it('gives a resource back as it was', () => {
    const schema = schemaOf(embedded({ data }));
    const spec = {
      resource: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'a',
          labels: { 'app.kubernetes.io/name': 'b' },
          finalizers: ['example.org/wait'],
        },
        data: { key: 'value' },
      },
    };
    const opened = openInScaffolder(
      schemaToForm(schema, { title: 'Spec' }).schema,
      specToForm(schema, spec),
    );
    expect(opened.problems).toEqual([]);
    expect(formToSpec(schema, opened.values)).toEqual(spec);
  });
});
