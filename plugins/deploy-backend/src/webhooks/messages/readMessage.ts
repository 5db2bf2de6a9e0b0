import { WebhookSource } from '../WebhookSource';
import { readArgocdMessage } from './readArgocdMessage';
import { readCiMessage } from './readCiMessage';
import { readFluxMessage } from './readFluxMessage';
import { readGithubMessage } from './readGithubMessage';
import { WebhookMessage } from './WebhookMessage';

/**
 * What a delivery means. Pure: the same delivery always means the same.
 *
 * @param event - name of the event where the source says it in a header, else an empty text
 */
export function readMessage(
  source: WebhookSource,
  event: string,
  body: unknown,
): WebhookMessage {
  switch (source) {
    case 'github':
      return readGithubMessage(event, body);
    case 'argocd':
      return readArgocdMessage(body);
    case 'flux':
      return readFluxMessage(body);
    default:
      return readCiMessage(body);
  }
}
