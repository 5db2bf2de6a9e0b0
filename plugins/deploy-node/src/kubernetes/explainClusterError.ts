import { ServiceUnavailableError } from '@backstage/errors';
import { KubernetesApiError } from '@openportal/kubernetes-node';

/**
 * An error of a cluster as observers throw it: what runs is unknown then, which is not missing.
 *
 * @param error - what a `KubernetesClient` threw
 * @param signal - of the caller; where it aborted, its reason is what happened
 * @returns a `ServiceUnavailableError` that says what to do where the cluster refuses; errors that are none of the
 *   cluster as they are
 * @public
 */
export function explainClusterError(
  error: unknown,
  signal?: AbortSignal,
): unknown {
  if (signal?.aborted) {
    return signal.reason;
  }
  if (!(error instanceof KubernetesApiError)) {
    return error;
  }
  const fixes: Record<number, string> = {
    401: '; the credentials of the portal for this cluster are wrong or have ended',
    403: '; give the portal the rights in platform/rbac/deploy.yaml',
  };
  return new ServiceUnavailableError(
    `${error.message}${fixes[error.statusCode ?? 0] ?? ''}`,
    error,
  );
}
