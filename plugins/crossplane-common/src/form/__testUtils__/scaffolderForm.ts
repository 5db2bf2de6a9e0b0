import { JsonObject, JsonValue } from '@backstage/types';
import { getDefaultFormState, RJSFSchema } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import { validate } from 'jsonschema';

/** The validator that the scaffolder makes for its forms. */
const validator = customizeValidator();

/**
 * What happens to form values in the scaffolder: an opened form fills in defaults, "Next" validates in
 * the browser, and the backend validates once more with another library.
 */
export function openInScaffolder(
  form: JsonObject,
  values: JsonValue | undefined,
): { values: JsonValue | undefined; problems: string[] } {
  const page: RJSFSchema = {
    type: 'object',
    required: ['spec'],
    properties: { spec: form },
  };
  const state: { spec?: JsonValue } | undefined = getDefaultFormState(
    validator,
    page,
    values === undefined ? {} : { spec: values },
    page,
    false,
    { allOf: 'populateDefaults' },
  );
  // As JSON, which is how the values travel to the backend.
  const sent: { spec?: JsonValue } = JSON.parse(JSON.stringify(state ?? {}));
  const { errors } = validator.validateFormData(state, page);
  return {
    values: sent.spec,
    problems: [
      ...errors.map(({ stack }) => `browser: ${stack}`),
      ...validate(sent, page).errors.map(({ stack }) => `backend: ${stack}`),
    ],
  };
}
