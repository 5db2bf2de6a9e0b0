import { JsonObject } from '@backstage/types';
import { separateVersionForms } from './separateVersionForms';

const form = (x: JsonObject): JsonObject => ({ properties: { x } });
const yaml = {
  type: 'string',
  'ui:field': 'CrossplaneYamlEditor',
  'ui:widget': 'textarea',
  'ui:help': 'YAML: all fields.',
};
const map = {
  type: 'object',
  'ui:field': 'CrossplaneMap',
  additionalProperties: { type: 'string' },
};

describe('separateVersionForms', () => {
  it('gives a field the standard widget where versions differ', () => {
    expect(
      separateVersionForms([form(yaml), form({ type: 'number' })]),
    ).toEqual([
      form({ type: 'string', description: 'YAML: all fields.' }),
      form({ type: 'number' }),
    ]);
  });

  it('keeps the fields of maps and of YAML, which draw each other', () => {
    const { 'ui:help': description, ...others } = yaml;
    expect(separateVersionForms([form(yaml), form(map)])).toEqual([
      form({ ...others, description }),
      form(map),
    ]);
    expect(
      separateVersionForms([form(yaml), form(map), form({ type: 'number' })]),
    ).not.toContainEqual(form(map));
  });
});
