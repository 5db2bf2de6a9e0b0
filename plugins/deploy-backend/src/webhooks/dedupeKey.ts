import { createHash } from 'node:crypto';
import { WebhookSource } from './WebhookSource';

const DELIVERY_ID = /^[A-Za-z0-9-]{8,64}$/;

/**
 * What two deliveries of the same event have in common. GitHub's own id, which stays the same when a delivery is sent
 * again; else the hash of what the body says, in whatever order and with whatever spaces it says it. Bodies of Flux and
 * of the template for Argo CD have a time in them, so the same event on another day is another one. Those of a CI have
 * none, and a tag may be pushed again: what it says is the same within a minute.
 */
export function dedupeKey(
  source: WebhookSource,
  deliveryId: string | undefined,
  body: unknown,
  now: number = Date.now(),
): string {
  if (
    source === 'github' &&
    deliveryId !== undefined &&
    DELIVERY_ID.test(deliveryId)
  ) {
    return `id:${deliveryId.toLowerCase()}`;
  }
  const hash = createHash('sha256').update(canonicalJson(body)).digest('hex');
  return source === 'ci'
    ? `hash:${hash}:${Math.floor(now / 60_000)}`
    : `hash:${hash}`;
}

/**
 * JSON with sorted keys. Walks by recursion: {@link parseBody} has seen to it that the tree is not deep.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value);
}
