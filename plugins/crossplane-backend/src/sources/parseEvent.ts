import { KubernetesObject } from '@openportal/kubernetes-node';
import { OrderEvent } from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { withoutSecrets } from '@openportal/plugin-crossplane-node';

const text = z.string().optional().catch(undefined);
const time = z.iso.datetime({ offset: true }).optional().catch(undefined);
const count = z.number().int().positive().optional().catch(undefined);

/** Components write events in two styles: counted in the event itself, or in its series. */
const eventSchema = z.object({
  reason: text,
  message: text,
  note: text,
  count,
  firstTimestamp: time,
  lastTimestamp: time,
  eventTime: time,
  series: z
    .object({ count, lastObservedTime: time })
    .optional()
    .catch(undefined),
});

/** What an event says, in either of its styles. */
export function parseEvent(
  event: KubernetesObject,
): Omit<OrderEvent, 'resource'> {
  const parsed = eventSchema.parse(event);
  const { series, reason } = parsed;
  const lastSeenAt =
    series?.lastObservedTime ??
    parsed.lastTimestamp ??
    parsed.eventTime ??
    parsed.firstTimestamp ??
    event.metadata.creationTimestamp;
  return {
    ...(reason ? { reason: withoutSecrets(reason) } : {}),
    message: withoutSecrets(parsed.message ?? parsed.note ?? ''),
    count: series?.count ?? parsed.count ?? 1,
    ...(lastSeenAt ? { lastSeenAt } : {}),
  };
}
