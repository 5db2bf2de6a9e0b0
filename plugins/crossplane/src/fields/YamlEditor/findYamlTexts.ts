import { OrderFields } from '@openportal/plugin-crossplane-common';

/** A text of a form that has to be YAML. */
export interface YamlText {
  /** Where it is inside of the value; empty for the value itself. */
  path: string;
  text: string;
  /** The value of an entry of a map, which cannot be left out. */
  isRequired: boolean;
}

/** The texts of a value, or of the items of a list whose items have these settings. */
export function findYamlTexts(value: unknown, uiSchema: object): YamlText[] {
  return Array.isArray(value)
    ? value.flatMap((item, index) => textsOf(item, uiSchema, `[${index + 1}]`))
    : textsOf(value, uiSchema, '');
}

function textsOf(
  value: unknown,
  uiSchema: object,
  path: string,
  isRequired: boolean = false,
): YamlText[] {
  const field: unknown = Reflect.get(uiSchema, 'ui:field');
  if (typeof value === 'string') {
    return field === OrderFields.yamlEditor
      ? [{ path, text: value, isRequired }]
      : [];
  }
  if (Array.isArray(value)) {
    const items = settingsOf(uiSchema, 'items');
    return value.flatMap((item, index) =>
      textsOf(item, items, `${path}[${index + 1}]`),
    );
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const isMap = field === OrderFields.map;
  return Object.entries(value).flatMap(([name, child]) =>
    textsOf(
      child,
      settingsOf(uiSchema, isMap ? 'additionalProperties' : name),
      path ? `${path}.${name}` : name,
      isMap,
    ),
  );
}

function settingsOf(uiSchema: object, name: string): object {
  const settings: unknown = Object.hasOwn(uiSchema, name)
    ? Reflect.get(uiSchema, name)
    : undefined;
  return typeof settings === 'object' && settings !== null ? settings : {};
}
