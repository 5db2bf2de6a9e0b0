import { JsonObject, ResourceType } from './types';

/** One thing that is wrong with one field. */
export interface StatusCause {
  reason: string;
  message: string;
  field: string;
}

/** An error that the API answers as a `Status` object. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;

  constructor(options: {
    code: number;
    reason: string;
    message: string;
    details?: JsonObject;
  }) {
    super(options.message);
    this.name = 'StatusError';
    this.code = options.code;
    this.reason = options.reason;
    this.details = options.details;
  }

  toStatus(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

function qualified(type: Pick<ResourceType, 'plural' | 'group'>): string {
  return type.group ? `${type.plural}.${type.group}` : type.plural;
}

function detailsOf(
  type: Pick<ResourceType, 'plural' | 'group'>,
  name: string,
): JsonObject {
  return {
    name,
    ...(type.group ? { group: type.group } : {}),
    kind: type.plural,
  };
}

type Named = Pick<ResourceType, 'plural' | 'group'>;

export function notFound(type: Named, name: string): StatusError {
  return new StatusError({
    code: 404,
    reason: 'NotFound',
    message: `${qualified(type)} "${name}" not found`,
    details: detailsOf(type, name),
  });
}

export function pathNotFound(): StatusError {
  return new StatusError({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  });
}

export function alreadyExists(type: Named, name: string): StatusError {
  return new StatusError({
    code: 409,
    reason: 'AlreadyExists',
    message: `${qualified(type)} "${name}" already exists`,
    details: detailsOf(type, name),
  });
}

export function conflict(
  type: Named,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
  causes?: StatusCause[],
): StatusError {
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${qualified(
      type,
    )} "${name}": ${why}`,
    details: { ...detailsOf(type, name), ...(causes ? { causes } : {}) },
  });
}

/** A server-side apply that would take fields from other managers. */
export function applyConflict(causes: StatusCause[]): StatusError {
  const fields = causes.map(cause => cause.field).join(', ');
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `Apply failed with ${causes.length} conflict${
      causes.length === 1 ? '' : 's'
    }: ${causes.map(cause => cause.message).join(', ')}: ${fields}`,
    details: { causes },
  });
}

export function invalid(
  type: Pick<ResourceType, 'kind' | 'group'>,
  name: string,
  causes: StatusCause[],
): StatusError {
  const problems = causes.map(cause => `${cause.field}: ${cause.message}`);
  const [first] = problems;
  const text = problems.length === 1 ? first : `[${problems.join(', ')}]`;
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `${type.kind}${
      type.group ? `.${type.group}` : ''
    } "${name}" is invalid: ${text}`,
    details: {
      name,
      ...(type.group ? { group: type.group } : {}),
      kind: type.kind,
      causes,
    },
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: 'BadRequest', message });
}

export function unauthorized(): StatusError {
  return new StatusError({
    code: 401,
    reason: 'Unauthorized',
    message: 'Unauthorized',
  });
}

export function forbidden(
  type: Named,
  name: string,
  message: string,
): StatusError {
  const quoted = name ? `${qualified(type)} "${name}"` : qualified(type);
  return new StatusError({
    code: 403,
    reason: 'Forbidden',
    message: `${quoted} is forbidden: ${message}`,
    details: detailsOf(type, name),
  });
}

export function expired(message: string): StatusError {
  return new StatusError({ code: 410, reason: 'Expired', message });
}

export function methodNotAllowed(): StatusError {
  return new StatusError({
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  });
}

export function unsupportedMediaType(accepted: string[]): StatusError {
  return new StatusError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}`,
    details: {},
  });
}
