import { LoggerService } from '@backstage/backend-plugin-api';
import { WebhookRedelivery } from '@openportal/plugin-deploy-node';
import { describeError } from '../errors/describeError';
import { REDELIVERY_WINDOW_MS } from './readWebhookConfig';

/**
 * Asks senders that do not repeat themselves for what they could not deliver. What is not asked for in time is found
 * by the periodic pass, later.
 */
export async function redeliverFailed(options: {
  redeliveries: readonly WebhookRedelivery[];
  /** Address of the plugin, as senders know it. */
  baseUrl: string;
  logger: LoggerService;
  signal: AbortSignal;
  now?: () => Date;
}): Promise<void> {
  const { redeliveries, baseUrl, logger, signal } = options;
  const now = options.now?.() ?? new Date();
  for (const redelivery of redeliveries) {
    try {
      const report = await redelivery.redeliverFailed(
        {
          url: `${baseUrl}/webhooks/${redelivery.id}`,
          since: new Date(now.getTime() - REDELIVERY_WINDOW_MS),
        },
        { signal },
      );
      logger[report.problems.length > 0 ? 'warn' : 'debug'](
        'Webhooks that did not arrive were asked for again',
        {
          source: redelivery.id,
          ...report,
          problems: report.problems.join('; '),
        },
      );
    } catch (error) {
      logger.warn('Webhooks that did not arrive could not be asked for', {
        source: redelivery.id,
        error: describeError(error),
      });
    }
  }
}
