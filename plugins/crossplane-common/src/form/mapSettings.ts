import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { isJsonObject } from '../json';
import { OrderFields } from './orderFields';

/** The `ui:` settings of a field that is YAML. */
export function yamlSettings(immutable: boolean): JsonObject {
  return {
    'ui:field': OrderFields.yamlEditor,
    // For scaffolders without the field.
    'ui:widget': 'textarea',
    'ui:options': { rows: 8, ...(immutable ? { immutable: true } : {}) },
  };
}

/** The `ui:` settings of a map. */
export function mapSettings(immutable: boolean): JsonObject {
  return {
    'ui:field': OrderFields.map,
    ...(immutable ? { 'ui:options': { immutable: true } } : {}),
  };
}

/**
 * The keywords of a map for the schema of its values.
 *
 * @remarks
 * The form library looks for the settings of the values in `uiSchema.additionalProperties`, but the
 * scaffolder collects settings from `properties` and conditions only, not from `additionalProperties`
 * (`extractUiSchema`). So they stand in a condition, below a field of that name. A `then` without `if`
 * says nothing about values: JSON schema, section 6.6.2.
 */
export function withValueSettings(values: JsonObject): JsonObject {
  const settings = settingsOf(values);
  return {
    additionalProperties: withoutSettings(values),
    ...(settings
      ? { then: { properties: { additionalProperties: settings } } }
      : {}),
  };
}

/** A copy of a form with nothing but its settings; `undefined` for one without. */
function settingsOf(form: JsonObject): JsonObject | undefined {
  const found = Object.entries(form).flatMap(
    ([keyword, value]): Array<[string, JsonValue]> => {
      if (keyword.startsWith('ui:')) {
        return value === undefined ? [] : [[keyword, value]];
      }
      const inner = mapForms(keyword, value, settingsOf);
      return inner === undefined ? [] : [[keyword, inner]];
    },
  );
  return found.length ? Object.fromEntries(found) : undefined;
}

function withoutSettings(form: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(form).flatMap(
      ([keyword, value]): Array<[string, JsonValue]> =>
        keyword.startsWith('ui:') || keyword === 'then' || value === undefined
          ? []
          : [[keyword, mapForms(keyword, value, withoutSettings) ?? value]],
    ),
  );
}

/** What the forms inside of a keyword become; `undefined` where there are none. */
function mapForms(
  keyword: string,
  value: JsonValue | undefined,
  change: (form: JsonObject) => JsonObject | undefined,
): JsonValue | undefined {
  switch (keyword) {
    case 'properties': {
      const fields = Object.entries(isJsonObject(value) ? value : {}).flatMap(
        ([name, form]) => {
          const changed = isJsonObject(form) ? change(form) : undefined;
          return changed ? [[name, changed] as const] : [];
        },
      );
      return fields.length ? Object.fromEntries(fields) : undefined;
    }
    case 'items':
    case 'then':
      return isJsonObject(value) ? change(value) : undefined;
    case 'anyOf':
      return Array.isArray(value) ? mapOptions(value, change) : undefined;
    default:
      return undefined;
  }
}

function mapOptions(
  options: JsonArray,
  change: (form: JsonObject) => JsonObject | undefined,
): JsonArray | undefined {
  const changed = options.map(option =>
    isJsonObject(option) ? change(option) : undefined,
  );
  return changed.some(Boolean)
    ? changed.map(option => option ?? {})
    : undefined;
}
