import {
  canonicalRepository,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { z } from 'zod';
import { describeProblem } from './describeProblem';
import { WebhookMessage } from './WebhookMessage';

const message = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('artifact.available'),
    /** The image that was pushed, with tag or digest. */
    image: z.string().max(1024),
  }),
  z.object({
    event: z.literal('deploy.completed'),
    operationId: z.uuid(),
    token: z.string().regex(/^[A-Za-z0-9._-]{1,200}$/),
    status: z.enum(['succeeded', 'failed']),
    entityRef: z.string().max(255).optional(),
    environment: z.string().max(63).optional(),
  }),
]);

/** What a message of a CI means. */
export function readCiMessage(body: unknown): WebhookMessage {
  const parsed = message.safeParse(body);
  if (!parsed.success) {
    return { kind: 'invalid', problem: describeProblem(parsed.error) };
  }
  const { data } = parsed;
  if (data.event === 'deploy.completed') {
    return {
      kind: 'completion',
      about: `operation ${data.operationId}`,
      completion: data,
    };
  }
  const reference = tryParseImageReference(data.image);
  if (!reference) {
    return { kind: 'invalid', problem: 'image: is not an image reference' };
  }
  const imageRepository = canonicalRepository(reference);
  return {
    kind: 'hints',
    about: `image ${imageRepository}`,
    hints: [{ imageRepository }],
    refresh: true,
  };
}
