import { JsonObject, JsonValue } from '@backstage/types';
import type { ErrorObject } from 'ajv';
import { compileSchema } from './compileSchema';
import { fillDefaults } from './fillDefaults';
import { MAX_DEPTH, isTooDeep } from './isTooDeep';
import { PatternChecks, UncheckedRule } from './PatternChecks';
import { pruneSchema } from './pruneSchema';

/** Compiling takes up to 0.2 milliseconds for each. */
const MAX_PARTS = 900;

/**
 * What came out of checking a value against a schema.
 *
 * @public
 */
export interface ValueValidation {
  /** What the schema refuses; empty when the value fits as far as it was checked. */
  errors: ErrorObject[];
  /** Rules that were left to the cluster, each with the JSON pointer of its value. */
  unchecked: Array<{ instancePath: string; reason: string }>;
  /** What it cost: schemas that were compiled (deep ones count more), and patterns that the value came to. */
  work: { parts: number; patterns: number };
}

/**
 * Checks one value against a Kubernetes OpenAPI schema, with defaults filled in as a cluster does it. The cost
 * follows the size of the value and has a limit: what would go beyond it is left to the cluster, and the result says
 * so.
 *
 * @param schema - `openAPIV3Schema` of an XRD, or a part of it
 * @param value - is not changed
 * @public
 */
export function validateValue(
  schema: JsonObject,
  value: JsonValue,
): ValueValidation {
  if (isTooDeep(value)) {
    return leftOut(`is nested more than ${MAX_DEPTH} levels deep`, 0);
  }
  const filled = structuredClone(value);
  fillDefaults(schema, filled);
  const pruned = pruneSchema(schema, filled);
  if (pruned.parts > MAX_PARTS) {
    return leftOut(
      `comes to ${pruned.parts} parts of the schema, and the portal checks at most ${MAX_PARTS}`,
      pruned.parts,
    );
  }
  const patterns = new PatternChecks();
  let errors: ErrorObject[];
  try {
    const validate = compileSchema(pruned.schema, patterns);
    errors = validate(filled) ? [] : validate.errors ?? [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return leftOut(
      error instanceof RangeError
        ? `has a schema that is too large to be checked here (${pruned.parts} parts)`
        : `has a schema that cannot be read: ${reason}`,
      pruned.parts,
    );
  }
  const { unchecked, count } = patterns;
  return {
    errors: withoutGuesses(errors, unchecked),
    unchecked,
    work: { parts: pruned.parts, patterns: count },
  };
}

function leftOut(reason: string, parts: number): ValueValidation {
  return {
    errors: [],
    unchecked: [{ instancePath: '', reason }],
    work: { parts, patterns: 0 },
  };
}

/** What `not` and `oneOf` refuse depends on the rules in them that were only taken as kept. */
function withoutGuesses(
  errors: ErrorObject[],
  unchecked: UncheckedRule[],
): ErrorObject[] {
  const guesses = errors.filter(
    ({ keyword, instancePath }) =>
      (keyword === 'not' || keyword === 'oneOf') &&
      unchecked.some(rule => isWithin(rule.instancePath, instancePath)),
  );
  return errors.filter(
    error =>
      !guesses.some(
        guess =>
          guess === error ||
          (isWithin(error.instancePath, guess.instancePath) &&
            error.schemaPath.startsWith(`${guess.schemaPath}/`)),
      ),
  );
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}
