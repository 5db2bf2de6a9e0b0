import { DeployApiError } from '@openportal/plugin-deploy-common';

/**
 * Whether a failed request was refused for sure, so that the next one is a new
 * request. Where no answer came, or one that says nothing, the same request may
 * have been accepted: it is repeated with its key, and never done twice.
 */
export function wasRefused(error: Error): boolean {
  return (
    error instanceof DeployApiError && error.status >= 400 && error.status < 500
  );
}

/** Whether a request was refused because its author saw something else than is there now. */
export function hasChanged(error: Error | undefined): error is DeployApiError {
  return error instanceof DeployApiError && error.code === 'changed-since-seen';
}

/** The operation that was first, where a request was refused because of one. */
export function activeOperationOf(
  error: Error | undefined,
): string | undefined {
  return error instanceof DeployApiError && error.code === 'operation-active'
    ? error.operationId
    : undefined;
}
