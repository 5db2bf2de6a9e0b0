import { LoggerService } from '@backstage/backend-plugin-api';
import { Request } from 'express';
import { describeError } from '../errors/describeError';
import { dedupeKey } from './dedupeKey';
import { InboxStore } from './InboxStore';
import { readMessage } from './messages/readMessage';
import { parseBody } from './parseBody';
import { ReadingSlots } from './ReadingSlots';
import { readRawBody } from './readRawBody';
import { isSigned } from './signature';
import { WebhookRefusedError } from './WebhookRefusedError';
import { WebhookSource } from './WebhookSource';
import { withinTime } from './withinTime';

const MAX_BODY_BYTES = 1024 * 1024;

/** How long a delivery may take. GitHub waits ten seconds for the answer. */
export type DeliveryTimes = { bodyMs: number; storeMs: number };

/** What becomes of a delivery that is accepted. */
export type Accepted = 'stored' | 'repeated' | 'ignored';

/**
 * Takes a delivery in, in the order of what it costs: content type, size, signature, JSON, and only then the
 * database. When this returns it is stored, or was before.
 *
 * @throws WebhookRefusedError that says what is wrong
 */
export async function receiveDelivery(
  request: Request,
  options: {
    source: WebhookSource;
    secrets: readonly string[];
    address: string;
    store: InboxStore;
    slots: ReadingSlots;
    times: DeliveryTimes;
    logger: LoggerService;
  },
): Promise<Accepted> {
  const { source, secrets, times } = options;
  if (!request.is('application/json')) {
    throw new WebhookRefusedError(
      'wrong-content-type',
      'Set the content type of the webhook to application/json',
    );
  }
  const body = await options.slots.use(options.address, () =>
    readRawBody(request, {
      bytes: MAX_BODY_BYTES,
      milliseconds: times.bodyMs,
    }),
  );
  if (!isSigned({ source, headers: request.headers, body, secrets })) {
    throw new WebhookRefusedError(
      'bad-signature',
      `The signature does not fit: use the secret of deploy.webhooks.${source}.secrets`,
    );
  }
  const { text, json } = parseBody(body);
  const event = source === 'github' ? header(request, 'x-github-event') : '';
  const key = dedupeKey(source, request.get('x-github-delivery'), json);
  const message = readMessage(source, event, json);
  const ignored = message.kind === 'ignored' ? message.reason : undefined;
  try {
    const added = await withinTime(
      times.storeMs,
      options.store.add({
        source,
        dedupeKey: key,
        // What nothing is known of holds nobody up.
        orderKey: 'about' in message ? message.about : key,
        event: event || message.kind,
        headers: tellingHeaders(request),
        body: text,
        ignored,
      }),
    );
    return added ? acceptedAs(ignored) : 'repeated';
  } catch (error) {
    options.logger.error('A webhook could not be stored', {
      source,
      error: describeError(error),
    });
    throw new WebhookRefusedError(
      'not-stored',
      'The delivery could not be stored. Send it again later',
    );
  }
}

function acceptedAs(ignored: string | undefined): Accepted {
  return ignored === undefined ? 'stored' : 'ignored';
}

function header(request: Request, name: string): string {
  const value = request.get(name) ?? '';
  return /^[A-Za-z0-9_.-]{1,64}$/.test(value) ? value : '';
}

/** What helps who looks for a delivery at its sender. Nothing that proves anything. */
function tellingHeaders(request: Request): Record<string, string> {
  const names = ['x-github-event', 'x-github-delivery', 'x-github-hook-id'];
  return Object.fromEntries(
    names.flatMap(name => {
      const value = header(request, name);
      return value === '' ? [] : [[name, value]];
    }),
  );
}
