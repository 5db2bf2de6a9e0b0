import { Translate } from '../translate';
import { MAX_YAML_LENGTH, YamlProblem } from './yamlProblem';

/** A problem in words. */
export function describeYamlProblem(
  problem: YamlProblem,
  text: string,
  t: Translate,
): string {
  return problem.kind === 'length'
    ? t('field.yamlTooLong', {
        length: String(text.length),
        limit: String(MAX_YAML_LENGTH),
      })
    : t('field.yamlProblem', {
        line: String(problem.line),
        column: String(problem.column),
        reason: problem.reason,
      });
}
