import { JsonObject } from '@backstage/types';
import { schemaToForm } from './schemaToForm';

const form = (schema: JsonObject, annotations?: Record<string, string>) =>
  schemaToForm(schema, { title: 'Spec', annotations });

describe('annotations of parameters', () => {
  const schema: JsonObject = {
    type: 'object',
    properties: {
      size: { type: 'string', enum: ['s', 'm'] },
      nested: { type: 'object', properties: { count: { type: 'integer' } } },
      hidden: { type: 'string' },
    },
    required: ['hidden'],
  };

  it('change how a field is shown', () => {
    const { schema: shown, notes } = form(schema, {
      'openportal.dev/parameter.size':
        'widget: radio\ntitle: "${{ x }}"\norder: 1',
      'openportal.dev/parameter.nested.count':
        '{"placeholder": "3", "help": "How many", "advanced": true}',
      'openportal.dev/version': 'v1',
    });
    expect(notes).toEqual([]);
    expect(Object.keys(shown.properties as JsonObject)[0]).toBe('size');
    expect(shown.properties).toMatchObject({
      size: { title: '${ { x }}', 'ui:widget': 'radio' },
      nested: {
        properties: {
          count: {
            'ui:placeholder': '3',
            'ui:help': 'How many',
            'ui:options': { advanced: true },
          },
        },
      },
    });
  });

  it('change nothing else, and say what is wrong with them', () => {
    const { schema: shown, notes } = form(schema, {
      'openportal.dev/parameter.size':
        '{"ui:widget": "Evil", "widget": "EvilWidget", "enum": ["x"], "order": "1", "hidden": 1, "title": ""}',
      'openportal.dev/parameter.nested.count': '{"widget": "textarea"}',
      'openportal.dev/parameter.hidden': '{"hidden": true}',
      'openportal.dev/parameter.a': '[1]',
      'openportal.dev/parameter.b': '{',
      'openportal.dev/parameter.c': 'a: &a [x]\nb: [*a]',
    });
    expect(shown).toEqual(form(schema).schema);
    expect(notes).toEqual([
      "annotation openportal.dev/parameter.size has the unknown setting 'ui:widget'",
      'annotation openportal.dev/parameter.size has a widget that is not one of text, textarea, password, radio, select',
      "annotation openportal.dev/parameter.size has the unknown setting 'enum'",
      'annotation openportal.dev/parameter.size has an order that is not a number',
      'annotation openportal.dev/parameter.size has a value of hidden that is neither true nor false',
      'annotation openportal.dev/parameter.size has a title that is not a text',
      expect.stringMatching(/parameter\.a is not an object/),
      expect.stringMatching(/parameter\.b is not an object/),
      expect.stringMatching(/parameter\.c is not an object/),
      'hidden: is shown although it is marked as hidden: it is required',
      'nested.count: cannot be shown as textarea',
    ]);
  });
});
