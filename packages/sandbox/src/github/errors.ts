/** One reason of a 422 answer, in GitHub's form. */
export interface FieldError {
  resource: string;
  field: string;
  code: string;
  message?: string;
  value?: string;
}

/** An answer that is not a success; thrown by handlers and rendered as GitHub renders it. */
export class GitHubError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: FieldError[],
    readonly headers?: Record<string, string>,
  ) {
    super(message);
  }
}

/** What is there lies under another address now. */
export function moved(location: string): GitHubError {
  return new GitHubError(301, 'Moved Permanently', undefined, {
    Location: location,
  });
}

export function notFound(): GitHubError {
  return new GitHubError(404, 'Not Found');
}

export function forbidden(message: string): GitHubError {
  return new GitHubError(403, message);
}

export function conflict(message: string): GitHubError {
  return new GitHubError(409, message);
}

export function invalid(message: string): GitHubError {
  return new GitHubError(422, message);
}

export function validationFailed(...errors: FieldError[]): GitHubError {
  return new GitHubError(422, 'Validation Failed', errors);
}
