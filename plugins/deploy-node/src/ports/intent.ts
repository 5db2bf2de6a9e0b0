/**
 * Name of the commit trailer that names the operation of a commit.
 *
 * @public
 */
export const OPERATION_TRAILER = 'OpenPortal-Operation';

// Environment names and operation ids are ours, but they end in a git ref: no surprise may get there.
const REF_PART = /^[A-Za-z0-9][A-Za-z0-9-]{0,79}$/;

/**
 * The commit trailer of an operation. After a crash the commit is found again by it.
 *
 * @public
 */
export function operationTrailer(operationId: string): string {
  assertRefPart('operation id', operationId);
  return `${OPERATION_TRAILER}: ${operationId}`;
}

/**
 * The operation that a commit message names in its trailer, or undefined.
 *
 * @public
 */
export function operationOfCommitMessage(message: string): string | undefined {
  const lines = message.trimEnd().split(/\r?\n/);
  for (let index = lines.length - 1; index > 0; index--) {
    const line = lines[index].trim();
    if (line === '') {
      return undefined;
    }
    const match = /^OpenPortal-Operation:\s*(\S+)$/.exec(line);
    if (match) {
      return match[1];
    }
  }
  return undefined;
}

/**
 * The branch of the pull request of an operation: `openportal/<environment>/<operation id>`.
 *
 * @public
 */
export function operationBranch(
  environment: string,
  operationId: string,
): string {
  assertRefPart('environment', environment);
  assertRefPart('operation id', operationId);
  return `openportal/${environment}/${operationId}`;
}

function assertRefPart(what: string, value: string) {
  if (!REF_PART.test(value)) {
    throw new TypeError(
      `The ${what} '${value}' cannot be part of a git reference: letters, digits and dashes only`,
    );
  }
}
