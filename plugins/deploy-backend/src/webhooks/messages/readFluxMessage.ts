import { z } from 'zod';
import { describeProblem } from './describeProblem';
import { WebhookMessage } from './WebhookMessage';

const dnsName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);

/** The event that Flux's notification-controller sends to a provider of the type `generic-hmac`. */
const message = z.object({
  involvedObject: z.object({
    kind: z.string().regex(/^[A-Za-z]{1,63}$/),
    namespace: dnsName,
    name: dnsName,
  }),
  /** Annotations of the object that begin with `event.toolkit.fluxcd.io/` come here. */
  metadata: z
    .object({
      entity: z
        .string()
        .max(255)
        .regex(/^[^:/\s]+:[^:/\s]+\/[^:/\s]+$/)
        .optional(),
      environment: z.string().max(63).optional(),
    })
    .optional(),
});

/** Kinds that put something into a cluster. Sources are no news: what applies them reports too. */
const applyingKinds = ['Kustomization', 'HelmRelease'];

/** What an event of Flux means. */
export function readFluxMessage(body: unknown): WebhookMessage {
  const parsed = message.safeParse(body);
  if (!parsed.success) {
    return { kind: 'invalid', problem: describeProblem(parsed.error) };
  }
  const { kind, namespace, name } = parsed.data.involvedObject;
  const { entity, environment } = parsed.data.metadata ?? {};
  if (!applyingKinds.includes(kind)) {
    return {
      kind: 'ignored',
      reason: `Only ${applyingKinds.join(' and ')} say what runs`,
    };
  }
  return {
    kind: 'hints',
    about: `${kind}/${namespace}/${name}`,
    hints: [
      { flux: { kind, namespace, name } },
      // Where its annotations say whom it concerns, no name has to be guessed.
      ...(entity !== undefined && environment !== undefined
        ? [{ entityRef: entity.toLowerCase(), environment }]
        : []),
    ],
    refresh: true,
  };
}
