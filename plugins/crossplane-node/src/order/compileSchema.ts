import { JsonObject } from '@backstage/types';
import Ajv, { _, FuncKeywordDefinition, str, ValidateFunction } from 'ajv';
import { KUBERNETES_FORMATS } from './kubernetesFormats';
import { isMultipleOf } from './isMultipleOf';
import { PatternChecks } from './PatternChecks';
import { toJsonSchema } from './toJsonSchema';

/** Checks schemas before they are compiled; compiled once itself. */
const meta = new Ajv({ strict: false, logger: false });

const multipleOf: FuncKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  errors: false,
  validate: (factor: number, value: number) => isMultipleOf(value, factor),
  error: {
    message: ({ schemaCode }) => str`must be multiple of ${schemaCode}`,
    params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}`,
  },
};

function patternKeyword(patterns: PatternChecks): FuncKeywordDefinition {
  return {
    keyword: 'pattern',
    type: 'string',
    schemaType: 'string',
    errors: false,
    validate: (pattern: string, text: string, _parent, context) =>
      patterns.fits(pattern, text, context?.instancePath ?? ''),
    error: {
      message: ({ schemaCode }) => str`must match pattern "${schemaCode}"`,
      params: ({ schemaCode }) => _`{pattern: ${schemaCode}}`,
    },
  };
}

/**
 * Makes a validator of a Kubernetes OpenAPI schema. Compiling costs as much as the schema is large: for one value,
 * `validateValue` is far quicker.
 *
 * @remarks
 * Patterns of Kubernetes are RE2 expressions. They run on a linear engine here: an XRD must not be able
 * to keep the portal busy with a pattern that backtracks. A pattern is compiled when a value comes to it, and
 * `format` and `multipleOf` mean what they mean to a cluster: other formats than its own are ignored. Defaults are
 * not filled in: `fillDefaults` does that.
 *
 * @param schema - `openAPIV3Schema` of an XRD, or a part of it
 * @param patterns - says afterwards which patterns were not checked
 * @throws Error when the schema is none
 */
export function compileSchema(
  schema: JsonObject,
  patterns: PatternChecks = new PatternChecks(),
): ValidateFunction {
  const jsonSchema = toJsonSchema(schema);
  if (!meta.validateSchema(jsonSchema)) {
    throw new Error(meta.errorsText(meta.errors, { dataVar: 'the schema' }));
  }
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    // A field may well be called "constructor".
    ownProperties: true,
    logger: false,
    verbose: true,
    meta: false,
    validateSchema: false,
    // The code runs once: shortening it takes longer than running it as it is.
    code: { optimize: false },
    // Code for each of thousands of names takes far longer than a loop over them.
    loopRequired: 20,
    loopEnum: 20,
  });
  for (const [name, check] of Object.entries(KUBERNETES_FORMATS)) {
    ajv.addFormat(name, { type: 'string', validate: check });
  }
  ajv.addFormat('int32', { type: 'number', validate: isInt32 });
  ajv.removeKeyword('pattern').addKeyword(patternKeyword(patterns));
  ajv.removeKeyword('multipleOf').addKeyword(multipleOf);
  return ajv.compile(jsonSchema);
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}
