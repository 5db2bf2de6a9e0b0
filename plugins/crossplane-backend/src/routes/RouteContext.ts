import {
  AuditorService,
  AuthService,
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import type { Request } from 'express';
import { NamespaceAccess } from '../permissions/NamespaceAccess';

/** What every route needs. */
export interface RouteContext {
  auth: AuthService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  access: NamespaceAccess;
}

/** Credentials of a person or of a plugin. */
export type Caller = BackstageCredentials<
  BackstageUserPrincipal | BackstageServicePrincipal
>;

/** Who asks: a person, or another plugin with a person's or its own credentials. */
export function callerOf(
  { httpAuth }: RouteContext,
  request: Request,
): Promise<Caller> {
  return httpAuth.credentials(request, { allow: ['user', 'service'] });
}

/** Records an access, also one that is refused: the event starts before the permission is asked for. */
export async function audited<T>(
  { auditor }: RouteContext,
  event: {
    request: Request;
    eventId: string;
    severityLevel?: 'low' | 'medium';
    meta: JsonObject;
  },
  run: () => Promise<T>,
): Promise<T> {
  const { request, eventId, meta, severityLevel = 'low' } = event;
  const record = await auditor.createEvent({
    eventId,
    severityLevel,
    request,
    meta,
  });
  try {
    const result = await run();
    await record.success();
    return result;
  } catch (error) {
    await record.fail({ error: toError(error) });
    throw error;
  }
}

/** Who would be named as the requester of an order. */
export function requesterOf({ principal }: Caller): string {
  return principal.type === 'user' ? principal.userEntityRef : 'unknown';
}
