import { JsonValue } from '@backstage/types';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { compileSchema } from './compileSchema';
import { PatternChecks, UncheckedRule } from './PatternChecks';
import { PrunedSchema } from './pruneSchema';
import {
  fitsInto,
  LocatedValue,
  pointerTo,
  portionCost,
  PortionCost,
  SchemaPlace,
  splitPlace,
} from './splitPlace';
import { withoutGuesses } from './withoutGuesses';

/** What is checked without a break: takes up to 0.1 s. */
const PORTION: PortionCost = { parts: 300, steps: 100_000 };
/** The most that is checked without a break where nothing can be taken apart, as in `anyOf`: takes up to 0.3 s. */
const MAX_PORTION: PortionCost = { parts: 900, steps: 500_000 };
/** All portions of a value together: take some seconds. */
const MAX_TOTAL: PortionCost = { parts: 20_000, steps: 5_000_000 };
/** Compiling takes its time, however small the schema is. */
const LEAST_PARTS = 2;
/** Nobody reads more of them. */
const MAX_KEPT_ERRORS = 1000;

/**
 * Checks a value against a schema in portions that take little time each, and limits the time that all of them take
 * together.
 */
export class PortionChecks {
  /** The first of what the schema refuses. */
  readonly errors: ErrorObject[] = [];
  readonly #limit: PortionCost;
  readonly #patterns = new PatternChecks();
  readonly #leftOut: UncheckedRule[] = [];
  readonly #total: PortionCost = { parts: 0, steps: 0 };
  #errorCount = 0;

  /** @param limit - of a portion; a smaller one is for tests */
  constructor(limit: PortionCost = PORTION) {
    this.#limit = limit;
  }

  /** How many errors there are beyond `errors`. */
  get moreErrors(): number {
    return this.#errorCount - this.errors.length;
  }

  /** What was not looked at. */
  get unchecked(): UncheckedRule[] {
    return [...this.#leftOut, ...this.#patterns.unchecked];
  }

  get work(): { parts: number; patterns: number } {
    const { parts } = this.#total;
    return { parts: Math.ceil(parts), patterns: this.#patterns.count };
  }

  /** Yields after each portion, so that others can have their turn. */
  *run({ schema, costs }: PrunedSchema, value: JsonValue): Generator<void> {
    const whole = costs.get(schema);
    const pending: SchemaPlace[] = whole
      ? [{ schema, values: [{ path: '', value }], cost: portionCost(whole) }]
      : [];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (fitsInto(this.#limit, next.cost)) {
        yield* this.#check(next);
      } else {
        const { portions, places } = splitPlace(next, costs, this.#limit);
        for (const portion of portions) {
          yield* this.#check(portion);
        }
        pending.push(...places.reverse());
      }
    }
  }

  *#check(place: SchemaPlace): Generator<void> {
    const { values, cost } = place;
    const validate = this.#compile(place);
    if (!validate) {
      return;
    }
    const stepsOfOne = Math.max(1, cost.steps / values.length);
    const atOnce = Math.max(1, Math.floor(this.#limit.steps / stepsOfOne));
    for (const [index, located] of values.entries()) {
      this.#validate(validate, located);
      if ((index + 1) % atOnce === 0) {
        yield;
      }
    }
    yield;
  }

  /** Undefined when there is nothing to check, or nothing that can be. */
  #compile(place: SchemaPlace): ValidateFunction | undefined {
    const { schema, values, cost } = place;
    if (values.length === 0) {
      return undefined;
    }
    const parts = Math.max(LEAST_PARTS, cost.parts);
    const reason =
      excess(cost, values.length) ?? this.#excessOfAll(parts, cost.steps);
    if (reason) {
      this.#leaveOut(place, reason);
      return undefined;
    }
    this.#total.parts += parts;
    this.#total.steps += cost.steps;
    try {
      return compileSchema(schema, this.#patterns);
    } catch (error) {
      this.#leaveOut(
        place,
        error instanceof RangeError
          ? `has a schema that is too large to be checked here (${Math.ceil(
              cost.parts,
            )} parts)`
          : `has a schema that cannot be read: ${
              error instanceof Error ? error.message : String(error)
            }`,
      );
      return undefined;
    }
  }

  #validate(validate: ValidateFunction, { path, value }: LocatedValue): void {
    const isValid = validate(value, {
      instancePath: path,
      parentData: {},
      parentDataProperty: '',
      rootData: {},
      dynamicAnchors: {},
    });
    if (isValid || !validate.errors) {
      return;
    }
    const errors = withoutGuesses(validate.errors, pointer =>
      this.#patterns.leavesOut(pointer),
    );
    this.#errorCount += errors.length;
    const room = MAX_KEPT_ERRORS - this.errors.length;
    this.errors.push(...errors.slice(0, room));
  }

  #excessOfAll(parts: number, steps: number): string | undefined {
    const { parts: mostParts, steps: mostSteps } = MAX_TOTAL;
    if (this.#total.parts + parts > mostParts) {
      return `comes after what makes ${Math.ceil(
        this.#total.parts,
      )} parts of the schema, and the portal checks at most ${mostParts} of an order`;
    }
    return this.#total.steps + steps > mostSteps
      ? `comes after what takes ${Math.ceil(
          this.#total.steps,
        )} steps, and the portal takes at most ${mostSteps} for an order`
      : undefined;
  }

  #leaveOut({ values, fields }: SchemaPlace, reason: string): void {
    const [{ path }] = values;
    const others = values.length - 1;
    const where = others ? ` (and in ${others} places like it)` : '';
    for (const instancePath of fields?.map(name => pointerTo(path, name)) ?? [
      path,
    ]) {
      this.#leftOut.push({ instancePath, reason: `${reason}${where}` });
    }
  }
}

function excess(cost: PortionCost, count: number): string | undefined {
  const { parts, steps } = MAX_PORTION;
  if (cost.parts > parts) {
    return `comes to ${Math.ceil(
      cost.parts,
    )} parts of the schema that belong together, and the portal checks at most ${parts} of these`;
  }
  return cost.steps / count > steps
    ? `takes ${Math.ceil(
        cost.steps / count,
      )} steps that belong together, and the portal takes at most ${steps} of these`
    : undefined;
}
