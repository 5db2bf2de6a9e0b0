import { setImmediate } from 'node:timers/promises';
import { JsonObject, JsonValue } from '@backstage/types';
import type { ErrorObject } from 'ajv';
import { fillDefaults, MAX_FILLED } from './fillDefaults';
import { excessOf } from './orderLimits';
import { PortionChecks } from './PortionChecks';
import { pruneSchema } from './pruneSchema';

/**
 * What came out of checking a value against a schema.
 *
 * @public
 */
export interface ValueValidation {
  /** What the schema refuses, at most 1,000 of it; empty when the value fits as far as it was checked. */
  errors: ErrorObject[];
  /** How much more the schema refuses. */
  moreErrors: number;
  /** What was left to the cluster, each with the JSON pointer of its value. */
  unchecked: Array<{ instancePath: string; reason: string }>;
  /** What it cost: schemas that were compiled (deep ones count more), and patterns that the value came to. */
  work: { parts: number; patterns: number };
}

/**
 * Checks one value against a Kubernetes OpenAPI schema, with defaults filled in as a cluster does it.
 *
 * @remarks
 * The cost follows the size of the value with its defaults, not that of the schema, and has limits: what would go
 * beyond them is left to the cluster, and the result says so. It can take some seconds, in which nothing else of the
 * process runs: in servers, `checkManifest` lets others have their turn.
 *
 * @param schema - `openAPIV3Schema` of an XRD, or a part of it
 * @param value - is not changed
 * @public
 */
export function validateValue(
  schema: JsonObject,
  value: JsonValue,
): ValueValidation {
  const steps = validation(schema, value);
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
  }
}

/**
 * Like {@link validateValue}, but everything else of the process has a turn again and again: no stretch takes more
 * than about 0.3 seconds.
 *
 * @param schema - `openAPIV3Schema` of an XRD, or a part of it
 * @param value - is not changed
 */
export async function validateInTurns(
  schema: JsonObject,
  value: JsonValue,
): Promise<ValueValidation> {
  const steps = validation(schema, value);
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
    await setImmediate();
  }
}

function* validation(
  schema: JsonObject,
  value: JsonValue,
): Generator<void, ValueValidation> {
  const excess = excessOf(value);
  if (excess) {
    return leftOut(excess);
  }
  const filled = structuredClone(value);
  if (!fillDefaults(schema, filled)) {
    return leftOut(
      `comes to more than ${MAX_FILLED} values with the defaults of the schema, and the portal fills in no more`,
    );
  }
  yield;
  const pruned = pruneSchema(schema, filled);
  yield;
  const checks = new PortionChecks();
  yield* checks.run(pruned, filled);
  const { errors, moreErrors, unchecked, work } = checks;
  return { errors, moreErrors, unchecked, work };
}

function leftOut(reason: string): ValueValidation {
  return {
    errors: [],
    moreErrors: 0,
    unchecked: [{ instancePath: '', reason }],
    work: { parts: 0, patterns: 0 },
  };
}
