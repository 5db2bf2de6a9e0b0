import { z } from 'zod';
import { describeProblem } from './describeProblem';
import { WebhookMessage } from './WebhookMessage';

/** What the template of the documentation lets Argo CD's notifications send. */
const message = z.object({
  application: z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/),
});

/** What a notification of Argo CD means. */
export function readArgocdMessage(body: unknown): WebhookMessage {
  const parsed = message.safeParse(body);
  if (!parsed.success) {
    return { kind: 'invalid', problem: describeProblem(parsed.error) };
  }
  const { application } = parsed.data;
  return {
    kind: 'hints',
    about: application,
    hints: [{ argocdApplication: application }],
    refresh: true,
  };
}
