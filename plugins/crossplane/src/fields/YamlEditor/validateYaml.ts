import { ApiHolder } from '@backstage/core-plugin-api';
import { JsonObject } from '@backstage/types';
import { getTranslate } from '../translate';
import { describeYamlProblem } from './describeYamlProblem';
import { findYamlTexts } from './findYamlTexts';
import { findYamlProblem } from './yamlProblem';

/**
 * Refuses text that is not YAML.
 *
 * @remarks
 * The scaffolder looks for checks in the fields of objects and in the items of lists, not in the values
 * of maps, so a map is looked through here. For a field inside the items of a list the scaffolder hands over the whole list with the schema of
 * an item, so the texts are looked up in the value.
 */
export function validateYaml(
  value: unknown,
  field: { addError(message: string): void },
  context: { apiHolder: ApiHolder; schema: JsonObject; uiSchema?: object },
): void {
  const texts = findYamlTexts(value, context.uiSchema ?? {});
  for (const { path, text, isRequired } of texts) {
    const problem = findYamlProblem(text);
    if (problem || (isRequired && !text.trim())) {
      const t = getTranslate(context.apiHolder);
      const message = problem
        ? describeYamlProblem(problem, text, t)
        : t('field.yamlMissing');
      field.addError(
        path
          ? t('field.yamlProblemOf', { field: path, problem: message })
          : message,
      );
    }
  }
}
