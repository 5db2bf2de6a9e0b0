/**
 * An error answer of a cluster, or a call that did not reach it.
 *
 * @public
 */
export class KubernetesApiError extends Error {
  /** HTTP status; `undefined` when there was no answer. */
  readonly statusCode: number | undefined;
  readonly reason: string | undefined;
  readonly cluster: string;
  /** What the cluster asked us to wait, in milliseconds. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(options: {
    cluster: string;
    message: string;
    statusCode?: number;
    reason?: string;
    retryAfterMilliseconds?: number;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'KubernetesApiError';
    this.cluster = options.cluster;
    this.statusCode = options.statusCode;
    this.reason = options.reason;
    this.retryAfterMilliseconds = options.retryAfterMilliseconds;
  }
}

/**
 * True for "the resource version is too old": the watcher has to list again.
 *
 * @public
 */
export function isGone(error: unknown): boolean {
  return error instanceof KubernetesApiError && error.statusCode === 410;
}

/**
 * True when the cluster answered that the object or the resource type does not exist.
 *
 * @public
 */
export function isNotFound(error: unknown): boolean {
  return error instanceof KubernetesApiError && error.statusCode === 404;
}

const MAX_MESSAGE_LENGTH = 500;

/** Reads the `Status` object that Kubernetes sends with every error. */
export function toApiError(options: {
  cluster: string;
  statusCode: number;
  body: string;
  retryAfter?: string;
  action: string;
}): KubernetesApiError {
  const { cluster, statusCode, body, retryAfter, action } = options;
  const status = readStatus(body);
  const seconds = Number(retryAfter);
  return new KubernetesApiError({
    cluster,
    statusCode,
    reason: status.reason,
    message: `Cluster '${cluster}' answered ${statusCode} to ${action}: ${
      status.message ?? 'no message'
    }`.slice(0, MAX_MESSAGE_LENGTH),
    retryAfterMilliseconds:
      Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
  });
}

function readStatus(body: string): { reason?: string; message?: string } {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) {
      return {};
    }
    const { reason, message } = parsed as Record<string, unknown>;
    return {
      reason: typeof reason === 'string' ? reason : undefined,
      message: typeof message === 'string' ? message : undefined,
    };
  } catch {
    // A proxy in between answers with HTML: its text helps nobody.
    return {};
  }
}
