import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { LinearPatterns } from './LinearPatterns';
import { schemaForValues } from './schemaForValues';
import { toJsonSchema } from './toJsonSchema';
import { JsonObject } from './types';

/** Characters of all schemas whose validators are kept. */
const MAX_KEPT = 5_000_000;

/**
 * Checks one value by the keywords of its own schema; the values inside of it are checked one by one. A schema of
 * thousands of fields is so never compiled, and equal ones are compiled once.
 */
export class KeywordValidators {
  readonly #patterns = new LinearPatterns();
  #ajv = this.#createAjv();
  #bySchema = new WeakMap<JsonObject, ValidateFunction>();
  readonly #byText = new Map<string, ValidateFunction>();
  #kept = 0;

  /** To be called before each object that is checked. */
  begin(): void {
    this.#patterns.begin();
  }

  errorsOf(schema: JsonObject, value: unknown): ErrorObject[] {
    const validate = this.#validator(schema, value);
    const errors = validate(value) ? [] : validate.errors ?? [];
    return [...errors, ...this.#patternErrors(schema, value)];
  }

  /** Thousands of fields may well differ by their patterns only. */
  #patternErrors({ pattern }: JsonObject, value: unknown): ErrorObject[] {
    return typeof pattern !== 'string' ||
      typeof value !== 'string' ||
      this.#patterns.pattern(pattern).test(value)
      ? []
      : [
          {
            keyword: 'pattern',
            instancePath: '',
            schemaPath: '#/pattern',
            params: { pattern },
            message: `must match pattern "${pattern}"`,
          },
        ];
  }

  #validator(schema: JsonObject, value: unknown): ValidateFunction {
    const known = this.#bySchema.get(schema);
    if (known) {
      return known;
    }
    const { properties, items, additionalProperties, pattern, ...own } = schema;
    // Choices apply to the value as well, with all that is in it.
    const { allOf, anyOf, oneOf, not } = own;
    const hasChoices = Boolean(allOf ?? anyOf ?? oneOf ?? not);
    const validate = this.#compile(
      toJsonSchema(hasChoices ? schemaForValues(own, [value]) : own),
    );
    if (!hasChoices) {
      this.#bySchema.set(schema, validate);
    }
    return validate;
  }

  #compile(schema: JsonObject): ValidateFunction {
    const text = JSON.stringify(schema);
    const known = this.#byText.get(text);
    if (known) {
      return known;
    }
    if (this.#kept + text.length > MAX_KEPT) {
      this.#ajv = this.#createAjv();
      this.#bySchema = new WeakMap();
      this.#byText.clear();
      this.#kept = 0;
    }
    this.#kept += text.length;
    const validate = this.#ajv.compile(schema);
    this.#byText.set(text, validate);
    return validate;
  }

  #createAjv(): Ajv {
    const ajv = new Ajv({
      allErrors: true,
      strict: false,
      code: {
        regExp: Object.assign(
          (pattern: string) => this.#patterns.pattern(pattern),
          { code: 'linearRegExp' },
        ),
      },
      // Formats that are only annotations in Kubernetes must not be an error.
      logger: false,
    });
    addFormats(ajv);
    return ajv;
  }
}
