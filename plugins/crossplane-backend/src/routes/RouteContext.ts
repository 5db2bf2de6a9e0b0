import {
  AuditorService,
  BackstageCredentials,
  BackstageUserPrincipal,
  BackstageServicePrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import type { Request } from 'express';
import { NamespaceAccess } from '../permissions/NamespaceAccess';

/** What every route needs. */
export interface RouteContext {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  access: NamespaceAccess;
}

/** Who asks: a person, or another plugin with a person's or its own credentials. */
export function callerOf(
  { httpAuth }: RouteContext,
  request: Request,
): Promise<
  BackstageCredentials<BackstageUserPrincipal | BackstageServicePrincipal>
> {
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
