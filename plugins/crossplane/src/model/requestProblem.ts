/** Why a request failed, in the words of whoever refused it. */
export type RequestProblem = {
  kind: 'notFound' | 'notAllowed' | 'other';
  message: string;
};

/**
 * Reads the error of a request. A `ResponseError` has the words of the server
 * in its cause; its own message only has the number.
 */
export function requestProblem(error: Error): RequestProblem {
  const cause = error.cause instanceof Error ? error.cause : undefined;
  return {
    kind: kindOf(error, cause),
    message: cause?.message || error.message,
  };
}

function kindOf(
  error: Error,
  cause: Error | undefined,
): RequestProblem['kind'] {
  const status = 'statusCode' in error ? error.statusCode : undefined;
  const names = [error.name, cause?.name];
  if (status === 404 || names.includes('NotFoundError')) {
    return 'notFound';
  }
  if (status === 403 || names.includes('NotAllowedError')) {
    return 'notAllowed';
  }
  return 'other';
}
