import { ApiHolder } from '@backstage/core-plugin-api';
import { JsonObject, JsonValue } from '@backstage/types';
import { OrderFields } from '@openportal/plugin-crossplane-common';
import { getTranslate } from '../translate';
import { describeYamlProblem } from './describeYamlProblem';
import { findYamlProblem } from './yamlProblem';

/**
 * Refuses text that is not YAML.
 *
 * @remarks
 * For a field inside the items of a list the scaffolder hands over the whole list with the schema of
 * an item, so the texts are looked up in the value.
 */
export function validateYaml(
  value: unknown,
  field: { addError(message: string): void },
  context: { apiHolder: ApiHolder; schema: JsonObject; uiSchema?: object },
): void {
  const texts = findTexts(value, context.uiSchema ?? {}, '');
  for (const { path, text } of texts) {
    const problem = findYamlProblem(text);
    if (problem) {
      const t = getTranslate(context.apiHolder);
      const message = describeYamlProblem(problem, text, t);
      field.addError(
        path
          ? t('field.yamlProblemOf', { field: path, problem: message })
          : message,
      );
    }
  }
}

function findTexts(
  value: unknown,
  uiSchema: object,
  path: string,
): Array<{ path: string; text: string }> {
  if (typeof value === 'string') {
    return [{ path, text: value }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      findTexts(item, uiSchema, `${path}[${index + 1}]`),
    );
  }
  if (!isObject(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, child]) => {
    const childUi: unknown = Object.hasOwn(uiSchema, name)
      ? Reflect.get(uiSchema, name)
      : undefined;
    return isObject(childUi) && childUi['ui:field'] === OrderFields.yamlEditor
      ? findTexts(child, childUi, path ? `${path}.${name}` : name)
      : [];
  });
}

function isObject(value: unknown): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
