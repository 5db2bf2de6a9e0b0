import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  formOfVersion,
  formToSpec,
  parseXrd,
  specSchema,
} from '@openportal/plugin-crossplane-common';
import { toFormValues } from './toFormValues';

function xrdWith(versions: number): CompositeResourceDefinition {
  const spec: JsonObject = {
    type: 'object',
    properties: {
      region: { type: 'string' },
      tags: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
      },
      ...Object.fromEntries(
        Array.from({ length: 180 }, (_, index) => [
          `field${index}`,
          { type: 'string', description: 'All about it. '.repeat(18) },
        ]),
      ),
    },
  };
  const { xrd } = parseXrd({
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'wides.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Wide', plural: 'wides' },
      versions: Array.from({ length: versions }, (_, index) => ({
        name: `v${index + 1}`,
        served: true,
        referenceable: index === 0,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
      })),
    },
  });
  return xrd as CompositeResourceDefinition;
}

const spec = { region: 'region-1', tags: { team: 'alpha' } };

function valuesOf(xrd: CompositeResourceDefinition, clusters?: string[]) {
  return toFormValues({
    ref: {
      cluster: 'platform',
      namespace: 'team-alpha',
      xrd: xrd.name,
      name: 'www',
    },
    xrd,
    manifest: {
      apiVersion: 'example.org/v1',
      kind: 'Wide',
      metadata: { name: 'www' },
      spec: {
        ...spec,
        crossplane: { compositionRef: { name: 'small' } },
      },
    },
    annotationPrefix: 'example.org',
    clusters,
  });
}

describe('toFormValues', () => {
  it.each([
    ['fields', 1, 'object'],
    ['one text, because it is too large', 25, 'string'],
  ])('fills a form that has %s', (_, versions, type) => {
    const xrd = xrdWith(versions);
    const form = formOfVersion(xrd, xrd.current, { title: 'Another title' });
    expect(form.schema.type).toBe(type);
    const values = valuesOf(xrd);
    expect(typeof values.spec).toBe(type);
    expect(values.composition).toBe('small');
    expect(formToSpec(specSchema(xrd.current), values.spec)).toEqual(spec);
  });

  it('names the cluster only where the form has a field for it', () => {
    const xrd = xrdWith(1);
    expect(valuesOf(xrd, ['platform'])).not.toHaveProperty('cluster');
    expect(valuesOf(xrd, ['other', 'platform']).cluster).toBe('platform');
    expect(valuesOf(xrd, undefined).cluster).toBe('platform');
  });
});
