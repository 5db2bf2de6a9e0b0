import { DeployErrorCode } from '@openportal/plugin-deploy-common';
import { ErrorRequestHandler } from 'express';

const codeByName: Record<string, DeployErrorCode> = {
  InputError: 'invalid-request',
  NotAllowedError: 'not-allowed',
  NotFoundError: 'not-found',
  ServiceUnavailableError: 'unavailable',
};

/**
 * Gives each error that leaves a router its stable code, where it has none of its own: errors of Backstage are known by
 * their name, and those of the parser of bodies by their status.
 */
export const nameErrors: ErrorRequestHandler = (error, _, _response, next) => {
  if (error instanceof Error && !hasOwnCode(error)) {
    const { name, status } = error as Error & { status?: unknown };
    const isBadBody = status === 400 || status === 413;
    const code =
      codeByName[name] ?? (isBadBody ? 'invalid-request' : undefined);
    if (code) {
      Object.assign(error, { code });
    }
  }
  next(error);
};

function hasOwnCode(error: Error): boolean {
  return 'code' in error && error.code !== undefined;
}
