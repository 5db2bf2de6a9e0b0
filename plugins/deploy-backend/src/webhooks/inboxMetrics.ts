import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { Reception } from './createWebhookRouter';
import { InboxStatus } from './InboxStore';
import { WebhookSource } from './WebhookSource';

/** Names of the metrics of webhooks. */
export const METRICS = {
  received: 'deploy.webhooks.received',
  due: 'deploy.inbox.due',
  dead: 'deploy.inbox.dead',
  oldestDueAge: 'deploy.inbox.oldest_due.age',
} as const;

/** Counts deliveries by source and by what became of them; `not-stored` is what to be alerted by. */
export function createReceptionCounter(
  metrics: MetricsService,
): (source: WebhookSource, reception: Reception) => void {
  const counter = metrics.createCounter(METRICS.received, {
    description: 'Deliveries of webhooks, by source and result',
    unit: '{delivery}',
  });
  return (source, result) => counter.add(1, { source, result });
}

/** Registers the figures that are read off when somebody asks for them. */
export function observeInbox(
  metrics: MetricsService,
  readStatus: () => Promise<InboxStatus>,
): void {
  const gauge = (
    name: string,
    options: { description: string; unit: string },
    read: (status: InboxStatus) => number,
  ) => {
    metrics.createObservableGauge(name, options).addCallback(async result => {
      try {
        result.observe(read(await readStatus()));
      } catch {
        // No figure while the database is away; deliveries that are not stored are counted.
      }
    });
  };
  gauge(
    METRICS.due,
    { description: 'Deliveries that wait for a worker', unit: '{delivery}' },
    ({ due }) => due,
  );
  gauge(
    METRICS.dead,
    { description: 'Deliveries that were given up', unit: '{delivery}' },
    ({ dead }) => dead,
  );
  gauge(
    METRICS.oldestDueAge,
    { description: 'Age of the oldest delivery that is due', unit: 's' },
    ({ oldestDueAgeMs }) => oldestDueAgeMs / 1000,
  );
}
