import { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Request } from 'express';

type AuditMeta = Record<string, string | undefined>;

/** Adds what is found out on the way, which is told in any case. */
export type AuditNote = (meta: AuditMeta) => void;

/** Something that must be in the audit log. */
export type AuditedEvent = {
  eventId: string;
  /** `critical` where somebody breaks the glass. Defaults to `medium`, which is for all that writes. */
  severityLevel?: 'medium' | 'critical';
  /** The HTTP request that it came with, where it came with one. */
  request?: Request;
  meta: AuditMeta;
};

/**
 * Does something that must be in the audit log, whether it is allowed or not: the event is there before anybody decides
 * whether it is allowed.
 */
export async function auditedBy<T>(
  auditor: AuditorService,
  event: AuditedEvent,
  work: (note: AuditNote) => Promise<{ answer: T; meta?: AuditMeta }>,
): Promise<T> {
  const auditorEvent = await auditor.createEvent({
    eventId: event.eventId,
    severityLevel: event.severityLevel ?? 'medium',
    ...(event.request && { request: event.request }),
    meta: definedOnly(event.meta),
  });
  let noted: AuditMeta = {};
  const note: AuditNote = meta => {
    noted = { ...noted, ...meta };
  };
  try {
    const { answer, meta } = await work(note);
    await auditorEvent.success({ meta: definedOnly({ ...noted, ...meta }) });
    return answer;
  } catch (error) {
    await auditorEvent.fail({
      error: toError(error),
      meta: definedOnly(noted),
    });
    throw error;
  }
}

function definedOnly(meta: AuditMeta): Record<string, string> {
  return Object.fromEntries(
    Object.entries(meta).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
