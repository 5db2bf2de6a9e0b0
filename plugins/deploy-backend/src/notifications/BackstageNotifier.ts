import { NotificationService } from '@backstage/plugin-notifications-node';
import { DeployEvent, Notifier } from '@openportal/plugin-deploy-node';

/** Tells people through the notifications of the portal. */
export class BackstageNotifier implements Notifier {
  readonly id = 'backstage';
  readonly #notifications: NotificationService;

  constructor(options: { notifications: NotificationService }) {
    this.#notifications = options.notifications;
  }

  async notify(event: DeployEvent): Promise<void> {
    // Programs may ask for changes too, but only people and groups have a list of notifications.
    const recipients = event.recipients.filter(ref =>
      /^(user|group):/i.test(ref),
    );
    if (recipients.length === 0) {
      return;
    }
    await this.#notifications.send({
      recipients: { type: 'entity', entityRef: recipients },
      payload: {
        title: event.title,
        description: event.description,
        link: event.link,
        topic: 'deploy',
        severity: severityOf(event),
        // One notification for each operation, which later news replace.
        scope: event.operation.id,
      },
    });
  }
}

function severityOf(event: DeployEvent): 'normal' | 'high' | 'low' {
  const { state } = event.operation;
  if (state === 'failed' || state === 'timed-out') {
    return 'high';
  }
  return state === 'succeeded' ? 'low' : 'normal';
}
