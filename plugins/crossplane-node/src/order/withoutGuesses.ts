import type { ErrorObject } from 'ajv';

/**
 * What `not` and `oneOf` refuse depends on the rules in them that were only taken as kept.
 *
 * @param errors - of one validation
 * @param leavesOut - true for the JSON pointer of a value in which a rule was not looked at
 * @returns the errors that hold whatever these rules say
 */
export function withoutGuesses(
  errors: ErrorObject[],
  leavesOut: (instancePath: string) => boolean,
): ErrorObject[] {
  const guesses = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    const { keyword, instancePath } = error;
    if ((keyword === 'not' || keyword === 'oneOf') && leavesOut(instancePath)) {
      const others = guesses.get(instancePath) ?? [];
      others.push(error);
      guesses.set(instancePath, others);
    }
  }
  return guesses.size === 0
    ? errors
    : errors.filter(
        error =>
          !pointersTo(error.instancePath)
            .flatMap(pointer => guesses.get(pointer) ?? [])
            .some(
              guess =>
                guess === error ||
                error.schemaPath.startsWith(`${guess.schemaPath}/`),
            ),
      );
}

/** JSON pointers of a value and of everything that it is in. */
export function pointersTo(instancePath: string): string[] {
  const names = instancePath.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
