import { JsonObject } from '@backstage/types';
import { parseXrd } from '../xrd/parseXrd';
import { CompositeResourceDefinition } from '../xrd/types';
import { formOfVersion } from './formOfVersion';

/** An XRD whose versions have as many fields as asked for. */
function xrdWith(fields: number, versions: number) {
  const spec: JsonObject = {
    type: 'object',
    properties: Object.fromEntries(
      Array.from({ length: fields }, (_, index) => [
        `field${index}`,
        { type: 'string', description: 'All about it. '.repeat(18) },
      ]),
    ),
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
        schema: {
          openAPIV3Schema: { type: 'object', properties: { spec } },
        },
      })),
    },
  });
  return xrd as CompositeResourceDefinition;
}

describe('formOfVersion', () => {
  it('has the fields, and the notes on them', () => {
    const xrd = {
      ...xrdWith(2, 1),
      annotations: { 'openportal.dev/parameter.nothing': 'title=X' },
    };
    const form = formOfVersion(xrd, xrd.current, { title: 'Wide' });
    expect(form).toMatchObject({
      asText: false,
      schema: { title: 'Wide', properties: { field0: {}, field1: {} } },
    });
    expect(form.notes).not.toEqual([]);
  });

  it('is one text when the versions together are too large', () => {
    const one = xrdWith(180, 1);
    expect(formOfVersion(one, one.current, { title: 'Wide' }).asText).toBe(
      false,
    );
    const many = xrdWith(180, 25);
    const form = formOfVersion(many, many.current, { title: 'Wide' });
    expect(form).toMatchObject({
      asText: true,
      schema: { type: 'string', title: 'Wide' },
      notes: [expect.stringMatching(/more than 41943: it is edited as YAML/)],
    });
  });

  it('decides the same whatever the title is', () => {
    const decisions = (title: string) =>
      Array.from({ length: 60 }, (_, index) => {
        const xrd = xrdWith(90 + index, 25);
        return formOfVersion(xrd, xrd.current, { title }).asText;
      });
    const short = decisions('W');
    expect(new Set(short)).toEqual(new Set([true, false]));
    expect(decisions('W'.repeat(2000))).toEqual(short);
  });
});
